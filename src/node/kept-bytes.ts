/** Copies of what was received, for an application to keep: small ones are cut from a slab that they share. */
import { pieceOf, viewOf } from '../codec/word-view.ts';

/** Bytes of a slab: what one small message that is kept for long keeps with it. */
const SLAB_SIZE = 16 * 1024;
/** Larger copies have memory of their own. */
const LARGEST_CUT = 2048;
/** Up to this many bytes are copied by words, which costs less than a view and a call. Measured. */
const WORDS_TO = 32;

let slab = new Uint8Array(0);
/** The slab's, as asking for it costs as much as a small copy. */
let memory = slab.buffer;
let view = new DataView(memory);
let used = 0;

export function keepCopy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length > LARGEST_CUT) {
    const copy = allocate(length);
    copy.set(pieceOf(bytes, start, end));
    return copy;
  }
  if (slab.length - used < length || slab.length === 0) {
    slab = allocate(SLAB_SIZE);
    memory = slab.buffer;
    view = new DataView(memory);
    used = 0;
  }
  if (length <= WORDS_TO) copyWords(bytes, start, end);
  else slab.set(pieceOf(bytes, start, end), used);
  const copy = new Uint8Array(memory, used, length);
  used += length;
  return copy;
}

/** To where the slab is free. */
function copyWords(bytes: Uint8Array, start: number, end: number): void {
  const source = viewOf(bytes);
  const shift = used - start;
  let at = start;
  for (const last = end - 4; at <= last; at += 4) view.setInt32(at + shift, source.getInt32(at));
  for (; at < end; at++) view.setUint8(at + shift, source.getUint8(at));
}

/** Written over at once: it does not have to be cleared. */
function allocate(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer);
}
