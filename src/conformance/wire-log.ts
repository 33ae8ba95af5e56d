/** What went over the wire, for the report. Bounded: a subject that floods fills no memory. */
import type { WireEntry } from './model.ts';

const SHOWN_OCTETS = 256;
const MOST_ENTRIES = 1_000;

export type LoggedFrame = NonNullable<WireEntry['frame']>;

export class WireLog {
  readonly entries: WireEntry[] = [];
  readonly #begin = performance.now();
  readonly #enabled: boolean;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  octets(kind: 'octets-out' | 'octets-in', octets: Uint8Array): void {
    if (this.#open()) this.entries.push({ ...this.#entry(octets), kind });
  }

  frame(kind: 'frame-out' | 'frame-in', payload: Uint8Array, frame: LoggedFrame): void {
    if (!this.#open()) return;
    const { opcode, fin, rsv, masked, maskingKey } = frame;
    this.entries.push({ ...this.#entry(payload), kind, frame: { opcode, fin, rsv, masked, maskingKey } });
  }

  /** Notes are few, and kept even where octets are not. */
  note(note: string): void {
    if (this.entries.length < MOST_ENTRIES * 2)
      this.entries.push({ ...this.#entry(new Uint8Array(0)), kind: 'note', note });
  }

  #open(): boolean {
    if (!this.#enabled) return false;
    if (this.entries.length === MOST_ENTRIES) this.note('The wire log ends here: there was more than fits.');
    return this.entries.length < MOST_ENTRIES;
  }

  /** A copy: the octets of a chunk are unmasked in place after they have been logged. */
  #entry(octets: Uint8Array) {
    const at = Math.round((performance.now() - this.#begin) * 10) / 10;
    return { at, octets: Uint8Array.prototype.slice.call(octets, 0, SHOWN_OCTETS), length: octets.length };
  }
}
