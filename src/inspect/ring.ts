/**
 * The memory of a recording: blocks of packed records, one behind the other. It begins small, so that a quiet connection costs
 * little, and grows up to its bound; then the oldest block makes room for a new one, and what was in it counts as lost.
 */
import { head, type Room, TIME, writeDouble } from './words.ts';

const FIRST_WORDS = 256;
const LARGEST_WORDS = 16 * 1024;
/** With fewer, a ring that makes room would lose too much at once. */
const LEAST_BLOCKS = 4;
/** What a ring may take where others have used up the budget. */
const POOREST_WORDS = 1024;
/** Words of the clock, with which every block begins. */
const CLOCK = 3;

/** Memory that many rings share. */
export class Budget {
  used = 0;
  readonly most: number;

  /** @param most bytes */
  constructor(most: number) {
    this.most = most;
  }

  fits(bytes: number): boolean {
    return this.used + bytes <= this.most;
  }
}

interface Block {
  readonly words: Uint32Array;
  /** Number of its first record. */
  readonly firstSeq: number;
  /** Words and records in it. Those of the last block are known to the ring. */
  used: number;
  count: number;
}

/** How far a reader has come. */
export interface Cursor {
  block: number;
  at: number;
  /** Number of the record that it gets next. */
  seq: number;
}

/** Records one behind the other. */
export interface Piece {
  readonly words: Uint32Array;
  readonly firstSeq: number;
}

export class Ring implements Room {
  words: Uint32Array = new Uint32Array(0);
  bytes: Uint8Array = new Uint8Array(0);
  /** Bytes that it takes. */
  size = 0;
  /** Most bytes that it may take. */
  readonly most: number;
  readonly #budget: Budget;
  readonly #blocks: Block[] = [];
  /** Number of the oldest block that is still there. */
  #firstBlock = 0;
  #firstSeq = 0;
  #writtenBefore = 0;
  #used = 0;
  #count = 0;
  #time = 0;

  /** @param most bytes @param budget what it shares with other rings */
  constructor(most: number, budget: Budget = new Budget(Number.POSITIVE_INFINITY)) {
    this.most = most;
    this.#budget = budget;
    this.#begin(FIRST_WORDS);
  }

  /** Number of the oldest record that is there. */
  get firstSeq(): number {
    return this.#blocks[0]?.firstSeq ?? this.nextSeq;
  }

  /** Number of the record that comes next. */
  get nextSeq(): number {
    return this.#firstSeq + this.#count;
  }

  /** Bytes written so far, those that are gone counted. */
  get written(): number {
    return this.#writtenBefore + this.#used * 4;
  }

  /** The clock from here on, in milliseconds. */
  setTime(now: number): void {
    this.#time = now;
    const at = this.#place(CLOCK);
    this.words[at] = head(TIME, 0, CLOCK);
    writeDouble(this.words, at + 1, now);
  }

  reserve(size: number): number {
    const at = this.#place(size);
    this.#count += 1;
    return at;
  }

  /** Nothing is read any more: others may have the memory. */
  release(): void {
    this.#firstBlock += this.#blocks.length;
    for (const { words } of this.#blocks.splice(0)) this.#giveBack(words);
    this.words = new Uint32Array(0);
    this.#writtenBefore += this.#used * 4;
    this.#used = 0;
  }

  /** Where a reader begins that wants all there is. */
  oldest(): Cursor {
    return { block: this.#firstBlock, at: 0, seq: this.firstSeq };
  }

  /** The next records behind the cursor, copied, at most a block of them. What was missed shows by `firstSeq`. */
  read(cursor: Cursor): Piece | undefined {
    if (cursor.block < this.#firstBlock) Object.assign(cursor, this.oldest());
    for (;;) {
      const block = this.#blocks[cursor.block - this.#firstBlock];
      if (block === undefined) return undefined;
      const last = block.words === this.words;
      const used = last ? this.#used : block.used;
      if (cursor.at < used) {
        const piece = { words: block.words.slice(cursor.at, used), firstSeq: cursor.seq };
        cursor.at = used;
        cursor.seq = block.firstSeq + (last ? this.#count : block.count);
        return piece;
      }
      if (last) return undefined;
      cursor.block += 1;
      cursor.at = 0;
    }
  }

  #place(size: number): number {
    if (this.#used + size > this.words.length) this.#nextBlock(size);
    const at = this.#used;
    this.#used = at + size;
    return at;
  }

  #nextBlock(size: number): void {
    const last = this.#blocks.at(-1);
    if (last !== undefined) {
      last.used = this.#used;
      last.count = this.#count;
    }
    const largest = Math.max(FIRST_WORDS, Math.min(LARGEST_WORDS, Math.floor(this.most / 4 / LEAST_BLOCKS)));
    let length = Math.max(FIRST_WORDS, Math.min(this.words.length * 2, largest));
    // Others have the rest of the budget: it takes the place of what is oldest here, and grows no more.
    if (!this.#budget.fits(length * 4))
      length = Math.min(length, Math.max(this.#blocks[0]?.words.length ?? 0, POOREST_WORDS));
    this.#begin(Math.max(length, size + CLOCK));
    this.setTime(this.#time);
  }

  #begin(length: number): void {
    let words: Uint32Array | undefined;
    while (this.size + length * 4 > this.most || !this.#budget.fits(length * 4)) {
      const oldest = this.#blocks.shift();
      if (oldest === undefined) break;
      this.#firstBlock += 1;
      this.#giveBack(oldest.words);
      if (oldest.words.length === length) words = oldest.words;
    }
    this.words = words ?? new Uint32Array(length);
    this.bytes = new Uint8Array(this.words.buffer);
    this.size += length * 4;
    this.#budget.used += length * 4;
    this.#firstSeq = this.nextSeq;
    this.#writtenBefore += this.#used * 4;
    this.#used = 0;
    this.#count = 0;
    this.#blocks.push({ words: this.words, firstSeq: this.#firstSeq, used: 0, count: 0 });
  }

  #giveBack(words: Uint32Array): void {
    this.size -= words.length * 4;
    this.#budget.used -= words.length * 4;
  }
}
