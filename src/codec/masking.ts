/**
 * Masking, RFC 6455 5.3: every payload byte is combined by exclusive or with one byte of the key, in turn. The same
 * operation masks and unmasks.
 */

import { littleEndian, wordsOf } from './word-view.ts';

/** Below this many bytes, single bytes are faster than finding the words. Measured. */
const WORDS_FROM = 96;

// `as number` in this file: the index lies below an `end` inside the array, where every element exists.

/**
 * Masks `bytes[start, end)` in place.
 * @param maskingKey int32, its first byte the most significant
 * @param phase index 0..3 into the key of the byte at `start`; for a payload that comes in parts, the count of the
 *   bytes before, modulo 4
 */
export function applyMask(bytes: Uint8Array, start: number, end: number, maskingKey: number, phase: number): void {
  const key = rotate(maskingKey, phase);
  if (end - start < WORDS_FROM) maskBytes(bytes, start, end, key);
  else maskWords(bytes, start, end, key);
}

/** The key that begins at its byte `phase`. */
function rotate(maskingKey: number, phase: number): number {
  const bits = (phase & 3) << 3;
  // A shift by 32 is a shift by 0: with no bits to turn, both halves are the key itself.
  return (maskingKey << bits) | (maskingKey >>> (32 - bits));
}

function maskBytes(bytes: Uint8Array, start: number, end: number, key: number): void {
  const key0 = key >>> 24;
  const key1 = (key >>> 16) & 0xff;
  const key2 = (key >>> 8) & 0xff;
  const key3 = key & 0xff;
  const wholeEnd = end - 3;
  let at = start;
  for (; at < wholeEnd; at += 4) {
    bytes[at] = (bytes[at] as number) ^ key0;
    bytes[at + 1] = (bytes[at + 1] as number) ^ key1;
    bytes[at + 2] = (bytes[at + 2] as number) ^ key2;
    bytes[at + 3] = (bytes[at + 3] as number) ^ key3;
  }
  if (at < end) bytes[at] = (bytes[at] as number) ^ key0;
  if (at + 1 < end) bytes[at + 1] = (bytes[at + 1] as number) ^ key1;
  if (at + 2 < end) bytes[at + 2] = (bytes[at + 2] as number) ^ key2;
}

function maskWords(bytes: Uint8Array, start: number, end: number, key: number): void {
  const base = bytes.byteOffset;
  let turned = key;
  let lead = start;
  for (; ((base + lead) & 3) !== 0; lead++) {
    bytes[lead] = (bytes[lead] as number) ^ (turned >>> 24);
    turned = rotate(turned, 1);
  }
  const wordKey = littleEndian ? swapBytes(turned) : turned;
  const words = wordsOf(bytes);
  const wordEnd = (base + end) >>> 2;
  let at = (base + lead) >>> 2;
  for (; at + 7 < wordEnd; at += 8) {
    words[at] = (words[at] as number) ^ wordKey;
    words[at + 1] = (words[at + 1] as number) ^ wordKey;
    words[at + 2] = (words[at + 2] as number) ^ wordKey;
    words[at + 3] = (words[at + 3] as number) ^ wordKey;
    words[at + 4] = (words[at + 4] as number) ^ wordKey;
    words[at + 5] = (words[at + 5] as number) ^ wordKey;
    words[at + 6] = (words[at + 6] as number) ^ wordKey;
    words[at + 7] = (words[at + 7] as number) ^ wordKey;
  }
  for (; at < wordEnd; at++) words[at] = (words[at] as number) ^ wordKey;
  for (let tail = wordEnd * 4 - base; tail < end; tail++) {
    bytes[tail] = (bytes[tail] as number) ^ (turned >>> 24);
    turned = rotate(turned, 1);
  }
}

function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
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
