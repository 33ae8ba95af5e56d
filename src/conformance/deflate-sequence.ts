/**
 * The messages of a long loop, cut from a sample, and compressed once: many cases send the same ones. Compressed
 * messages refer back to the sequence's own beginning at most, so that a sequence may begin at any time.
 */
import { type DeflateDirection, Deflater } from './deflate.ts';

export interface SequenceMessage {
  readonly payload: Uint8Array;
  /** Absent if the sequence is not compressed. */
  readonly compressed?: Uint8Array;
}

const isContinuation = (octet: number | undefined): boolean => octet !== undefined && (octet & 0xc0) === 0x80;

/** Cuts a sample into pieces, one after the other, beginning again at its end. */
export class Pieces {
  readonly #sample: Uint8Array;
  readonly #size: number;
  readonly #text: boolean;
  #at = 0;

  /** @param text pieces are cut between characters, and may be up to three octets shorter */
  constructor(sample: Uint8Array, size: number, text: boolean) {
    this.#sample = sample;
    this.#size = size;
    this.#text = text;
  }

  next(): Uint8Array {
    const { length } = this.#sample;
    if (this.#size === 0 || length === 0) return new Uint8Array(0);
    let size = this.#size;
    if (this.#text) while (size > 1 && isContinuation(this.#sample[(this.#at + size) % length])) size -= 1;
    const piece = this.#cut(this.#at, size);
    this.#at = (this.#at + size) % length;
    return piece;
  }

  #cut(start: number, size: number): Uint8Array {
    const { length } = this.#sample;
    if (start + size <= length) return this.#sample.subarray(start, start + size);
    const piece = Buffer.allocUnsafe(size);
    for (let filled = 0; filled < size; ) {
      const from = (start + filled) % length;
      const taken = Math.min(size - filled, length - from);
      piece.set(this.#sample.subarray(from, from + taken), filled);
      filled += taken;
    }
    return piece;
  }
}

export class Sequence {
  readonly #pieces: Pieces;
  readonly #deflater: Deflater | undefined;
  readonly #messages: SequenceMessage[] = [];
  /** Octets that are kept. */
  size = 0;

  constructor(pieces: Pieces, direction: DeflateDirection | undefined) {
    this.#pieces = pieces;
    this.#deflater = direction === undefined ? undefined : new Deflater(direction);
  }

  at(index: number): SequenceMessage {
    let message = this.#messages[index];
    while (message === undefined) {
      const payload = this.#pieces.next();
      const compressed = this.#deflater?.deflate(payload);
      // The compressor's result may be a small part of a large buffer.
      const kept = compressed === undefined ? undefined : Uint8Array.prototype.slice.call(compressed);
      this.#messages.push(kept === undefined ? { payload } : { payload, compressed: kept });
      this.size += kept?.length ?? 0;
      message = this.#messages[index];
    }
    return message;
  }
}

/** Octets that all sequences together may keep. */
const KEPT_OCTETS = 96 * 1024 * 1024;

/** Sequences by what they are made of, the least recently used forgotten first. */
export class SequenceStore {
  readonly #sequences = new Map<string, Sequence>();
  readonly #sampleNumbers = new Map<Uint8Array, number>();

  get(sample: Uint8Array, size: number, text: boolean, direction: DeflateDirection | undefined): Sequence {
    const key = [this.#numberOf(sample), size, text, direction?.noContextTakeover, direction?.windowBits].join(' ');
    const sequence = this.#sequences.get(key) ?? new Sequence(new Pieces(sample, size, text), direction);
    this.#sequences.delete(key);
    this.#trim();
    this.#sequences.set(key, sequence);
    return sequence;
  }

  #numberOf(sample: Uint8Array): number {
    const number = this.#sampleNumbers.get(sample) ?? this.#sampleNumbers.size;
    this.#sampleNumbers.set(sample, number);
    return number;
  }

  #trim(): void {
    let total = 0;
    for (const { size } of this.#sequences.values()) total += size;
    for (const [key, { size }] of this.#sequences) {
      if (total <= KEPT_OCTETS) return;
      this.#sequences.delete(key);
      total -= size;
    }
  }
}
