/**
 * Puts pieces together. A large piece that is ours is kept as it is and copied once, at the end. Small ones, and what is only
 * lent, are copied together at once: into memory for the whole frame where it comes in large pieces, so that nothing is left
 * to do at the end; and so that a message sent a byte at a time costs no more memory than its bytes.
 */
import type { Platform } from './platform.ts';

/** Below this many bytes a view costs too much beside what it shows. */
const SMALL = 1024;
/** A view keeps all of the memory that it shows a part of: less than this part of it is copied instead. */
const SMALLEST_PART = 1 / 4;
const LARGEST_TAIL = 1024 * 1024;
/** A peer that announces much and sends little gets memory for this many times what came. */
const AHEAD = 16;

export class Gatherer {
  #parts: Uint8Array[] = [];
  #length = 0;
  /** Where small pieces are copied to. What lies between `#sealed` and `#used` is not among the parts yet. */
  #tail: Uint8Array | undefined;
  #sealed = 0;
  #used = 0;
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /**
   * @param lent the bytes will be overwritten
   * @param frameLength bytes that the frame they belong to has said it has
   */
  add(bytes: Uint8Array, start: number, end: number, lent: boolean, frameLength: number): void {
    const length = end - start;
    if (length === 0) return;
    if (!lent && length >= SMALL && length >= bytes.buffer.byteLength * SMALLEST_PART) {
      this.#sealTail();
      this.#parts.push(bytes.subarray(start, end));
    } else {
      this.#copy(bytes.subarray(start, end), frameLength);
    }
    this.#length += length;
  }

  /** Everything added since the last time, in one piece. */
  take(): Uint8Array {
    this.#sealTail();
    const [first] = this.#parts;
    let whole: Uint8Array;
    if (first !== undefined && this.#parts.length === 1) {
      whole = first;
    } else {
      whole = this.#platform.allocate(this.#length);
      let at = 0;
      for (const part of this.#parts) {
        whole.set(part, at);
        at += part.length;
      }
    }
    this.clear();
    return plain(whole);
  }

  clear(): void {
    this.#parts = [];
    this.#length = 0;
    this.#tail = undefined;
    this.#sealed = 0;
    this.#used = 0;
  }

  #copy(piece: Uint8Array, frameLength: number): void {
    let from = 0;
    while (from < piece.length) {
      if (this.#tail === undefined || this.#used === this.#tail.length) {
        this.#newTail(Math.min(frameLength, piece.length * AHEAD));
      }
      const tail = this.#tail as Uint8Array;
      const part = piece.subarray(from, from + tail.length - this.#used);
      tail.set(part, this.#used);
      this.#used += part.length;
      from += part.length;
    }
  }

  /** For what is expected, or as large as all that there is so far: few parts. */
  #newTail(expected: number): void {
    this.#sealTail();
    this.#tail = this.#platform.allocate(Math.min(LARGEST_TAIL, Math.max(SMALL, this.#length, expected)));
    this.#sealed = 0;
    this.#used = 0;
  }

  /** What the tail holds becomes a part, so that something else may follow; its room can still be used. */
  #sealTail(): void {
    if (this.#tail === undefined || this.#used === this.#sealed) return;
    this.#parts.push(this.#tail.subarray(this.#sealed, this.#used));
    this.#sealed = this.#used;
  }
}

/** An application gets the same kind of bytes whether there was something to gather or not, never a platform's own. */
function plain(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
