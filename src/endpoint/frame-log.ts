/** Remembers the last few frames, at the cost of two stores per frame. */
import type { FrameRecord } from './close-record.ts';

const SIZE = 8;
const OUT = 0x20;
const FIN = 0x10;

export class FrameLog {
  /** Direction, FIN and opcode in one small integer each. */
  readonly #kinds: number[] = [];
  readonly #lengths: number[] = [];
  #next = 0;

  received(opcode: number, fin: boolean, length: number): void {
    this.#note(fin ? opcode | FIN : opcode, length);
  }

  sent(opcode: number, fin: boolean, length: number): void {
    this.#note(fin ? opcode | FIN | OUT : opcode | OUT, length);
  }

  /** Oldest first. */
  records(): FrameRecord[] {
    const records: FrameRecord[] = [];
    for (let step = 0; step < this.#kinds.length; step++) {
      const at = (this.#next + step) % this.#kinds.length;
      const kind = this.#kinds[at] ?? 0;
      records.push({
        direction: kind & OUT ? 'out' : 'in',
        opcode: kind & 0xf,
        fin: (kind & FIN) !== 0,
        length: this.#lengths[at] ?? 0,
      });
    }
    return records;
  }

  #note(kind: number, length: number): void {
    this.#kinds[this.#next] = kind;
    this.#lengths[this.#next] = length;
    this.#next = (this.#next + 1) % SIZE;
  }
}
