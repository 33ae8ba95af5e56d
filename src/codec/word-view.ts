/**
 * A view of 32-bit words over a byte array's buffer. Making one costs more than masking a small frame, so the view of
 * the buffer seen last is kept: frames come one after another out of the same read buffer.
 */

/** Larger buffers are not kept, lest one huge message stay in memory for as long as nothing else arrives. */
const LARGEST_KEPT = 1 << 20;

const none = new Int32Array(0);
let keptBuffer: ArrayBufferLike = none.buffer;
let keptWords: Int32Array = none;

/** All whole aligned words of the buffer that `bytes` is a view of. Word `i` begins at byte `4 * i` of the buffer. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const buffer = bytes.buffer;
  // A resizable buffer may have grown or shrunk since.
  if (buffer === keptBuffer && keptWords.length === buffer.byteLength >>> 2) return keptWords;
  const words = new Int32Array(buffer, 0, buffer.byteLength >>> 2);
  if (buffer.byteLength <= LARGEST_KEPT) {
    keptBuffer = buffer;
    keptWords = words;
  }
  return words;
}

/** Whether this machine stores the least significant byte of a word first. */
export const littleEndian = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
