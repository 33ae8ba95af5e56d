/** Plays a recording: so many records in a second, or as fast as it went. */
import { signal } from '@preact/signals';
import type { Recording } from './recording.ts';

/** Records in a second; 0 for as it went, with long silences cut. */
export const speeds = [2, 8, 30, 120, 1000, 0] as const;
export type Speed = (typeof speeds)[number];

/** Milliseconds of silence that are waited through. */
const LONGEST_SILENCE = 400;

export class Player {
  readonly playing = signal(false);
  readonly speed = signal<Speed>(8);
  #recording: Recording | undefined;
  #last = 0;
  /** Records that are due but not whole yet. */
  #due = 0;
  #time = 0;

  toggle(recording: Recording, now: number): void {
    if (this.playing.value) {
      this.pause();
      return;
    }
    const { playhead, length } = recording;
    if (playhead.at.value >= length.value - 1) playhead.seek(0);
    else playhead.seek(playhead.at.value);
    this.#recording = recording;
    this.#last = now;
    this.#due = 0;
    this.#time = recording.journal.timeAt(playhead.at.value);
    this.playing.value = true;
  }

  pause(): void {
    this.playing.value = false;
  }

  /** To be called for every picture. @param now milliseconds */
  tick(now: number): void {
    const recording = this.#recording;
    if (!this.playing.value || recording === undefined) return;
    const elapsed = now - this.#last;
    this.#last = now;
    if (this.speed.value === 0) this.#follow(recording, elapsed);
    else this.#count(recording, (elapsed / 1000) * this.speed.value);
    if (recording.playhead.at.value >= recording.length.value - 1) this.pause();
  }

  #count({ playhead }: Recording, records: number): void {
    this.#due += records;
    const whole = Math.floor(this.#due);
    if (whole === 0) return;
    this.#due -= whole;
    playhead.step(whole);
  }

  #follow({ playhead, journal }: Recording, elapsed: number): void {
    const next = journal.timeAt(Math.min(playhead.at.value + 1, journal.length - 1));
    if (next - this.#time > LONGEST_SILENCE) this.#time = next - LONGEST_SILENCE;
    this.#time = playhead.advance(elapsed, this.#time);
  }
}
