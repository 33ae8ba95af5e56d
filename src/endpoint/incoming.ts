/**
 * The bytes that arrive, after the opening handshake: cut into headers, payload and control frames, and reported to the read
 * loop. What they mean is decided there; its effects say what to read next.
 */
import type { ControlFrameRead, FrameHeaderRead, PayloadRead, ReadLoopEvent } from '../../machines/index.ts';
import { decodeClosePayload } from '../codec/close-payload.ts';
import { createFrameHeader, type FrameHeader, FrameHeaderDecoder } from '../codec/frame-header.ts';
import { applyMask } from '../codec/masking.ts';
import { CLOSE, PONG, TEXT } from '../codec/opcodes.ts';
import { Utf8Validator } from '../codec/utf8.ts';
import { copyOf } from '../codec/word-view.ts';
import type { MessageCodec } from './extension.ts';
import type { FrameLog } from './frame-log.ts';
import type { Levels } from './levels.ts';
import type { Platform } from './platform.ts';

/** Whom the bytes concern. */
export interface IncomingOwner {
  /** The machine that judges. */
  tellReadLoop(event: ReadLoopEvent): void;
  /** A pong with this payload answers a ping of ours. */
  answersLastPing(payload: Uint8Array): boolean;
  readonly log: FrameLog;
  readonly platform: Platform;
  /** Inflates what the peer has compressed, where that was agreed on. */
  readonly codec: MessageCodec | undefined;
  readonly bounds: { readonly maxMessageSize: number };
  /** Whoever watches may use other connections, and with them the memory that codecs share. */
  readonly watched: boolean;
}

const nothing = new Uint8Array(0);

type Phase = 'header' | 'payload' | 'control' | 'closed';

export class Incoming<C> {
  /** Bytes since the opening handshake. */
  received = 0;
  /** Payload of the control frame that the read loop is told of. */
  control: Uint8Array = nothing;
  /** Reason of the peer's close frame. */
  closeReason = '';
  /** The byte that the read loop is told of, counted like `received`. */
  offset = 0;

  #owner: IncomingOwner;
  readonly levels: Levels<C>;
  readonly #header: FrameHeaderRead & FrameHeader = { type: 'FRAME_HEADER', ...createFrameHeader() };
  readonly #decoder = new FrameHeaderDecoder(this.#header);
  readonly #payload: PayloadRead = {
    type: 'PAYLOAD',
    length: 0,
    badUtf8: false,
    openUtf8: false,
    inflateFault: '',
  };
  #phase: Phase = 'header';
  #suspended = false;
  #processing = false;
  /** Chunks that wait while reading is suspended, or while an earlier one is being read. */
  #backlog: Uint8Array[] = [];
  /** Bytes that the frame under way still lacks. */
  #remain = 0;
  /** Index into the masking key of its next byte. */
  #maskPhase = 0;
  /** The frame under way is the only one of its message, and nobody wants to hear of it before it is whole. */
  #single = false;
  #text = false;
  #compressed = false;
  /** Bytes that the compressed message under way has become so far. */
  #inflatedSize = 0;
  #utf8: Utf8Validator | undefined;
  /** The piece of payload that the read loop is told of, as the application will see it. */
  #chunk: Uint8Array = nothing;
  #from = 0;
  #to = 0;
  /** `#chunk` will be overwritten: whoever keeps some of it has to have a copy. */
  #volatile = false;
  /** What is read now is only lent. */
  #lent = false;
  /** The message that the read loop is told of, if it is one text that was decoded to check it. */
  #wholeText: string | undefined;

  constructor(owner: IncomingOwner, levels: Levels<C>) {
    this.#owner = owner;
    this.levels = levels;
  }

  /** Between two messages, with nothing half read: another connection may use it. */
  get atRest(): boolean {
    return (
      this.#phase === 'header' &&
      !this.#processing &&
      !this.#suspended &&
      this.#backlog.length === 0 &&
      !this.#decoder.underWay &&
      this.levels.wantsWhole &&
      !this.levels.discarding
    );
  }

  /** Reads for `owner` from now on. @param received bytes that it has received so far */
  attach(owner: IncomingOwner, received: number): void {
    this.#owner = owner;
    this.received = received;
    this.closeReason = '';
    this.control = nothing;
  }

  /**
   * Payload is unmasked where it lies.
   * @param lent the bytes are overwritten later: what is kept of them is copied
   */
  receive(bytes: Uint8Array, length: number, lent: boolean): void {
    if (this.#processing || this.#suspended || this.#backlog.length > 0) {
      this.#backlog.push(lent ? copyOf(bytes, 0, length) : bytes);
      return;
    }
    // The common case leaves no trace: a backlog that is never used takes no memory.
    this.#processing = true;
    this.#lent = lent;
    const at = this.#read(bytes, length);
    this.#lent = false;
    this.received += at;
    if (at < length) this.#backlog.unshift(lent ? copyOf(bytes, at, length) : bytes.subarray(at));
    this.#processing = false;
    this.readOn();
  }

  /** Reads what waits, unless reading is suspended or under way. */
  readOn(): void {
    if (this.#processing) return;
    this.#processing = true;
    while (!this.#suspended && (this.#backlog.length > 0 || this.#due)) {
      const bytes = this.#backlog[0] ?? nothing;
      const at = this.#read(bytes, bytes.length);
      this.received += at;
      if (at < bytes.length) this.#backlog[0] = bytes.subarray(at);
      else if (this.#backlog.length === 1) this.#backlog.length = 0;
      else this.#backlog.shift();
    }
    this.#processing = false;
  }

  get suspended(): boolean {
    return this.#suspended;
  }

  /** An empty payload is to be reported, for which no byte will come: reading was suspended just before it. */
  get #due(): boolean {
    return this.#remain === 0 && (this.#phase === 'payload' || this.#phase === 'control');
  }

  /** Bytes that wait because reading is suspended. */
  get waiting(): number {
    return this.#backlog.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  // Effects of the read loop.

  suspend(): void {
    this.#suspended = true;
  }

  resume(): void {
    this.#suspended = false;
  }

  stop(): void {
    this.#phase = 'closed';
    this.#suspended = false;
    this.#utf8 = undefined;
    this.levels.discard();
  }

  beginMessage(opcode: number, compressed: boolean): void {
    this.#text = opcode === TEXT;
    this.#compressed = compressed;
    this.#inflatedSize = 0;
    this.#single = this.#header.fin && this.levels.wantsWhole;
    if (this.#text) this.#utf8?.reset();
    if (!this.#single) this.levels.beginMessage(opcode);
  }

  beginFrame(): void {
    const { fin, length, opcode } = this.#header;
    this.#phase = 'payload';
    this.#remain = length;
    this.#maskPhase = 0;
    if (!this.#single) this.levels.beginFrame(opcode !== 0, fin, length, this.#compressed);
  }

  beginControlFrame(): void {
    this.#phase = 'control';
    this.#remain = this.#header.length;
    this.#maskPhase = 0;
    this.control = this.#remain === 0 ? nothing : new Uint8Array(this.#remain);
  }

  frameData(): void {
    const { length } = this.#payload;
    this.#remain -= length;
    if (this.#single) {
      const { opcode, length: whole } = this.#header;
      if (length === whole) {
        // The whole message lies in this chunk: it is handed on from here, and there is nothing to gather.
        if (this.#wholeText !== undefined) this.levels.wholeText(this.#wholeText);
        else this.levels.whole(opcode, this.#chunk, this.#from, this.#to, this.#volatile);
        return;
      }
      this.#single = false;
      this.levels.beginMessage(opcode);
      this.levels.beginFrame(true, true, whole, this.#compressed);
    }
    this.levels.data(this.#chunk, this.#from, this.#to, this.#volatile);
  }

  #keepChunk(): void {
    if (!this.#volatile) return;
    this.#volatile = false;
    this.#chunk = copyOf(this.#chunk, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
  }

  endFrame(): void {
    this.#phase = 'header';
    if (!this.#single) this.levels.endFrame();
  }

  endMessage(): void {
    if (!this.#single) this.levels.endMessage();
  }

  /** Reads one chunk; returns how far it came. */
  #read(bytes: Uint8Array, end: number): number {
    let at = 0;
    while (!this.#suspended) {
      if (this.#phase === 'header') {
        if (at === end) return at;
        at = this.#readHeader(bytes, at, end);
      } else if (this.#phase === 'payload') {
        if (at === end && this.#remain > 0) return at;
        at = this.#readPayload(bytes, at, end);
      } else if (this.#phase === 'control') {
        if (at === end && this.#remain > 0) return at;
        at = this.#readControl(bytes, at, end);
      } else {
        return end;
      }
    }
    return at;
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): number {
    const at = this.#decoder.decode(bytes, start, end);
    if (this.#decoder.complete) {
      const header = this.#header;
      this.offset = this.received + at - header.headerLength;
      const { log } = this.#owner;
      log.received(header.opcode, header.fin, header.length);
      if (log.tap !== undefined) log.tap.frameReceived(header, this.offset);
      this.#owner.tellReadLoop(header);
    }
    return at;
  }

  #readPayload(bytes: Uint8Array, start: number, end: number): number {
    const at = end - start > this.#remain ? start + this.#remain : end;
    const header = this.#header;
    if (header.masked) {
      applyMask(bytes, start, at, header.maskingKey, this.#maskPhase);
      this.#maskPhase = (this.#maskPhase + at - start) & 3;
    }
    const payload = this.#payload;
    payload.length = at - start;
    payload.badUtf8 = false;
    payload.openUtf8 = false;
    payload.inflateFault = '';
    this.#chunk = bytes;
    this.#from = start;
    this.#to = at;
    this.#volatile = this.#lent;
    const { tap } = this.#owner.log;
    if (tap !== undefined) tap.payloadReceived(bytes, start, at);
    if (this.#compressed) this.#inflate();
    if (this.#text) this.#checkText(this.#chunk, this.#from, this.#to);
    this.#owner.tellReadLoop(payload);
    this.#chunk = nothing;
    this.#volatile = false;
    this.#wholeText = undefined;
    return at;
  }

  /** What the chunk inflates to takes its place. */
  #inflate(): void {
    const { codec, bounds } = this.#owner;
    if (codec === undefined) return;
    const last = this.#header.fin && this.#payload.length === this.#remain;
    const room = bounds.maxMessageSize - this.#inflatedSize;
    this.#payload.inflateFault = codec.inflate(this.#chunk, this.#from, this.#to, last, room);
    this.#from = 0;
    this.#to = this.#payload.inflateFault === '' ? codec.inflatedLength : 0;
    this.#chunk = codec.takeInflated();
    this.#volatile = codec.volatile;
    this.#inflatedSize += this.#to;
    this.#owner.log.tap?.inflated(this.#chunk, 0, this.#to);
    if (this.#owner.watched) this.#keepChunk();
  }

  #checkText(bytes: Uint8Array, start: number, end: number): void {
    const payload = this.#payload;
    const whole = this.#single && payload.length === this.#header.length;
    if (whole) {
      this.#wholeText = this.#owner.platform.readText(bytes, start, end);
      if (this.#wholeText !== undefined) return;
    }
    this.#utf8 ??= new Utf8Validator(this.#owner.platform.isText);
    const bad = this.#utf8.push(bytes, start, end);
    payload.badUtf8 = bad >= 0;
    payload.openUtf8 = bad < 0 && !this.#utf8.complete;
    // An inflated byte has no place of its own on the wire: that of its frame stands.
    if (!this.#compressed) this.offset = this.received + (bad < 0 ? end : bad);
  }

  #readControl(bytes: Uint8Array, start: number, end: number): number {
    const at = end - start > this.#remain ? start + this.#remain : end;
    const filled = this.control.length - this.#remain;
    for (let from = start; from < at; from++) this.control[filled + from - start] = bytes[from] as number;
    this.#remain -= at - start;
    if (this.#remain > 0) return at;
    if (this.#header.masked) applyMask(this.control, 0, this.control.length, this.#header.maskingKey, 0);
    this.#phase = 'header';
    this.#owner.log.tap?.payloadReceived(this.control, 0, this.control.length);
    this.#owner.tellReadLoop(this.#controlFrame());
    return at;
  }

  #controlFrame(): ControlFrameRead {
    const { opcode } = this.#header;
    const answersLastPing = opcode === PONG && this.#owner.answersLastPing(this.control);
    if (opcode !== CLOSE) {
      return { type: 'CONTROL_FRAME', opcode, answersLastPing, closeCode: 0, closeFault: '' };
    }
    const { code, reason, fault } = decodeClosePayload(this.control, 0, this.control.length);
    this.closeReason = reason;
    return { type: 'CONTROL_FRAME', opcode, answersLastPing, closeCode: code, closeFault: fault };
  }
}
