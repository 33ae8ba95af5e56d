/** Which payload records belong to which frame: to the last one in their direction. */
import { IndexList } from './index-list.ts';

const NONE = 0;
const NOBODY = -1;

export class Payloads {
  /** By frame: its first payload record, as a place in `#records` plus one. */
  readonly #first: number[] = [];
  /** By payload record: the next one of the same frame, likewise. */
  readonly #next: number[] = [];
  readonly #records = new IndexList();
  /** By direction: the frame under way, and its last payload record. */
  readonly #frame = [NOBODY, NOBODY];
  readonly #last = [NONE, NONE];

  frame(direction: number): void {
    this.#frame[direction] = this.#first.push(NONE) - 1;
    this.#last[direction] = NONE;
  }

  payload(direction: number, index: number): void {
    const frame = this.#frame[direction] ?? NOBODY;
    // Its frame was before the recording began, or is lost.
    if (frame === NOBODY) return;
    this.#records.push(index);
    const place = this.#next.push(NONE);
    const last = this.#last[direction] ?? NONE;
    if (last === NONE) this.#first[frame] = place;
    else this.#next[last - 1] = place;
    this.#last[direction] = place;
  }

  /** Records are missing here, a frame's perhaps. */
  lost(): void {
    this.#frame.fill(NOBODY);
  }

  /** Indices of the frame's payload records, in order. */
  of(frame: number): number[] {
    const indices: number[] = [];
    for (let place = this.#first[frame] ?? NONE; place !== NONE; place = this.#next[place - 1] ?? NONE) {
      indices.push(this.#records.get(place - 1));
    }
    return indices;
  }
}
