/** Sending on the lower two levels (first seed): a message of frames, and a frame streamed in pieces. */
import { BINARY, TEXT } from '../codec/opcodes.ts';
import { OperationError } from '../endpoint/errors.ts';
import type { Outgoing, OutgoingMessage } from '../endpoint/outgoing.ts';
import { payloadLength } from '../endpoint/output.ts';
import { nodePlatform } from '../node/platform.ts';
import { checkBytes, checkSendable, checkSize, type Sendable } from './arguments.ts';

export type MessageType = 'text' | 'binary';

export function opcodeOf(type: MessageType): number {
  return type === 'text' ? TEXT : BINARY;
}

/**
 * A message whose frame borders you choose. Other messages wait until it has ended; pings, pongs and a close pass between
 * its frames. A character of a text may be cut by a border.
 */
export class MessageWriter {
  readonly #outgoing: Outgoing;
  readonly #message: OutgoingMessage;
  /** The last frame was sent or begun. */
  #ended = false;
  #frame: FrameWriter | undefined;

  /** Made by `connection.beginMessage`. */
  constructor(outgoing: Outgoing, type: MessageType, compress: boolean) {
    this.#outgoing = outgoing;
    this.#message = outgoing.begin(opcodeOf(type), compress);
  }

  /**
   * Sends one frame.
   * @returns settles when its bytes have been handed to the transport
   * @throws {TypeError} if `payload` is neither text nor bytes
   */
  frame(payload: Sendable): Promise<void> {
    const bytes = checkSendable(payload, 'payload');
    return this.#refusal() ?? this.#outgoing.frame(this.#message, bytes, false);
  }

  /**
   * Sends the last frame: `payload`, or an empty one.
   * @returns settles when its bytes have been handed to the transport
   * @throws {TypeError} if `payload` is neither text nor bytes
   */
  end(payload?: Sendable): Promise<void> {
    const bytes = payload === undefined ? undefined : checkSendable(payload, 'payload');
    const refusal = this.#refusal();
    if (refusal !== undefined) return refusal;
    // Refused for want of room, it can be tried again.
    if (bytes !== undefined && this.#outgoing.overflows(payloadLength(bytes, nodePlatform))) {
      return this.#outgoing.refused(new OperationError('output-limit'));
    }
    this.#ended = true;
    if (bytes === undefined) return this.#outgoing.end(this.#message);
    return this.#outgoing.frame(this.#message, bytes, true);
  }

  /**
   * Begins a frame that is streamed: its size is declared first, its bytes follow with `write`. Until all of them have been
   * written nothing else can be sent on the connection, not even a ping. In a compressed message this is refused: the size of
   * what its bytes will be compressed to is not known.
   * @param size bytes of payload
   * @param options `last`: this is the last frame of the message
   * @throws {TypeError | RangeError} if `size` is not a whole number of bytes
   */
  beginFrame(size: number, options: { last?: boolean } = {}): FrameWriter {
    const length = checkSize(size, 'size');
    const compressed = this.#message.compressed;
    const refusal = compressed ? this.#outgoing.refused(new OperationError('compressed-message')) : this.#refusal();
    if (refusal !== undefined) return new FrameWriter(this.#outgoing, this.#message, 0, refusal);
    const last = options.last === true;
    this.#ended = last;
    const begun = this.#outgoing.beginFrame(this.#message, length, last);
    this.#frame = new FrameWriter(this.#outgoing, this.#message, length, begun);
    return this.#frame;
  }

  #refusal(): Promise<never> | undefined {
    if (this.#ended) return this.#outgoing.refused(new OperationError('no-message'));
    if (this.#frame !== undefined && this.#frame.remaining > 0) {
      return this.#outgoing.refused(new OperationError('frame-under-way'));
    }
    return undefined;
  }
}

/** One frame, streamed. */
export class FrameWriter {
  /** Bytes of the declared size that have not been written yet. */
  remaining: number;
  /** Settles when the frame's header has been handed to the transport. */
  readonly begun: Promise<void>;
  readonly #outgoing: Outgoing;
  readonly #message: OutgoingMessage;

  constructor(outgoing: Outgoing, message: OutgoingMessage, size: number, begun: Promise<void>) {
    this.#outgoing = outgoing;
    this.#message = message;
    this.remaining = size;
    this.begun = begun;
  }

  /**
   * Writes the next bytes of the frame. More bytes than were declared fail the connection with `frame-size-mismatch`: none of
   * `bytes` is sent.
   * @returns settles when they have been handed to the transport; await it to go at the transport's pace
   * @throws {TypeError} if `bytes` is not bytes
   */
  write(bytes: ArrayBufferView | ArrayBuffer | SharedArrayBuffer): Promise<void> {
    const payload = checkBytes(bytes, 'bytes');
    if (this.remaining === 0) return this.#outgoing.refused(new OperationError('no-frame'));
    if (payload.length === 0) return this.begun;
    // Refused for want of room, they can be written again.
    if (this.#outgoing.overflows(payload.length)) return this.#outgoing.refused(new OperationError('output-limit'));
    this.remaining = Math.max(0, this.remaining - payload.length);
    return this.#outgoing.data(this.#message, payload);
  }

  /**
   * Says that the frame is complete. With bytes missing the connection fails with `frame-size-mismatch`, as nothing that
   * follows could be told from them.
   */
  end(): Promise<void> {
    if (this.remaining === 0) return this.begun;
    this.remaining = 0;
    return this.#outgoing.endFrame(this.#message);
  }
}
