/** Remembers the last few frames, at the cost of two stores per frame. */
import type { FrameRecord } from './close-record.ts';

const SIZE = 8;
const OUT = 0x20;
const FIN = 0x10;

export class FrameLog {
  /** Direction, FIN and opcode in one small integer, then the length; made by the first frame, in its final size. */
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
      const at = 2 * (each % SIZE);
      const kind = notes[at] ?? 0;
      records.push({
        direction: kind & OUT ? 'out' : 'in',
        opcode: kind & 0xf,
        fin: (kind & FIN) !== 0,
        length: notes[at + 1] ?? 0,
      });
    }
    return records;
  }

  #note(kind: number, length: number): void {
    this.#notes ??= [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const at = 2 * (this.#count % SIZE);
    this.#notes[at] = kind;
    this.#notes[at + 1] = length;
    this.#count = this.#count === 2 * SIZE - 1 ? SIZE : this.#count + 1;
  }
}
