/**
 * What the application wants to send, in the order of its calls, until the write loop has taken it.
 *
 * The frames of a message must stay together, so operations queue by message: only those of the first one may go. The first
 * operation asks for the write turn (`op_wr`); when it is granted, the write loop is told what to do and its effects come
 * back here to write the bytes. In the common case all of that happens within one call and nothing is queued.
 *
 * A message is compressed when its turn has come, as compressors lean on what was sent before. A large one is compressed in the
 * background before it asks for the turn; those behind it wait.
 */
import type { WriteLoopEvent, WriteRefusal, WriteTurnEvent } from '../../machines/index.ts';
import { CONTINUATION } from '../codec/opcodes.ts';
import { copyOf } from '../codec/word-view.ts';
import { OperationError } from './errors.ts';
import type { MessageCodec } from './extension.ts';
import type { FrameLog } from './frame-log.ts';
import type { Outlet } from './outlet.ts';
import { type Output, payloadLength, RSV1 } from './output.ts';
import type { Platform } from './platform.ts';
import type { Encoded, PreparedMessage } from './prepared.ts';
import type { Tally } from './tally.ts';

export interface OutgoingOwner {
  tellWriteLoop(event: WriteLoopEvent): void;
  tellWriteTurn(event: WriteTurnEvent): void;
  /** Bytes were added to the output. Returns what settles when they have been handed to the transport. */
  wrote(): Promise<void>;
  readonly outlet: Pick<Outlet, 'wrote' | 'tell'>;
  /** Nothing waits any more. */
  writesDone(): void;
  /** The error for what can no longer be done. */
  closedError(): OperationError;
  readonly log: FrameLog;
  readonly output: Output;
  readonly platform: Platform;
  /** Most bytes that may wait. */
  readonly maxBufferedOutput: number;
  /** The transport takes no more for now. */
  readonly blocked: boolean;
  /** Compresses, where that was agreed on. */
  readonly codec: MessageCodec | undefined;
  /** Whoever watches may use other connections, and with them the memory that codecs share. */
  readonly watched: boolean;
}

type Kind = 'SEND_MSG' | 'BEGIN_MSG' | 'SEND_FRAME' | 'BEGIN_FRAME' | 'FRAME_DATA' | 'END_FRAME' | 'END_MSG';

/** One call of the application's. */
interface Operation {
  kind: Kind;
  payload: string | Uint8Array;
  /** Bytes of payload; for a streamed frame its declared size. */
  length: number;
  fin: boolean;
  settle: Settle | undefined;
  /** How far compressing it has come: `due` when the turn is there, or `apart`, in the background, before. */
  compression: Compression;
  /** The message was encoded for many connections, and this of it is to be sent. */
  prepared: PreparedMessage | undefined;
  encoded: Encoded | undefined;
  /** What `payload` was before it was compressed, for whoever watches. */
  original: string | Uint8Array | undefined;
}

type Compression = 'none' | 'due' | 'apart' | 'underWay' | 'done';

interface Settle {
  resolve(value: Promise<void> | undefined): void;
  reject(error: Error): void;
}

/** Operations that belong to one message. */
class OutgoingMessage {
  readonly opcode: number;
  readonly compressed: boolean;
  readonly operations: Operation[] = [];

  constructor(opcode: number, compressed: boolean) {
    this.opcode = opcode;
    this.compressed = compressed;
  }
}

const nothing = new Uint8Array(0);
/** Listens to an operation that is part of another. */
const nobody: Settle = { resolve: () => {}, reject: () => {} };
const wantWrite = { type: 'WANT_WRITE' } as const;
const release = { type: 'RELEASE' } as const;
const sendMessage = { type: 'SEND_MSG', compressed: false } as const;
const sendCompressed = { type: 'SEND_MSG', compressed: true } as const;
/** What an operation that waits costs beside its payload, in bytes, so that empty ones are bounded, too. */
const OPERATION_COST = 64;

export type { OutgoingMessage };

export class Outgoing {
  /** Bytes of payload that wait. */
  waiting = 0;
  #owner: OutgoingOwner;
  readonly #messages: OutgoingMessage[] = [];
  /** The operation that has asked for the turn, or is being done. */
  #current: Operation | undefined;
  #opcode = 0;
  /** Used for every operation that is done at once. */
  readonly #once: Operation = operationOf('SEND_MSG', nothing, 0, true, undefined);
  #refused: WriteRefusal | undefined;
  /** The write under way was the last of its message. */
  #ended = false;
  /** A streamed frame is under way: the turn is ours. */
  #inFrame = false;
  /** New operations are refused, but for what a streamed frame still lacks: the connection is not open. */
  #refusing = true;
  #aborted = false;
  #running = false;
  /** A message was begun before it could be sent: whoever has its writer knows us. */
  #known = false;

  constructor(owner: OutgoingOwner) {
    this.#owner = owner;
  }

  /** Open, and nothing of its connection is in it. */
  get atRest(): boolean {
    return (
      this.#current === undefined &&
      this.#messages.length === 0 &&
      this.#refused === undefined &&
      !(this.#refusing || this.#running || this.#known)
    );
  }

  /** Goes on for another connection. */
  attach(owner: OutgoingOwner): void {
    this.#owner = owner;
  }

  /** Operations wait that were called before. */
  get busy(): boolean {
    return this.#current !== undefined || this.#messages.some((message) => message.operations.length > 0);
  }

  /**
   * A whole message in one frame.
   * @param compress whether it is to be compressed, if that was agreed on; undefined: if it is worth it
   */
  send(opcode: number, payload: string | Uint8Array, compress?: boolean): Promise<void> {
    if (this.#refusing) return failed(this.#owner.closedError());
    const length = payloadLength(payload, this.#owner.platform);
    const compression = this.#compressionOf(length, compress);
    const refused = this.#sendAtOnce(opcode, payload, length, compression, undefined);
    return refused ?? this.#owner.wrote();
  }

  /** As `send`, of a message that was encoded for many. */
  sendPrepared(prepared: PreparedMessage, compress?: boolean): Promise<void> {
    if (this.#refusing) return failed(this.#owner.closedError());
    return this.#offer(prepared, compress) ?? this.#owner.wrote();
  }

  /** @param tally is told, instead of a promise, when the bytes have been handed to the transport or never will be */
  deliver(prepared: PreparedMessage, compress: boolean | undefined, tally: Tally): void {
    if (this.#refusing) return;
    const otherwise = this.#offer(prepared, compress);
    if (otherwise !== undefined) {
      tally.await(otherwise);
      return;
    }
    this.#owner.outlet.wrote();
    this.#owner.outlet.tell(tally);
  }

  #offer(prepared: PreparedMessage, compress: boolean | undefined): Promise<void> | undefined {
    const { opcode, length, plain } = prepared;
    const wanted = this.#compressionOf(length, compress ?? prepared.compress);
    const { codec } = this.#owner;
    const compression = wanted === 'apart' && codec !== undefined && prepared.hasCompressed(codec) ? 'due' : wanted;
    return this.#sendAtOnce(opcode, plain.payload, length, compression, prepared);
  }

  /** @returns undefined if it was written, else the promise of a message that waits or was refused */
  #sendAtOnce(
    opcode: number,
    payload: string | Uint8Array,
    length: number,
    compression: Compression,
    prepared: PreparedMessage | undefined,
  ): Promise<void> | undefined {
    if (this.#current !== undefined || this.#messages.length > 0 || compression === 'apart') {
      return this.#queue(opcode, payload, length, compression, prepared);
    }
    const operation = this.#once;
    operation.payload = payload;
    operation.length = length;
    operation.compression = compression;
    operation.prepared = prepared;
    operation.encoded = prepared?.plain;
    this.#opcode = opcode;
    this.#current = operation;
    this.#owner.tellWriteTurn(wantWrite);
    operation.payload = nothing;
    operation.prepared = undefined;
    operation.encoded = undefined;
    operation.original = undefined;
    if (this.#current !== operation) {
      return this.#refused === undefined ? undefined : failed(this.#takeRefusal());
    }
    // The turn is somebody else's. It has been asked for: what is queued now is what gets it.
    const queued = this.#queue(opcode, payload, length, compression, prepared);
    this.#current = this.#messages[0]?.operations[0];
    return queued;
  }

  /** A whole message in frames of `size` bytes, before they are compressed: all of them, or none. */
  sendFragments(opcode: number, payload: Uint8Array, size: number, compress?: boolean): Promise<void> {
    if (this.#refusing) return failed(this.#owner.closedError());
    if (this.overflows(payload.length)) return failed(new OperationError('output-limit'));
    const message = this.begin(opcode, this.#compressionOf(payload.length, compress) !== 'none');
    let at = 0;
    for (; payload.length - at > size; at += size) {
      const piece = payload.subarray(at, at + size);
      this.#add(message, operationOf('SEND_FRAME', piece, size, false, nobody));
    }
    const last = payload.subarray(at);
    return this.#promise(message, 'SEND_FRAME', last, last.length, true);
  }

  /** The promise of what cannot be done any more, or not yet. */
  refused(error: OperationError = this.#owner.closedError()): Promise<never> {
    return failed(error);
  }

  /** A message whose frames the caller sends. */
  begin(opcode: number, compress = false): OutgoingMessage {
    const message = new OutgoingMessage(opcode, compress && this.#owner.codec !== undefined);
    if (this.#refusing) {
      this.#known = true;
      return message;
    }
    this.#messages.push(message);
    this.#add(message, operationOf('BEGIN_MSG', nothing, 0, false, undefined));
    return message;
  }

  frame(message: OutgoingMessage, payload: string | Uint8Array, fin: boolean): Promise<void> {
    return this.#operate(message, 'SEND_FRAME', payload, payloadLength(payload, this.#owner.platform), fin);
  }

  end(message: OutgoingMessage): Promise<void> {
    return this.#operate(message, 'END_MSG', nothing, 0, true);
  }

  beginFrame(message: OutgoingMessage, length: number, fin: boolean): Promise<void> {
    if (length === 0) return this.frame(message, nothing, fin);
    return this.#operate(message, 'BEGIN_FRAME', nothing, length, fin);
  }

  data(message: OutgoingMessage, payload: Uint8Array): Promise<void> {
    return this.#operate(message, 'FRAME_DATA', payload, payload.length, false);
  }

  endFrame(message: OutgoingMessage): Promise<void> {
    return this.#operate(message, 'END_FRAME', nothing, 0, false);
  }

  /** The connection is open. */
  open(): void {
    this.#refusing = false;
  }

  /** What was called before a close still goes; nothing new is taken. */
  refuseNew(): void {
    this.#refusing = true;
  }

  /** No frame may be sent any more: all that waits fails. */
  abort(): void {
    this.#refusing = true;
    this.#aborted = true;
    const messages = this.#messages.splice(0);
    this.#current = undefined;
    this.waiting = 0;
    this.#ended = false;
    this.#inFrame = false;
    for (const message of messages) {
      for (const operation of message.operations) operation.settle?.reject(this.#owner.closedError());
    }
  }

  // Effects of the machines.

  /** The turn is ours: the write loop is told what the first operation wants. */
  granted(): void {
    const operation = this.#current;
    if (operation === undefined) this.#owner.tellWriteTurn(release);
    else this.#tell(operation);
  }

  /** Nobody gets the turn any more. */
  turnRefused(): void {
    this.refuse('closing');
  }

  writeMessage(rsv1: boolean): void {
    this.#write(this.#opcode, true, rsv1);
  }

  writeFrame(first: boolean, rsv1: boolean): void {
    this.#write(first ? this.#opcode : CONTINUATION, this.#current?.fin ?? true, rsv1);
  }

  writeLastFrame(first: boolean, rsv1: boolean): void {
    this.#write(first ? this.#opcode : CONTINUATION, true, rsv1);
  }

  writeFrameHeader(first: boolean, rsv1: boolean): void {
    const operation = this.#current;
    if (operation === undefined) return;
    const opcode = first ? this.#opcode : CONTINUATION;
    this.#owner.log.sent(opcode, operation.fin, operation.length);
    this.#owner.output.frameHeader(rsv1 ? opcode | RSV1 : opcode, operation.fin, operation.length);
    this.#inFrame = true;
    this.#done(operation);
  }

  /**
   * @param remain bytes that the frame still lacks
   * @param fin the frame is the last of its message
   */
  writeFrameData(remain: number, fin: boolean): void {
    const operation = this.#current;
    if (operation === undefined) return;
    // Pieces of a frame are bytes, see `data`.
    this.#owner.output.data(operation.payload as Uint8Array);
    this.#inFrame = remain > 0;
    this.#ended = remain === 0 && fin;
    this.#done(operation);
  }

  beginMessage(): void {
    if (this.#current !== undefined) this.#done(this.#current);
  }

  refuse(reason: WriteRefusal): void {
    this.#refused = reason;
    if (this.#current !== undefined) this.#done(this.#current);
  }

  /** Does what can be done now. Called when something changed: an operation came, or the transport came free. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    while (this.#current === undefined && this.#startNext()) {}
    this.#running = false;
    if (this.#refusing && !this.busy) this.#owner.writesDone();
  }

  /** Starts the first operation of the first message. Returns false if there is none, or it has to wait. */
  #startNext(): boolean {
    const [message] = this.#messages;
    const operation = message?.operations[0];
    if (message === undefined || operation === undefined) return false;
    const inFrame = operation.kind === 'FRAME_DATA' || operation.kind === 'END_FRAME';
    if (inFrame && this.#inFrame && this.#owner.blocked) return false;
    if (operation.compression === 'apart') this.#deflateApart(operation);
    if (operation.compression === 'underWay') return false;
    this.#current = operation;
    this.#opcode = message.opcode;
    // Within a streamed frame the turn is ours already: to ask for it would be to wait for ourselves.
    if (inFrame || this.#inFrame || operation.kind === 'BEGIN_MSG') this.#tell(operation);
    else this.#owner.tellWriteTurn(wantWrite);
    return true;
  }

  #tell(operation: Operation): void {
    if (operation.compression === 'due') this.#deflate(operation);
    const { kind, length, fin, compression } = operation;
    // The common case first, without a closure.
    if (kind === 'SEND_MSG') {
      this.#owner.tellWriteLoop(compression === 'none' ? sendMessage : sendCompressed);
      return;
    }
    const tell = (event: WriteLoopEvent) => this.#owner.tellWriteLoop(event);
    if (kind === 'BEGIN_MSG') tell({ type: kind, compressed: this.#messages[0]?.compressed === true });
    else if (kind === 'SEND_FRAME') tell({ type: kind, fin });
    else if (kind === 'BEGIN_FRAME') tell({ type: kind, length, fin });
    else if (kind === 'FRAME_DATA') tell({ type: kind, length });
    else tell({ type: kind });
  }

  #write(opcode: number, fin: boolean, rsv1: boolean): void {
    const operation = this.#current;
    if (operation === undefined) return;
    const { payload, compression, encoded } = operation;
    // What is compressed is bytes, and of another length than what waited.
    const length = compression === 'done' ? (payload as Uint8Array).length : operation.length;
    const first = rsv1 ? opcode | RSV1 : opcode;
    this.#owner.log.sent(opcode, fin, length);
    if (encoded === undefined) this.#owner.output.frame(first, fin, payload, length);
    else this.#owner.output.ready(encoded, first);
    if (operation.original !== undefined) {
      this.#owner.log.tap?.deflated(operation.original);
      operation.original = undefined;
    }
    this.#ended = fin;
    this.#done(operation);
  }

  /** The operation has been taken, or refused. */
  #done(operation: Operation): void {
    this.#current = undefined;
    if (operation === this.#once) {
      this.#ended = false;
      return;
    }
    if (operation.kind !== 'BEGIN_FRAME') this.waiting -= operation.length + OPERATION_COST;
    this.#messages[0]?.operations.shift();
    if (this.#ended) this.#messages.shift();
    this.#ended = false;
    if (this.#refused === undefined) operation.settle?.resolve(this.#owner.wrote());
    else operation.settle?.reject(this.#takeRefusal());
    this.run();
  }

  #compressionOf(length: number, compress: boolean | undefined): Compression {
    const { codec } = this.#owner;
    if (codec === undefined || !(compress ?? codec.worthwhile(length))) return 'none';
    return codec.large(length) ? 'apart' : 'due';
  }

  #deflate(operation: Operation): void {
    const { codec } = this.#owner;
    if (codec === undefined) return;
    const shared = operation.prepared?.compressed(codec);
    if (shared !== undefined) {
      takeEncoded(operation, shared);
      return;
    }
    const whole = operation.kind === 'SEND_MSG';
    const compressed = codec.deflate(operation.payload, operation.length, operation.fin);
    const kept = this.#owner.watched ? copyOf(compressed, 0, compressed.length) : compressed;
    takeCompressed(operation, kept, whole && codec.mayGiveUp);
  }

  #deflateApart(operation: Operation): void {
    const { codec } = this.#owner;
    if (codec === undefined) return;
    operation.compression = 'underWay';
    const shared = operation.prepared?.compressedLater(codec);
    const made = shared ?? codec.deflateLater(operation.payload, operation.length);
    made.then(
      (compressed) => {
        if (compressed instanceof Uint8Array) takeCompressed(operation, compressed, true);
        else takeEncoded(operation, compressed);
        this.run();
      },
      () => {
        // No memory for it, most likely: the message can go as it is.
        operation.compression = 'none';
        this.run();
      },
    );
  }

  #takeRefusal(): OperationError {
    const reason = this.#refused;
    this.#refused = undefined;
    if (reason === undefined || reason === 'closing') return this.#owner.closedError();
    return new OperationError(reason);
  }

  #queue(
    opcode: number,
    payload: string | Uint8Array,
    length: number,
    compression: Compression,
    prepared: PreparedMessage | undefined,
  ): Promise<void> {
    if (this.overflows(length)) return failed(new OperationError('output-limit'));
    const message = new OutgoingMessage(opcode, compression !== 'none');
    this.#messages.push(message);
    return this.#promise(message, 'SEND_MSG', payload, length, true, compression, prepared);
  }

  #operate(
    message: OutgoingMessage,
    kind: Kind,
    payload: string | Uint8Array,
    length: number,
    fin: boolean,
  ): Promise<void> {
    const finishing = (kind === 'FRAME_DATA' || kind === 'END_FRAME') && !this.#aborted;
    if (this.#refusing && !finishing) return failed(this.#owner.closedError());
    if (!this.#messages.includes(message)) return failed(new OperationError('no-message'));
    // What begins or ends something adds nothing to speak of; refusing an end would leave everybody waiting.
    if (length > 0 && kind !== 'BEGIN_FRAME' && this.overflows(length))
      return failed(new OperationError('output-limit'));
    return this.#promise(message, kind, payload, length, fin);
  }

  #promise(
    message: OutgoingMessage,
    kind: Kind,
    payload: string | Uint8Array,
    length: number,
    fin: boolean,
    compression?: Compression,
    prepared?: PreparedMessage,
  ): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      // `resolve` takes the promise of the flush that carries the bytes.
      const settle = { resolve: resolve as Settle['resolve'], reject };
      this.#add(message, operationOf(kind, payload, length, fin, settle, compression, prepared));
    });
    promise.catch(ignore);
    return promise;
  }

  #add(message: OutgoingMessage, operation: Operation): void {
    const { kind } = operation;
    if (message.compressed && (kind === 'SEND_FRAME' || kind === 'END_MSG')) operation.compression = 'due';
    if (operation.kind !== 'BEGIN_FRAME') this.waiting += operation.length + OPERATION_COST;
    message.operations.push(operation);
    this.run();
  }

  /** One operation may always wait, however large; more only within the limit. */
  overflows(length: number): boolean {
    return this.waiting > 0 && this.waiting + length + OPERATION_COST > this.#owner.maxBufferedOutput;
  }
}

function operationOf(
  kind: Kind,
  payload: string | Uint8Array,
  length: number,
  fin: boolean,
  settle: Settle | undefined,
  compression: Compression = 'none',
  prepared?: PreparedMessage,
): Operation {
  const encoded = prepared?.plain;
  return { kind, payload, length, fin, settle, compression, prepared, encoded, original: undefined };
}

/** @param mayGiveUp a message that has become no smaller goes as it was */
function takeCompressed(operation: Operation, compressed: Uint8Array, mayGiveUp: boolean): void {
  if (mayGiveUp && compressed.length >= operation.length) operation.compression = 'none';
  else {
    operation.original = operation.payload;
    operation.payload = compressed;
    operation.compression = 'done';
    operation.encoded = undefined;
  }
}

/** What was compressed for several connections, or could not be made smaller. */
function takeEncoded(operation: Operation, encoded: Encoded): void {
  operation.compression = encoded === operation.prepared?.plain ? 'none' : 'done';
  if (operation.compression === 'done') operation.original = operation.payload;
  operation.payload = encoded.payload;
  operation.encoded = encoded;
}

function ignore(): void {}

/** A promise that has failed, and that nobody has to listen to. */
export function failed(error: Error): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(ignore);
  return promise;
}
