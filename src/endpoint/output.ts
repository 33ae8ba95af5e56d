/**
 * The bytes that wait to be handed to the transport. Small frames of one turn of the event loop are gathered in a slab and
 * leave in one write; a large payload goes over as it is, uncopied.
 */
import { encodeFrameHeader, frameHeaderLength } from '../codec/frame-header.ts';
import { applyMask, MaskingKeySource, maskInto } from '../codec/masking.ts';
import { pieceOf } from '../codec/word-view.ts';
import type { Platform } from './platform.ts';
import type { Encoded } from './prepared.ts';
import type { Tap } from './tap.ts';

/** Payloads up to this many bytes are copied into a slab: above it a chunk of its own costs less than the copy. */
export const COPY_LIMIT = 4096;
/** A slab that a slow peer keeps alive for one small frame is not much larger than its socket. */
const SLAB_SIZE = 16 * 1024;
export const FIN = 0x80;
/** Goes with the opcode of the first frame of a compressed message. */
export const RSV1 = 0x40;

const maskingKeys = new MaskingKeySource();

/** Memory that all connections of a platform cut their small frames from, one after the other. */
export class Slab {
  bytes: Uint8Array = new Uint8Array(0);
  used = 0;

  /** Room for `length` bytes from `used` on. What was cut before stays with whoever has it. */
  reserve(length: number, allocate: (size: number) => Uint8Array): Uint8Array {
    if (this.bytes.length - this.used < length) {
      this.bytes = allocate(Math.max(length, SLAB_SIZE));
      this.used = 0;
    }
    return this.bytes;
  }
}

/** Never written to: an idle connection keeps no array of its own. */
const none: Uint8Array[] = [];

export class Output {
  /** Bytes that wait. */
  size = 0;
  #chunks: Uint8Array[] = none;
  /** The slab that the last small frames were written to, and where in it they begin and end. */
  #slab: Uint8Array | undefined;
  #from = 0;
  #to = 0;
  /** Whoever wants to see each frame. */
  tap: Tap | undefined;
  readonly platform: Platform;
  /** A client masks everything it sends (RFC 6455 §5.3). */
  readonly masked: boolean;
  /** Key and phase of the streamed frame under way. */
  #key = 0;
  #phase = 0;

  constructor(platform: Platform, masked: boolean) {
    this.platform = platform;
    this.masked = masked;
  }

  /** Bytes that are not a frame: the opening handshake. */
  append(bytes: Uint8Array): void {
    this.#seal();
    this.#add(bytes);
    this.size += bytes.length;
  }

  /**
   * @param opcode with RSV1, where that is to be set
   * @param length bytes of `payload` as UTF-8, if it is a string
   */
  frame(opcode: number, fin: boolean, payload: string | Uint8Array, length: number): void {
    const first = fin ? opcode | FIN : opcode;
    const key = this.masked ? maskingKeys.next() : 0;
    if (this.tap !== undefined) this.tap.frameSent(first, length, this.masked, key);
    if (length > COPY_LIMIT) {
      this.#header(first, length, key);
      this.#large(typeof payload === 'string' ? this.#encode(payload, length) : payload, key, 0);
      return;
    }
    const slab = this.#reserve(frameHeaderLength(length, this.masked) + length);
    const start = encodeFrameHeader(slab, this.#to, first, length, this.masked, key);
    if (typeof payload === 'string') {
      this.platform.encodeText(payload, slab, start, length);
      if (this.masked) applyMask(slab, start, start + length, key, 0);
    } else if (this.masked) {
      maskInto(payload, slab, start, key, 0);
    } else {
      copy(payload, slab, start);
    }
    if (this.tap !== undefined) this.tap.payloadSent(slab, start, start + length, key, 0);
    this.#grow(start + length);
  }

  /** A whole frame that was encoded before, unless it has to be masked. The only one that waits leaves uncopied. */
  ready({ frame, payload }: Encoded, opcode: number): void {
    if (this.masked) {
      this.frame(opcode, true, payload, payload.length);
      return;
    }
    if (this.tap !== undefined) {
      this.tap.frameSent(opcode | FIN, payload.length, false, 0);
      this.tap.payloadSent(payload, 0, payload.length, 0, 0);
    }
    if (this.size === 0 || frame.length > COPY_LIMIT) this.append(frame);
    else {
      copy(frame, this.#reserve(frame.length), this.#to);
      this.#grow(this.#to + frame.length);
    }
  }

  /** Begins a frame whose payload follows with `data`. */
  frameHeader(opcode: number, fin: boolean, length: number): void {
    this.#key = this.masked ? maskingKeys.next() : 0;
    this.#phase = 0;
    const first = fin ? opcode | FIN : opcode;
    if (this.tap !== undefined) this.tap.frameSent(first, length, this.masked, this.#key);
    this.#header(first, length, this.#key);
  }

  /** A piece of the streamed frame's payload. */
  data(payload: Uint8Array): void {
    this.#large(payload, this.#key, this.#phase);
    this.#phase = (this.#phase + payload.length) & 3;
  }

  /** Hands everything over. */
  take(): Uint8Array[] {
    this.#seal();
    const chunks = this.#chunks;
    this.#chunks = none;
    this.size = 0;
    return chunks;
  }

  clear(): void {
    this.#chunks = none;
    this.#slab = undefined;
    this.#from = 0;
    this.#to = 0;
    this.size = 0;
  }

  #header(first: number, length: number, key: number): void {
    const slab = this.#reserve(frameHeaderLength(length, this.masked));
    this.#grow(encodeFrameHeader(slab, this.#to, first, length, this.masked, key));
  }

  #large(payload: Uint8Array, key: number, phase: number): void {
    if (payload.length === 0) return;
    if (this.tap !== undefined) this.tap.payloadSent(payload, 0, payload.length, 0, 0);
    let bytes = payload;
    if (this.masked) {
      bytes = this.platform.allocate(payload.length);
      maskInto(payload, bytes, 0, key, phase);
    }
    this.append(bytes);
  }

  #encode(text: string, length: number): Uint8Array {
    const bytes = this.platform.allocate(length);
    this.platform.encodeText(text, bytes, 0, length);
    return bytes;
  }

  /** A slab with room for `length` bytes at `#to`: more of the same one if nobody else wrote to it since. */
  #reserve(length: number): Uint8Array {
    const { slab, allocate } = this.platform;
    const bytes = slab.reserve(length, allocate);
    if (bytes !== this.#slab || slab.used !== this.#to) {
      this.#seal();
      this.#slab = bytes;
      this.#from = slab.used;
      this.#to = slab.used;
    }
    return bytes;
  }

  #grow(to: number): void {
    this.size += to - this.#to;
    this.#to = to;
    this.platform.slab.used = to;
  }

  #add(chunk: Uint8Array): void {
    if (this.#chunks === none) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  /** What the slab holds becomes a chunk, so that something else may follow. */
  #seal(): void {
    if (this.#slab === undefined) return;
    this.#add(pieceOf(this.#slab, this.#from, this.#to));
    this.#slab = undefined;
  }
}

/** Bytes that a payload has on the wire. */
export function payloadLength(payload: string | Uint8Array, platform: Platform): number {
  return typeof payload === 'string' ? platform.textLength(payload) : payload.length;
}

function copy(source: Uint8Array, target: Uint8Array, at: number): void {
  if (source.length > 32) {
    target.set(source, at);
    return;
  }
  for (let index = 0; index < source.length; index++) target[at + index] = source[index] as number;
}
