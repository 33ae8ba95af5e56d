/**
 * The recording of one connection, to be read: every record by its index, and what follows from them. A million records stay
 * packed; where the machines were at any of them is a search, nothing is run again.
 */
import type { ActorName } from '../../machines/index.ts';
import { describeState, perActor } from '../engine/engine.ts';
import { Causes } from './causes.ts';
import { stateAfter } from './chart-facts.ts';
import { type FrameView, viewFrame } from './frame-view.ts';
import { IndexList } from './index-list.ts';
import { Payloads } from './payloads.ts';
import { eventTypeAt, quickKind, readRecord } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';
import type {
  ClosedRecord,
  ConnectionRecord,
  InspectRecord,
  PayloadRecord,
  RecordedFrame,
  RecordKind,
} from './records.ts';
import { Store } from './store.ts';
import { actors, dataOf, kindOf, readDouble, sizeOf, TIME } from './words.ts';

/** A record as it comes from a trace file: its number is given here. */
export type Unnumbered = InspectRecord extends infer R ? (R extends InspectRecord ? Omit<R, 'seq'> : never) : never;

/** Where one machine was, from which record on. */
interface Line {
  readonly since: IndexList;
  readonly states: string[];
}

export class Journal {
  /** The first introduction of the connection; undefined while none has come. */
  head: ConnectionRecord | undefined;
  protocol = '';
  extensions = '';
  closed: ClosedRecord | undefined;
  /** Records that were lost on the way. */
  lost = 0;
  /** Indices of the frames' records. */
  readonly frames = new IndexList();
  readonly #store = new Store();
  readonly #writer = new RecordWriter(this.#store);
  readonly #at = new IndexList();
  readonly #seqs = new IndexList();
  #times = new Float64Array(1024);
  #time = 0;
  #nextSeq = 0;
  readonly #lines = perActor((): Line => ({ since: new IndexList(), states: [] }));
  readonly #causes = new Causes();
  readonly #payloads = new Payloads();

  get length(): number {
    return this.#at.length;
  }

  /** Takes packed records, as a ring gives them. @param firstSeq number of the first */
  append(words: Uint32Array, firstSeq: number): void {
    if (firstSeq > this.#nextSeq) this.add({ kind: 'gap', lost: firstSeq - this.#nextSeq, time: this.#time });
    this.#nextSeq = firstSeq;
    let at = this.#store.append(words);
    const end = at + words.length;
    while (at < end) {
      const word = this.#store.words[at] as number;
      const size = sizeOf(word);
      if (size === 0 || at + size > end) throw new SyntaxError('packed records are damaged');
      if (kindOf(word) === TIME) this.#time = readDouble(this.#store.words, at + 1);
      else this.#index(at);
      at += size;
    }
  }

  /** Takes one record from elsewhere. A gap counts as the records that were lost. */
  add(record: Unnumbered): void {
    this.#time = record.time;
    const at = this.#store.used;
    // Whatever kind it is, with its number it is a record.
    this.#writer.record({ ...record, seq: this.#nextSeq } as InspectRecord);
    this.#index(at);
  }

  /** @throws {RangeError} if there is no such record */
  record(index: number): InspectRecord {
    return readRecord(this.#store.words, this.#at.get(index), this.#seqs.get(index), this.timeAt(index));
  }

  kindAt(index: number): RecordKind {
    const kind = quickKind(this.#store.words[this.#at.get(index)] as number);
    return kind === 'json' ? this.record(index).kind : kind;
  }

  /** Milliseconds on the recorder's clock. */
  timeAt(index: number): number {
    return this.#times[index] ?? 0;
  }

  seqAt(index: number): number {
    return this.#seqs.get(index);
  }

  /** The state of a machine after the record at `index`, as `Engine.stateOf` names it; empty where it is not known. */
  stateAt(actor: ActorName, index: number): string {
    const { since, states } = this.#lines[actor];
    return states[since.countUpTo(index) - 1] ?? '';
  }

  statesAt(index: number): Record<ActorName, string> {
    return perActor((actor) => this.stateAt(actor, index));
  }

  /** The input or message that the transition at `index` was taken on. */
  causeOf(index: number): number | undefined {
    return this.#causes.of(index);
  }

  /** @param number counts the frames, from 0 */
  frame(number: number): FrameView {
    const index = this.frames.get(number);
    const pieces = this.#payloads.of(number).map((each) => this.record(each) as PayloadRecord);
    // `frames` lists records of frames, and `#payloads` those of payloads.
    return viewFrame(this.record(index) as RecordedFrame, index, pieces);
  }

  /** The frame that the record at `index` is, or the last one before it; −1 before the first. */
  frameNumberAt(index: number): number {
    return this.frames.countUpTo(index) - 1;
  }

  #index(at: number): void {
    const index = this.length;
    this.#at.push(at);
    this.#seqs.push(this.#nextSeq);
    this.#nextSeq += 1;
    if (index === this.#times.length) {
      const times = new Float64Array(index * 2);
      times.set(this.#times);
      this.#times = times;
    }
    this.#times[index] = this.#time;
    this.#follow(index, at);
  }

  /** What is known after the record at `index`. */
  #follow(index: number, at: number): void {
    const word = this.#store.words[at] as number;
    const data = dataOf(word);
    switch (quickKind(word)) {
      case 'frame':
        this.frames.push(index);
        this.#payloads.frame(data & 1);
        break;
      case 'payload':
        this.#payloads.payload(data & 1, index);
        break;
      case 'input':
        this.#causes.told(data & 7, eventTypeAt(this.#store.words, at), index, data >> 8 === 0);
        break;
      case 'message':
        this.#causes.told(data & 7, eventTypeAt(this.#store.words, at), index, false);
        break;
      case 'transition':
        this.#took(index, data & 7, data >> 3);
        break;
      case 'json':
        this.#learn(index, this.record(index));
    }
  }

  #took(index: number, number: number, transition: number): void {
    const actor = actors[number];
    if (actor === undefined) return;
    this.#causes.took(number, actor, transition, index);
    const before = this.#lines[actor].states.at(-1) ?? '';
    this.#now(actor, index, stateAfter(actor, before, transition));
  }

  #learn(index: number, record: InspectRecord): void {
    if (record.kind === 'connection') {
      this.head ??= record;
      this.protocol = record.protocol;
      this.extensions = record.extensions;
    } else if (record.kind === 'open') {
      this.protocol = record.protocol;
      this.extensions = record.extensions;
    } else if (record.kind === 'closed') {
      this.closed = record.record;
    } else if (record.kind === 'gap') {
      this.#lose(index, record.lost);
    } else if (record.kind === 'snapshot') {
      for (const actor of actors) this.#now(actor, index, describeState(record.actors[actor].value));
    }
  }

  /** What was known before a gap need not be so behind it. */
  #lose(index: number, lost: number): void {
    this.lost += lost;
    // The gap has the number of the first record that was lost.
    this.#nextSeq += lost - 1;
    this.#causes.lost();
    this.#payloads.lost();
    for (const actor of actors) this.#now(actor, index, '');
  }

  #now(actor: ActorName, index: number, state: string): void {
    const { since, states } = this.#lines[actor];
    if (states.at(-1) === state) return;
    since.push(index);
    states.push(state);
  }
}
