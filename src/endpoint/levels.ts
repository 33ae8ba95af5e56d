/**
 * The three levels of receiving (first seed): messages, frames, and the data of frames as it arrives. Each level is built by
 * the default handler of the level below. Take a level over, and the ones above fall silent, unless your handler calls the
 * default on. Control frames are answered whichever level is on.
 *
 *     frameBegin ─ default ─▶ messageBegin       (first frame of a message)
 *     frameData  ─ default ─▶ gathers the frame
 *     frameEnd   ─ default ─▶ messageFrame ─ default ─▶ gathers the message
 *                             messageEnd   ─ default ─▶ message
 */
import { TEXT } from '../codec/opcodes.ts';
import { pieceOf } from '../codec/word-view.ts';
import type { CloseRecord } from './close-record.ts';
import { Gatherer } from './gatherer.ts';
import type { Platform } from './platform.ts';

/** A message: text as a string, binary as bytes. Bytes may share memory with others; copy them to keep them long. */
export type Message = string | Uint8Array;

/** A data frame that begins. */
export interface FrameInfo {
  readonly type: 'text' | 'binary';
  /** The first frame of its message. */
  readonly first: boolean;
  /** The last frame of its message. */
  readonly last: boolean;
  /** Bytes of payload on the wire. */
  readonly length: number;
  /** The message is compressed: its data, as it is handed over, has another length, and may come a frame later. */
  readonly compressed: boolean;
}

/** What an application may handle. `C` is its connection. Handlers of one level are set together. */
export interface Handlers<C> {
  open?(connection: C): void;
  /** Level 1. */
  message?(connection: C, message: Message): void;
  /** Level 2. */
  messageBegin?(connection: C, type: 'text' | 'binary'): void;
  messageFrame?(connection: C, payload: Uint8Array): void;
  messageEnd?(connection: C): void;
  /** Level 3. */
  frameBegin?(connection: C, frame: FrameInfo): void;
  frameData?(connection: C, bytes: Uint8Array): void;
  frameEnd?(connection: C): void;
  /** A ping arrived; it is answered by itself. */
  ping?(connection: C, payload: Uint8Array): void;
  pong?(connection: C, payload: Uint8Array): void;
  /** The closing handshake began, by either side. */
  closing?(connection: C): void;
  close?(connection: C, record: CloseRecord): void;
}

/** The default handlers, to be called on from a handler that takes a level over. */
export interface DefaultHandlers {
  frameBegin(frame: FrameInfo): void;
  frameData(bytes: Uint8Array): void;
  frameEnd(): void;
  messageBegin(type: 'text' | 'binary'): void;
  messageFrame(payload: Uint8Array): void;
  messageEnd(): void;
}

const nothing = new Uint8Array(0);

const handlerNames = [
  'open',
  'message',
  'messageBegin',
  'messageFrame',
  'messageEnd',
  'frameBegin',
  'frameData',
  'frameEnd',
  'ping',
  'pong',
  'closing',
  'close',
] as const satisfies (keyof Handlers<unknown>)[];

const levels = [
  ['messageBegin', 'messageFrame', 'messageEnd'],
  ['frameBegin', 'frameData', 'frameEnd'],
] as const;

/** @throws {TypeError} if a handler is no function, or a level is taken over in part */
export function checkHandlers(handlers: Handlers<never>): void {
  for (const name of handlerNames) {
    const handler = handlers[name];
    if (handler !== undefined && typeof handler !== 'function') throw new TypeError(`${name} must be a function`);
  }
  for (const level of levels) {
    const missing = level.filter((name) => handlers[name] === undefined);
    if (missing.length > 0 && missing.length < level.length) {
      throw new TypeError(`${level.join(', ')} must be set together: ${missing.join(', ')} missing`);
    }
  }
}

/** Turns the data of frames into what the handlers want. It runs the application's handlers: they may throw. */
export class Levels<C> implements DefaultHandlers {
  /** No level below messages is taken over. */
  wantsWhole: boolean;
  #handlers: Handlers<C>;
  #connection: C;
  #platform: Platform;
  /** Level 2 is taken over: it wants each frame whole. */
  #wantsFrames: boolean;
  #wantsData: boolean;
  #opcode = 0;
  /** Bytes that the frame under way has said it has. */
  #frameLength = 0;
  /** The beginning of the message was passed on to level 2, so its end will be. */
  #begun = false;
  /** The message as far as it has come; level 2 gathers each frame by itself first. */
  #message: Gatherer | undefined;
  #frame: Gatherer | undefined;
  /** Nothing is delivered any more. */
  discarding = false;

  constructor(handlers: Handlers<C>, connection: C, platform: Platform) {
    this.#handlers = handlers;
    this.#connection = connection;
    this.#platform = platform;
    this.#wantsData = handlers.frameData !== undefined;
    this.#wantsFrames = handlers.messageFrame !== undefined;
    this.wantsWhole = !this.#wantsData && !this.#wantsFrames;
  }

  /** Serves another connection, which takes over no level below messages. Nothing may be under way. */
  attach(handlers: Handlers<C>, connection: C, platform: Platform): void {
    this.#handlers = handlers;
    this.#connection = connection;
    this.#platform = platform;
  }

  /** From now on nothing is delivered. */
  discard(): void {
    this.discarding = true;
    this.#message = undefined;
    this.#frame = undefined;
  }

  beginMessage(opcode: number): void {
    this.#opcode = opcode;
    this.#begun = false;
  }

  beginFrame(first: boolean, last: boolean, length: number, compressed: boolean): void {
    if (this.discarding) return;
    this.#frameLength = length;
    if (this.#wantsData) {
      this.#handlers.frameBegin?.(this.#connection, { type: this.#type, first, last, length, compressed });
    } else if (first) {
      this.#passMessageBegin();
    }
  }

  /**
   * A piece of the frame under way: `bytes` from `start` to `end`.
   * @param lent the bytes are overwritten later: what is kept is a copy
   */
  data(bytes: Uint8Array, start: number, end: number, lent: boolean): void {
    if (this.discarding) return;
    if (this.#wantsData) {
      if (end > start) this.#handlers.frameData?.(this.#connection, this.#own(bytes, start, end, lent));
    } else {
      this.#gatherData(bytes, start, end);
    }
  }

  endFrame(): void {
    if (this.discarding) return;
    if (this.#wantsData) this.#handlers.frameEnd?.(this.#connection);
    else this.frameEnd();
  }

  endMessage(): void {
    if (this.discarding || !this.#begun) return;
    this.#begun = false;
    if (this.#wantsFrames) this.#handlers.messageEnd?.(this.#connection);
    else this.messageEnd();
  }

  /** A message that is one frame in one piece, of whose beginning nothing was told: there is nothing to gather. */
  whole(opcode: number, bytes: Uint8Array, start: number, end: number, lent: boolean): void {
    if (this.discarding) return;
    const { message } = this.#handlers;
    if (message === undefined) return;
    message(
      this.#connection,
      opcode === TEXT ? this.#platform.decodeText(bytes, start, end) : this.#own(bytes, start, end, lent),
    );
  }

  /** Such a message, decoded. */
  wholeText(text: string): void {
    if (!this.discarding) this.#handlers.message?.(this.#connection, text);
  }

  // The default handlers.

  frameBegin(frame: FrameInfo): void {
    if (frame.first) this.#passMessageBegin();
  }

  frameData(bytes: Uint8Array): void {
    this.#gatherData(bytes, 0, bytes.length);
  }

  frameEnd(): void {
    // Without a handler for frames, their data went straight to the message.
    if (this.#wantsFrames) this.#handlers.messageFrame?.(this.#connection, this.#frame?.take() ?? nothing);
  }

  messageBegin(_type: 'text' | 'binary'): void {
    this.#message?.clear();
  }

  messageFrame(payload: Uint8Array): void {
    this.#gatherMessage(payload, 0, payload.length);
  }

  messageEnd(): void {
    const bytes = this.#message?.take() ?? nothing;
    const { message } = this.#handlers;
    if (message === undefined) return;
    message(this.#connection, this.#opcode === TEXT ? this.#platform.decodeText(bytes, 0, bytes.length) : bytes);
  }

  get #type(): 'text' | 'binary' {
    return this.#opcode === TEXT ? 'text' : 'binary';
  }

  #passMessageBegin(): void {
    this.#begun = true;
    if (this.#wantsFrames) this.#handlers.messageBegin?.(this.#connection, this.#type);
    else this.messageBegin(this.#type);
  }

  /** What an application gets, it may keep. */
  #own(bytes: Uint8Array, start: number, end: number, lent: boolean): Uint8Array {
    return lent ? this.#platform.copy(bytes, start, end) : pieceOf(bytes, start, end);
  }

  #gatherData(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#wantsFrames) {
      this.#gatherMessage(bytes, start, end);
      return;
    }
    this.#frame ??= new Gatherer(this.#platform);
    this.#frame.add(bytes, start, end, this.#frameLength);
  }

  #gatherMessage(bytes: Uint8Array, start: number, end: number): void {
    this.#message ??= new Gatherer(this.#platform);
    this.#message.add(bytes, start, end, this.#frameLength);
  }
}
