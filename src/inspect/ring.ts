/**
 * The memory of a recording: blocks of packed records, one behind the other. It begins small, so that a quiet connection costs
 * little, and grows up to its bound; then the oldest block makes room for a new one, and what was in it counts as lost.
 */
import { head, type Room, TIME, writeDouble } from './words.ts';

const FIRST_WORDS = 256;
const LARGEST_WORDS = 16 * 1024;
/** With fewer, a ring that makes room would lose too much at once. */
const LEAST_BLOCKS = 4;
/** Words of the clock, with which every block begins. */
const CLOCK = 3;

/** Memory that many rings share. Once it is used up, whoever has most gives up what is oldest. */
export class Budget {
  used = 0;
  readonly most: number;
  readonly #rings = new Set<Ring>();

  /** @param most bytes; a few more where there are so many rings that each has nothing but its last block */
  constructor(most: number) {
    this.most = most;
  }

  /** Bytes for each, if all took the same. */
  get share(): number {
    return this.most / Math.max(1, this.#rings.size);
  }

  join(ring: Ring): void {
    this.#rings.add(ring);
  }

  leave(ring: Ring): void {
    this.#rings.delete(ring);
  }

  /** @returns memory that was given up, if any was */
  makeRoom(bytes: number): Uint32Array | undefined {
    let given: Uint32Array | undefined;
    while (this.used + bytes > this.most) {
      const richest = this.#richest();
      if (richest === undefined) break;
      given = richest.giveUp();
    }
    return given;
  }

  #richest(): Ring | undefined {
    let richest: Ring | undefined;
    for (const ring of this.#rings) if (ring.mayGive && ring.size > (richest?.size ?? 0)) richest = ring;
    return richest;
  }
}

const none = new Uint32Array(0);

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
  words: Uint32Array = none;
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

  /** Bytes that it may count on, however much others write. */
  get share(): number {
    return Math.min(this.most, this.#budget.share);
  }

  /** It has more than the block that is being written. */
  get mayGive(): boolean {
    return this.#blocks[0] !== undefined && this.#blocks[0].words !== this.words;
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
    this.words = none;
    while (this.mayGive) this.giveUp();
    this.#budget.leave(this);
    this.#writtenBefore += this.#used * 4;
    this.#used = 0;
  }

  /** Loses its oldest block. @returns the memory of that */
  giveUp(): Uint32Array | undefined {
    const words = this.#blocks.shift()?.words;
    if (words === undefined) return undefined;
    this.#firstBlock += 1;
    this.#resize(-words.byteLength);
    return words;
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
    const largest = Math.min(LARGEST_WORDS, Math.floor(this.share / 4 / LEAST_BLOCKS));
    const length = Math.max(FIRST_WORDS, Math.min(this.words.length * 2, largest));
    this.#begin(Math.max(length, size + CLOCK));
    this.setTime(this.#time);
  }

  #begin(length: number): void {
    this.words = none;
    this.#budget.join(this);
    let given: Uint32Array | undefined;
    while (this.size + length * 4 > this.most && this.mayGive) given = this.giveUp();
    given = this.#budget.makeRoom(length * 4) ?? given;
    this.words = given?.length === length ? given : new Uint32Array(length);
    this.bytes = new Uint8Array(this.words.buffer);
    this.#resize(this.words.byteLength);
    this.#firstSeq = this.nextSeq;
    this.#writtenBefore += this.#used * 4;
    this.#used = 0;
    this.#count = 0;
    this.#blocks.push({ words: this.words, firstSeq: this.#firstSeq, used: 0, count: 0 });
  }

  #resize(bytes: number): void {
    this.size += bytes;
    this.#budget.used += bytes;
  }
}
