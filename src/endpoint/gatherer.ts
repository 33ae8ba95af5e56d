/**
 * Puts pieces together. A large piece is kept as it is and copied once, at the end; small ones are copied together at once,
 * so that a message sent a byte at a time costs no more memory than its bytes.
 */
import type { Platform } from './platform.ts';

/** Below this many bytes a view costs too much beside what it shows. */
const SMALL = 1024;
const LARGEST_TAIL = 64 * 1024;

export class Gatherer {
  #parts: Uint8Array[] = [];
  #length = 0;
  /** Where small pieces are copied to; `#used` bytes of it are taken, and not among the parts yet. */
  #tail: Uint8Array | undefined;
  #used = 0;
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length === 0) return;
    if (length >= SMALL) {
      this.#sealTail();
      this.#parts.push(bytes.subarray(start, end));
    } else {
      const tail = this.#tailFor(length);
      tail.set(bytes.subarray(start, end), this.#used);
      this.#used += length;
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
    return whole;
  }

  clear(): void {
    this.#parts = [];
    this.#length = 0;
    this.#tail = undefined;
    this.#used = 0;
  }

  #tailFor(length: number): Uint8Array {
    if (this.#tail !== undefined && this.#tail.length - this.#used >= length) return this.#tail;
    this.#sealTail();
    this.#tail = this.#platform.allocate(Math.min(LARGEST_TAIL, Math.max(SMALL, this.#length)));
    return this.#tail;
  }

  #sealTail(): void {
    if (this.#tail !== undefined && this.#used > 0) this.#parts.push(this.#tail.subarray(0, this.#used));
    this.#tail = undefined;
    this.#used = 0;
  }
}
