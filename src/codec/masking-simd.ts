/**
 * Masking 16 bytes at a time, by WebAssembly. What lies in the kernel's memory is masked there; anything else is copied in
 * and back, which from some length on is still three times as fast as JavaScript's own words.
 */
import { KERNEL_PAGE, kernel, placeInKernel, SCRATCH } from './kernel.ts';

/** From this many bytes on the two copies pay. Measured. */
export const SIMD_FROM = 768;

/**
 * Masks `bytes[start, end)` in place.
 * @param key int32, its first byte the most significant
 * @returns false if it cannot
 */
export function simdMask(bytes: Uint8Array, start: number, end: number, key: number): boolean {
  const part = bytes.subarray(start, end);
  return simdMaskInto(part, part, 0, key);
}

/** Copies `source` masked to `target` at `offset`. Returns false if it cannot. */
export function simdMaskInto(source: Uint8Array, target: Uint8Array, offset: number, key: number): boolean {
  const own = kernel();
  if (own === null) return false;
  // A multiple of 4 is masked at once, so every part begins with the key's first byte.
  for (let at = 0; at < source.length; at += KERNEL_PAGE) {
    const part = source.subarray(at, at + KERNEL_PAGE);
    own.memory.set(part, SCRATCH);
    own.mask(SCRATCH, part.length, swapBytes(key));
    target.set(own.memory.subarray(SCRATCH, SCRATCH + part.length), offset + at);
  }
  return true;
}

/**
 * Masks what lies in the kernel's memory, where it lies.
 * @returns false if it lies elsewhere
 */
export function maskInKernel(bytes: Uint8Array, start: number, end: number, key: number): boolean {
  const at = placeInKernel(bytes, start);
  if (at < 0) return false;
  kernel()?.mask(at, end - start, swapBytes(key));
  return true;
}

/** WebAssembly's memory is little-endian everywhere. */
function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
