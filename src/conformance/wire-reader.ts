/** Reads what the subject sends, and judges it strictly as it goes: the first rule that is broken ends the reading. */
import { isUtf8 } from 'node:buffer';
import {
  applyMask,
  CLOSE,
  CONTINUATION,
  createFrameHeader,
  decodeClosePayload,
  type FrameHeader,
  FrameHeaderDecoder,
  isControl,
  opcodeName,
  PING,
  PONG,
  TEXT,
} from '../codec/index.ts';
import { type Inflater, InflationFault } from './deflate.ts';
import type { WireLog } from './wire-log.ts';

/** A rule of the wire that the subject broke. */
export interface WireFault {
  /** `RFC 6455 §5.1` */
  readonly section: string;
  /** In plain words. */
  readonly text: string;
  /** It concerns the end of the connection only: the close frame, or what came after it. */
  readonly closing: boolean;
}

export interface ReaderHandler {
  message(type: 'text' | 'binary', payload: Uint8Array): void;
  control(kind: 'ping' | 'pong', payload: Uint8Array): void;
  closed(code: number, reason: string): void;
  broke(fault: WireFault): void;
  /** More came than anybody asked for. */
  flooded(text: string): void;
}

export interface ReaderOptions {
  /** Whether the subject has to mask: it is a client. */
  readonly masked: boolean;
  /** Given if permessage-deflate was agreed on. */
  readonly inflater: Inflater | undefined;
  readonly log: WireLog;
}

/** Octets of one message of the subject's, compressed or not. The largest that any case sends has 16 MiB. */
export const MESSAGE_LIMIT = 64 * 1024 * 1024;

const deflateRule = 'RFC 7692 §6.1';

export class FrameReader {
  readonly #options: ReaderOptions;
  readonly #handler: ReaderHandler;
  readonly #header: FrameHeader = createFrameHeader();
  readonly #decoder = new FrameHeaderDecoder(this.#header);
  /** Payload of the frame under way, if its header is complete and the payload is not. */
  #payload: Uint8Array | undefined;
  #filled = 0;
  /** Of the message under way. */
  #type: 'text' | 'binary' | undefined;
  #compressed = false;
  #parts: Uint8Array[] = [];
  #size = 0;
  #closed = false;
  #stopped = false;

  constructor(options: ReaderOptions, handler: ReaderHandler) {
    this.#options = options;
    this.#handler = handler;
  }

  /** Whether the connection would end in the middle of something. */
  get underWay(): '' | 'a frame' | 'a message' {
    if (this.#payload !== undefined || this.#decoder.underWay) return 'a frame';
    return this.#type === undefined ? '' : 'a message';
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#stopped) {
      if (this.#closed) {
        this.#broke('RFC 6455 §5.5.1', `It sent ${chunk.length - at} octets after its close frame.`, true);
        return;
      }
      if (this.#payload === undefined) {
        at = this.#decoder.decode(chunk, at, chunk.length);
        if (!this.#decoder.complete) return;
        if (!this.#acceptHeader()) return;
        const { length } = this.#header;
        if (chunk.length - at >= length) {
          // Whole within the chunk: no copy.
          const payload = chunk.subarray(at, at + length);
          at += length;
          this.#endFrame(payload);
          continue;
        }
        this.#payload = Buffer.allocUnsafe(length);
        this.#filled = 0;
      }
      at = this.#fill(this.#payload, chunk, at);
    }
  }

  #fill(payload: Uint8Array, chunk: Uint8Array, at: number): number {
    const taken = Math.min(payload.length - this.#filled, chunk.length - at);
    payload.set(chunk.subarray(at, at + taken), this.#filled);
    this.#filled += taken;
    if (this.#filled === payload.length) {
      this.#payload = undefined;
      this.#endFrame(payload);
    }
    return at + taken;
  }

  #acceptHeader(): boolean {
    const fault = this.#headerFault();
    if (fault !== undefined) {
      const [section, text] = fault;
      const { opcode, fin, rsv, masked, length } = this.#header;
      const bits = `${fin ? 'FIN, ' : ''}RSV ${rsv}, ${masked ? 'masked' : 'unmasked'}, ${length} octets`;
      this.#options.log.frame('frame-in', new Uint8Array(0), this.#header);
      this.#broke(section, `${text} (${opcodeName(opcode)} frame: ${bits})`);
      return false;
    }
    if (this.#size + this.#header.length > MESSAGE_LIMIT) {
      this.#stopped = true;
      this.#handler.flooded(`It began a message of more than ${MESSAGE_LIMIT} octets.`);
      return false;
    }
    return true;
  }

  #headerFault(): readonly [section: string, text: string] | undefined {
    const { oversized, minimal, masked, rsv, opcode, fin, length } = this.#header;
    if (oversized) return ['RFC 6455 §5.2', 'The length of a frame has its top bit set, or is beyond 2^53.'];
    if (!minimal) return ['RFC 6455 §5.2', 'The length of a frame is not written in the fewest octets.'];
    if (masked !== this.#options.masked) {
      return ['RFC 6455 §5.1', masked ? 'A frame from a server is masked.' : 'A frame from a client is not masked.'];
    }
    if ((rsv & 3) !== 0) return ['RFC 6455 §5.2', 'RSV2 or RSV3 is set, and no extension was agreed on that uses it.'];
    if (rsv === 4 && this.#options.inflater === undefined) {
      return ['RFC 6455 §5.2', 'RSV1 is set, and no extension was agreed on that uses it.'];
    }
    if (opcode > PONG || (opcode > 2 && opcode < CLOSE)) return ['RFC 6455 §5.2', `Opcode ${opcode} is reserved.`];
    if (isControl(opcode)) {
      if (rsv === 4) return [deflateRule, 'RSV1 is set on a control frame.'];
      if (!fin) return ['RFC 6455 §5.5', 'A control frame is fragmented.'];
      return length > 125 ? ['RFC 6455 §5.5', 'A control frame has more than 125 octets of payload.'] : undefined;
    }
    if (opcode === CONTINUATION) {
      if (this.#type === undefined) return ['RFC 6455 §5.4', 'A continuation frame continues no message.'];
      return rsv === 4 ? [deflateRule, 'RSV1 is set on a frame that is not the first of its message.'] : undefined;
    }
    return this.#type === undefined
      ? undefined
      : ['RFC 6455 §5.4', 'A message begins before the one under way has ended.'];
  }

  #endFrame(payload: Uint8Array): void {
    const { opcode, fin, masked, maskingKey, rsv } = this.#header;
    if (masked) applyMask(payload, 0, payload.length, maskingKey, 0);
    this.#options.log.frame('frame-in', payload, this.#header);
    if (opcode === CLOSE) this.#endClose(payload);
    else if (opcode === PING) this.#handler.control('ping', payload);
    else if (opcode === PONG) this.#handler.control('pong', payload);
    else {
      if (opcode !== CONTINUATION) {
        this.#type = opcode === TEXT ? 'text' : 'binary';
        this.#compressed = rsv === 4;
      }
      this.#parts.push(payload);
      this.#size += payload.length;
      if (fin) this.#endMessage();
    }
  }

  #endClose(payload: Uint8Array): void {
    const { code, reason, fault } = decodeClosePayload(payload, 0, payload.length);
    this.#closed = true;
    this.#handler.closed(code, reason);
    if (fault === 'bad-close-size')
      this.#broke('RFC 6455 §5.5.1', 'The payload of its close frame is one octet.', true);
    if (fault === 'bad-close-code') this.#broke('RFC 6455 §7.4', `Close code ${code} may not be on the wire.`, true);
    if (fault === 'bad-close-reason')
      this.#broke('RFC 6455 §5.5.1', 'The reason in its close frame is not UTF-8.', true);
  }

  #endMessage(): void {
    const [first = new Uint8Array(0)] = this.#parts;
    const octets = this.#parts.length === 1 ? first : Buffer.concat(this.#parts);
    const type = this.#type ?? 'binary';
    this.#type = undefined;
    this.#parts = [];
    this.#size = 0;
    const payload = this.#inflated(octets);
    if (payload === undefined) return;
    if (type === 'text' && !isUtf8(payload)) this.#broke('RFC 6455 §8.1', 'A text message is not valid UTF-8.');
    else this.#handler.message(type, payload);
  }

  #inflated(octets: Uint8Array): Uint8Array | undefined {
    const { inflater } = this.#options;
    if (!this.#compressed || inflater === undefined) return octets;
    try {
      return inflater.inflate(octets, MESSAGE_LIMIT);
    } catch (error) {
      if (!(error instanceof InflationFault)) throw error;
      if (error.tooLarge) {
        this.#stopped = true;
        this.#handler.flooded(error.message);
      } else this.#broke('RFC 7692 §7.2.2', error.message);
      return undefined;
    }
  }

  #broke(section: string, text: string, closing = false): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#handler.broke({ section, text, closing });
  }
}
