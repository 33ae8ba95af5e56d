/** What panes need to know of a whole recording, gone over once: as it grows, and in slices, so that a million records never freeze the page. */
import type { ActorName } from '../../../machines/index.ts';
import { perActor } from '../../../src/engine/engine.ts';
import { IndexList } from '../../../src/inspect/index-list.ts';
import type { Journal } from '../../../src/inspect/journal.ts';
import type { RecordedFrame, RecordKind } from '../../../src/inspect/records.ts';
import { traitsOf } from './frame-traits.ts';

/** A record that a person looks for. */
export interface Landmark {
  readonly index: number;
  readonly kind: RecordKind;
}

/** How many records are gone over before the clock is asked. */
const STRIDE = 256;

export class Survey {
  /** Records gone over. */
  length = 0;
  /** Indices of records that are drawn as a row of the sequence. */
  readonly rows = new IndexList();
  /** Indices of events, or frames that come, at which nothing was under way: each begins a step, which ends before the next. */
  readonly steps = new IndexList();
  /** By frame: see `traitsOf`. */
  readonly traits = new IndexList();
  /** Indices of each machine's transitions. */
  readonly transitions: Readonly<Record<ActorName, IndexList>> = perActor(() => new IndexList());
  readonly landmarks: Landmark[] = [];
  readonly #journal: Journal;
  #introduced = false;
  /** The last record was a frame that came: what the machines are told of it belongs to the same step. */
  #cameFrame = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Goes on to the end of the recording, or until the time is over.
   * @param until as `performance.now()` counts
   */
  advance(until = Number.POSITIVE_INFINITY): void {
    const { length } = this.#journal;
    while (this.length < length) {
      const end = Math.min(this.length + STRIDE, length);
      for (let index = this.length; index < end; index++) this.#visit(index);
      this.length = end;
      if (performance.now() > until) return;
    }
  }

  /** The step that the record belongs to: from this index, up to and without that one. */
  stepAt(index: number): readonly [from: number, to: number] {
    const number = this.steps.countUpTo(index);
    const from = number === 0 ? 0 : this.steps.get(number - 1);
    return [from, number === this.steps.length ? this.length : this.steps.get(number)];
  }

  #visit(index: number): void {
    const kind = this.#journal.kindAt(index);
    switch (kind) {
      case 'payload':
      case 'snapshot':
        return;
      case 'connection':
        // It introduces itself again now and then: that is nothing new.
        if (this.#introduced) return;
        this.#introduced = true;
        this.#begin(index, kind);
        break;
      case 'input':
        this.#input(index);
        break;
      case 'transition':
        this.#transition(index);
        break;
      case 'frame':
        this.#frame(index);
        break;
      case 'open':
      case 'closed':
      case 'gap':
      case 'detached':
        this.#begin(index, kind);
    }
    this.#cameFrame = kind === 'frame' && this.#cameFrame;
    this.rows.push(index);
  }

  #frame(index: number): void {
    // `kindAt` says so.
    const frame = this.#journal.record(index) as RecordedFrame;
    this.traits.push(traitsOf(frame, this.#journal.head?.role));
    this.#cameFrame = frame.direction === 'in';
    if (this.#cameFrame) this.steps.push(index);
  }

  #begin(index: number, kind: RecordKind): void {
    this.landmarks.push({ index, kind });
    if (kind === 'gap' || kind === 'connection') this.steps.push(index);
  }

  #input(index: number): void {
    const record = this.#journal.record(index);
    if (record.kind === 'input' && !record.nested && !this.#cameFrame) this.steps.push(index);
  }

  #transition(index: number): void {
    const record = this.#journal.record(index);
    if (record.kind === 'transition') this.transitions[record.actor].push(index);
  }
}
