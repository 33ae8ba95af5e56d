/** Copies of what was received, for an application to keep. */
import { copyOf, pieceOf } from '../codec/word-view.ts';

/** V8 keeps so many bytes in the array itself: making one takes no longer than a view would. */
const INSIDE = 64;
/** Bytes of a slab: what one message that is cut from it, and kept for long, keeps with it. */
const SLAB_SIZE = 16 * 1024;
/** Larger copies have memory of their own. */
const LARGEST_CUT = 2048;

let slab = new Uint8Array(0);
let used = 0;

/** A plain array of these bytes: in memory of its own if they are few or many, else cut from a slab. */
export function keepCopy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length <= INSIDE) return bytes.constructor === Uint8Array ? bytes.slice(start, end) : copyOf(bytes, start, end);
  if (length > LARGEST_CUT) {
    const copy = allocate(length);
    copy.set(pieceOf(bytes, start, end));
    return copy;
  }
  if (slab.length - used < length) {
    slab = allocate(SLAB_SIZE);
    used = 0;
  }
  slab.set(pieceOf(bytes, start, end), used);
  const copy = new Uint8Array(slab.buffer, used, length);
  used += length;
  return copy;
}

/** Written over at once: it does not have to be cleared. */
function allocate(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer);
}
