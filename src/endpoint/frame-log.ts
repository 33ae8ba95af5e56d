/** Remembers the last few frames, at the cost of a store per frame. */
import type { FrameRecord } from './close-record.ts';
import type { Tap } from './tap.ts';

const SIZE = 8;
const OUT = 0x20;
const FIN = 0x10;
/** Above these bits of a note comes the length. */
const KINDS = 0x40;
/** Longer frames, of 128 TiB, are told as this long. */
const MOST = 2 ** 47 - 1;

export class FrameLog {
  /** Whoever wants to know more of each frame. */
  tap: Tap | undefined;
  /** Direction, FIN, opcode and length in one number; made by the first frame, in its final size. */
  #notes: number[] | undefined;
  /** Frames so far; from twice SIZE on it starts again at SIZE. */
  #count = 0;

  received(opcode: number, fin: boolean, length: number): void {
    this.#note(fin ? opcode | FIN : opcode, length);
  }

  sent(opcode: number, fin: boolean, length: number): void {
    this.#note(fin ? opcode | FIN | OUT : opcode | OUT, length);
  }

  /** Oldest first. */
  records(): FrameRecord[] {
    const notes = this.#notes ?? [];
    const oldest = Math.max(0, this.#count - SIZE);
    const records: FrameRecord[] = [];
    for (let each = oldest; each < this.#count; each++) {
      const note = notes[each % SIZE] ?? 0;
      const kind = note % KINDS;
      records.push({
        direction: kind & OUT ? 'out' : 'in',
        opcode: kind & 0xf,
        fin: (kind & FIN) !== 0,
        length: (note - kind) / KINDS,
      });
    }
    return records;
  }

  #note(kind: number, length: number): void {
    this.#notes ??= [0, 0, 0, 0, 0, 0, 0, 0];
    this.#notes[this.#count % SIZE] = Math.min(length, MOST) * KINDS + kind;
    this.#count = this.#count === 2 * SIZE - 1 ? SIZE : this.#count + 1;
  }
}
