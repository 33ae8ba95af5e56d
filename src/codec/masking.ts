/**
 * Masking, RFC 6455 5.3: every payload byte is combined by exclusive or with one byte of the key, in turn. The same
 * operation masks and unmasks.
 */

import { maskInKernel, SIMD_FROM, simdMask, simdMaskInto } from './masking-simd.ts';
import { viewOf } from './word-view.ts';

/** Below this many bytes, single bytes are faster than words. Measured. */
const WORDS_FROM = 8;

// `as number` in this file: the index lies below an `end` inside the array, where every element exists.

/**
 * Masks `bytes[start, end)` in place.
 * @param maskingKey int32, its first byte the most significant
 * @param phase index 0..3 into the key of the byte at `start`; for a payload that comes in parts, the count of the
 *   bytes before, modulo 4
 */
export function applyMask(bytes: Uint8Array, start: number, end: number, maskingKey: number, phase: number): void {
  const key = rotate(maskingKey, phase);
  if (maskInKernel(bytes, start, end, key)) return;
  if (end - start < SIMD_FROM) maskWords(bytes, start, end, key);
  else simdMask(bytes, start, end, key) || maskWords(bytes, start, end, key);
}

/** The key that begins at its byte `phase`. */
function rotate(maskingKey: number, phase: number): number {
  const bits = (phase & 3) << 3;
  // A shift by 32 is a shift by 0: with no bits to turn, both halves are the key itself.
  return (maskingKey << bits) | (maskingKey >>> (32 - bits));
}

function maskWords(bytes: Uint8Array, start: number, end: number, key: number): void {
  let at = start;
  if (end - start >= WORDS_FROM) {
    // Words as on the wire, most significant byte first; they need not be aligned.
    const words = viewOf(bytes);
    for (const last = end - 16; at <= last; at += 16) {
      words.setInt32(at, words.getInt32(at) ^ key);
      words.setInt32(at + 4, words.getInt32(at + 4) ^ key);
      words.setInt32(at + 8, words.getInt32(at + 8) ^ key);
      words.setInt32(at + 12, words.getInt32(at + 12) ^ key);
    }
    for (const last = end - 4; at <= last; at += 4) words.setInt32(at, words.getInt32(at) ^ key);
  }
  for (let turned = key; at < end; at++) {
    bytes[at] = (bytes[at] as number) ^ (turned >>> 24);
    turned = (turned << 8) | (turned >>> 24);
  }
}

/**
 * Copies `source` masked to `target` at `offset`. `source` is not altered: the bytes that a caller sends stay his.
 * @param phase index 0..3 into the key of the first byte
 * @throws RangeError if `target` has no room
 */
export function maskInto(
  source: Uint8Array,
  target: Uint8Array,
  offset: number,
  maskingKey: number,
  phase: number,
): void {
  if (source.length >= SIMD_FROM && simdMaskInto(source, target, offset, rotate(maskingKey, phase))) return;
  target.set(source, offset);
  applyMask(target, offset, offset + source.length, maskingKey, phase);
}

const POOLED_KEYS = 256;

/**
 * Masking keys: a fresh one for every frame, that nobody can predict from those before (RFC 6455 5.3). Random bytes
 * are fetched for many keys at once, so share one source among connections.
 */
export class MaskingKeySource {
  private readonly fill: (keys: Int32Array<ArrayBuffer>) => void;
  private pool: Int32Array<ArrayBuffer> | undefined;
  private used = POOLED_KEYS;

  /** @param fill overwrites an array with random numbers; a simulation may hand in its own. */
  constructor(fill: (keys: Int32Array<ArrayBuffer>) => void = fillFromCrypto) {
    this.fill = fill;
  }

  /** An int32. */
  next(): number {
    this.pool ??= new Int32Array(POOLED_KEYS);
    if (this.used === POOLED_KEYS) {
      this.fill(this.pool);
      this.used = 0;
    }
    // Below POOLED_KEYS, the length of the pool.
    return this.pool[this.used++] as number;
  }
}

function fillFromCrypto(keys: Int32Array<ArrayBuffer>): void {
  globalThis.crypto.getRandomValues(keys);
}
