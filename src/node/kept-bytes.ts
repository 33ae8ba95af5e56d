/** Copies of what was received, for an application to keep: small ones are cut from a slab that they share. */
import { viewOf } from '../codec/word-view.ts';

/** Bytes of a slab: what one small message that is kept for long keeps with it. */
const SLAB_SIZE = 16 * 1024;
/** Larger copies have memory of their own. */
const LARGEST_CUT = 2048;
/** Up to this many bytes are copied by words, which costs less than two views and a call. Measured. */
const WORDS_TO = 128;

let slab = new ArrayBuffer(0);
let view = new DataView(slab);
let used = 0;

export function keepCopy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length > LARGEST_CUT) {
    const { buffer } = Buffer.allocUnsafeSlow(length);
    const copy = new Uint8Array(buffer, 0, length);
    copy.set(bytes.subarray(start, end));
    return copy;
  }
  if (SLAB_SIZE - used < length || slab.byteLength === 0) {
    slab = Buffer.allocUnsafeSlow(SLAB_SIZE).buffer as ArrayBuffer;
    view = new DataView(slab);
    used = 0;
  }
  const copy = new Uint8Array(slab, used, length);
  if (length > WORDS_TO) copy.set(bytes.subarray(start, end));
  else copyWords(bytes, start, end);
  used += length;
  return copy;
}

function copyWords(bytes: Uint8Array, start: number, end: number): void {
  const source = viewOf(bytes);
  const shift = used - start;
  let at = start;
  for (const last = end - 4; at <= last; at += 4) view.setInt32(at + shift, source.getInt32(at));
  for (; at < end; at++) view.setUint8(at + shift, source.getUint8(at));
}
