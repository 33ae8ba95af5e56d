/** The moment that all panes show: the newest record, as long as it is live, or the one that somebody went to. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Journal } from '../../../src/inspect/journal.ts';
import type { Survey } from './survey.ts';

export class Playhead {
  readonly live = signal(true);
  /** Index of the record that everything is shown after; −1 while there is none. */
  readonly at: ReadonlySignal<number>;
  readonly #chosen = signal(-1);
  readonly #length: ReadonlySignal<number>;
  readonly #journal: Journal;
  readonly #survey: Survey;

  constructor(length: ReadonlySignal<number>, journal: Journal, survey: Survey) {
    this.#length = length;
    this.#journal = journal;
    this.#survey = survey;
    this.at = computed(() => {
      const last = length.value - 1;
      return this.live.value ? last : Math.min(this.#chosen.value, last);
    });
  }

  /** Shows the moment after the record at `index`, or the nearest one there is. */
  seek(index: number): void {
    this.#chosen.value = Math.max(0, Math.min(Math.round(index), this.#length.value - 1));
    this.live.value = false;
  }

  goLive(): void {
    this.live.value = true;
  }

  /** Forward or back by rows of the sequence: records that have something to show. */
  step(count: number): void {
    const { rows } = this.#survey;
    if (rows.length === 0) return;
    const here = rows.countUpTo(this.at.peek()) - 1;
    this.seek(rows.get(Math.max(0, Math.min(here + count, rows.length - 1))));
  }

  /** Forward or back by frames. */
  stepFrame(count: number): void {
    const { frames } = this.#journal;
    const known = this.#survey.traits.length;
    if (known === 0) return;
    const at = this.at.peek();
    const here = frames.countUpTo(at) - 1;
    // Back from behind a frame leads to the frame itself.
    const inside = count < 0 && here >= 0 && frames.get(here) < at ? 1 : 0;
    this.seek(frames.get(Math.max(0, Math.min(here + count + inside, known - 1))));
  }

  /** To the moment that long after the one shown, as the recording's clock went. @returns whether there is more behind it */
  advance(milliseconds: number, from: number): number {
    const time = from + milliseconds;
    let low = this.at.peek();
    let high = this.#length.peek() - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#journal.timeAt(middle) <= time) low = middle;
      else high = middle - 1;
    }
    this.seek(low);
    return time;
  }
}
