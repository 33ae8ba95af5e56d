/** Packed records that all stay: memory that grows. */
import type { Room } from './words.ts';

export class Store implements Room {
  words: Uint32Array = new Uint32Array(1024);
  bytes: Uint8Array = new Uint8Array(this.words.buffer);
  used = 0;

  reserve(size: number): number {
    const at = this.used;
    this.used = at + size;
    if (this.used > this.words.length) {
      const words = new Uint32Array(Math.max(this.words.length * 2, this.used));
      words.set(this.words.subarray(0, at));
      this.words = words;
      this.bytes = new Uint8Array(words.buffer);
    }
    return at;
  }

  /** Returns where they begin. */
  append(words: Uint32Array): number {
    const at = this.reserve(words.length);
    this.words.set(words, at);
    return at;
  }
}
