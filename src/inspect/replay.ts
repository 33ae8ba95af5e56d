/**
 * Replay: what a recording's machines were told is told to fresh ones, at the recorded times. They must take the same
 * transitions, tell each other the same, and arm the same timers; the first difference is reported where it is.
 */
import type { EventObject } from 'xstate';
import { machines, type TimerName } from '../../machines/index.ts';
import { actorNames, type Engine, type EngineKind, type Observer } from '../engine/engine.ts';
import type { Journal } from './journal.ts';
import type { ConnectionRecord, InputRecord, InspectRecord, MachineEvent, SnapshotRecord } from './records.ts';
import { type ReplayHost, replayEngine } from './replay-engines.ts';
import {
  machineDifference,
  messageInWords,
  moment,
  recordInWords,
  timerDifference,
  timerInWords,
  transitionInWords,
} from './replay-words.ts';
import { timers as timerNames } from './words.ts';

/** Where a replay and its recording part. */
export interface Difference {
  /** Of the record, in the journal. */
  readonly index: number;
  readonly seq: number;
  /** Milliseconds on the recorder's clock. */
  readonly time: number;
  /** What the recording has there, in plain words. */
  readonly expected: string;
  /** What the replay did, in plain words. */
  readonly found: string;
}

/** Records that could not be replayed. */
export interface Skipped {
  /** Index of the first. */
  readonly index: number;
  readonly records: number;
  readonly why: string;
}

export interface ReplayResult {
  readonly engine: EngineKind;
  /** What was told to the machines, and what they did that was the same: as many as there were, or up to the difference. */
  readonly inputs: number;
  readonly transitions: number;
  readonly messages: number;
  readonly timers: number;
  /** Times that all states and contexts were compared. */
  readonly snapshots: number;
  /** Undefined if all was equal. */
  readonly difference: Difference | undefined;
  readonly skipped: readonly Skipped[];
}

/** Replays all of a recording that can be, on one engine. */
export function replay(journal: Journal, engine: EngineKind): ReplayResult {
  return new Replay(journal, engine).run();
}

/** What a replay goes through. All else in a recording follows from these, or is about bytes. */
type Step = Extract<
  InspectRecord,
  { kind: 'input' | 'message' | 'transition' | 'timer' | 'snapshot' | 'gap' | 'detached' }
>;

class Replay implements ReplayHost {
  readonly #journal: Journal;
  readonly #kind: EngineKind;
  readonly #counts = { inputs: 0, transitions: 0, messages: 0, timers: 0, snapshots: 0 };
  readonly #skipped: Skipped[] = [];
  /** Index of the record that comes next, and that record once it was looked at. */
  #at = 0;
  #step: Step | undefined;
  #engine: Engine | undefined;
  #timeouts: ConnectionRecord['timeouts'] | undefined;
  readonly #armed = new Map<TimerName, number>();
  #difference: Difference | undefined;
  /** What it would be, if the nested input that was told without an effect is not what the recording had. */
  #stray: Difference | undefined;

  constructor(journal: Journal, kind: EngineKind) {
    this.#journal = journal;
    this.#kind = kind;
  }

  run(): ReplayResult {
    for (let why = 'they come before the first snapshot'; this.#skipToSnapshot(why); why = this.#playOn()) {
      // Each turn is one stretch of the recording without a gap.
    }
    return { engine: this.#kind, ...this.#counts, difference: this.#difference, skipped: this.#skipped };
  }

  // ── What the machines do ─────────────────────────────────────────────────────────────────────────────────────────────────

  effect(name: string, params: unknown): void {
    const timer = timerOf(params);
    if (timer !== undefined && name === 'arm') this.#arm(timer);
    if (timer !== undefined && name === 'cancel') this.#cancel(timer);
    this.#tellNested();
  }

  readonly #observer: Observer = {
    transition: (actor, index) => {
      this.#tellStray();
      const step = this.#peek();
      const same = step?.kind === 'transition' && step.actor === actor && step.index === index;
      if (this.#check(same, () => transitionInWords(actor, index))) this.#counts.transitions += 1;
    },
    message: (from, to, event) => {
      this.#tellStray();
      const step = this.#peek();
      const same = step?.kind === 'message' && step.from === from && step.actor === to && sameEvent(step.event, event);
      if (this.#check(same, () => messageInWords(from, to, event))) this.#counts.messages += 1;
    },
  };

  #arm(timer: TimerName): void {
    const step = this.#peek();
    const due = step?.kind === 'timer' && step.timer === timer ? step.due : undefined;
    const delay = this.#timeouts?.[timer];
    // Switched off; or nobody knows, as the record that says it was lost.
    if (delay === null || (delay === undefined && due === undefined)) return;
    const earliest = (step?.time ?? 0) + (delay ?? 0);
    const same = due !== undefined && due >= earliest;
    if (!this.#check(same, () => `${timerInWords(timer, earliest)} or later`)) return;
    this.#counts.timers += 1;
    if (due !== undefined) this.#armed.set(timer, due);
  }

  #cancel(timer: TimerName): void {
    const step = this.#peek();
    const same = step?.kind === 'timer' && step.timer === timer && step.due === undefined;
    if (!this.#check(same, () => timerInWords(timer, undefined))) return;
    this.#counts.timers += 1;
    this.#armed.delete(timer);
  }

  // ── What the recording has ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Goes to the next snapshot. Returns false if there is none, or nothing is left to be found out. */
  #skipToSnapshot(why: string): boolean {
    const from = this.#at;
    let steps = 0;
    let first = from;
    for (let step = this.#peek(); step?.kind !== 'snapshot'; step = this.#peek()) {
      if (step === undefined || this.#difference !== undefined) break;
      if (step.kind !== 'gap' && step.kind !== 'detached') {
        if (steps === 0) first = this.#at;
        steps += 1;
      }
      this.#goOn();
    }
    if (steps > 0) this.#skipped.push({ index: first, records: steps, why });
    return this.#at < this.#journal.length && this.#difference === undefined;
  }

  /** Plays from a snapshot on. Returns why it cannot go on from where it has come. */
  #playOn(): string {
    const start = this.#peek();
    if (start?.kind !== 'snapshot') return '';
    this.#begin(start);
    for (let step = this.#peek(); step !== undefined && this.#difference === undefined; step = this.#peek()) {
      if (step.kind === 'gap' || step.kind === 'detached') {
        this.#end();
        return step.kind === 'gap' ? 'records before them were lost' : 'recording had been stopped before them';
      }
      try {
        this.#take(step);
      } catch (error) {
        // Only what no recorder has written makes a machine fail.
        this.#differ(`the machines fail: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.#end();
    return '';
  }

  #begin({ actors, timers }: SnapshotRecord): void {
    this.#goOn();
    this.#armed.clear();
    for (const timer of timerNames) {
      const due = timers[timer];
      if (due !== undefined) this.#armed.set(timer, due);
    }
    this.#engine = replayEngine(this.#kind, this, actors);
    this.#engine.observe(this.#observer);
  }

  #end(): void {
    this.#engine?.stop();
    this.#engine = undefined;
  }

  /** Everything is at rest. */
  #take(step: Step): void {
    if (step.kind === 'input' && step.nested) {
      this.#tellStray();
    } else if (step.kind === 'input' || step.kind === 'snapshot') {
      this.#stray = undefined;
      if (step.kind === 'input') this.#tell(step);
      else this.#compare(step);
    } else if (step.kind === 'timer' && this.#mayArmAgain(step)) {
      this.#armed.set(step.timer, step.due ?? 0);
      this.#goOn();
    } else {
      this.#differ('nothing: all machines are at rest');
    }
  }

  /** Bytes were moving while the drain timer ran, so it runs once more, without the machines. */
  #mayArmAgain({ timer, due, time }: Extract<Step, { kind: 'timer' }>): boolean {
    const before = this.#armed.get('drain');
    return timer === 'drain' && due !== undefined && before !== undefined && before <= time;
  }

  /** What came from inside an effect, at the first effect that is carried out. */
  #tellNested(): void {
    for (let step = this.#peek(); step?.kind === 'input' && step.nested; step = this.#peek()) this.#tell(step);
  }

  /**
   * Whoever watches the machines may tell them something as well: without an effect it is told before what comes next. If all
   * goes on as recorded, it was that; if not, it is where the two have parted.
   */
  #tellStray(): void {
    const step = this.#peek();
    if (step?.kind !== 'input' || !step.nested) return;
    this.#stray ??= this.#differenceAt(step, 'no effect from which it could come');
    this.#tellNested();
  }

  #tell(step: InputRecord): void {
    if (!this.#isDue(step)) return;
    const { actor, event } = step;
    this.#goOn();
    this.#counts.inputs += 1;
    // What a machine does not know means nothing to it; XState would obey some of its own.
    if (!(machines[actor].events as string[]).includes(event.type)) return;
    const door: { send(event: never): void } | undefined = this.#engine?.actors[actor];
    door?.send(event as never);
  }

  /** An event of a timer comes when that is due. */
  #isDue({ event, time }: InputRecord): boolean {
    const timer = timerOf({ timer: event.type.replace(/^TIMER_/, '').toLowerCase() });
    if (timer === undefined || !event.type.startsWith('TIMER_')) return true;
    const due = this.#armed.get(timer);
    if (due === undefined) this.#differ(`the timer ${timer} is not armed`);
    else if (due > time) this.#differ(`the timer ${timer} is not due before ${moment(due)}`);
    this.#armed.delete(timer);
    return this.#difference === undefined;
  }

  #compare(snapshot: SnapshotRecord): void {
    const found = this.#engine?.snapshot();
    if (found === undefined) return;
    const machine = actorNames.map((actor) => machineDifference(actor, snapshot.actors[actor], found[actor]));
    const timer = timerNames.map((name) => timerDifference(name, snapshot.timers[name], this.#armed.get(name)));
    const difference = [...machine, ...timer].find((each) => each !== undefined);
    if (difference !== undefined) this.#differ(difference.found, difference.expected);
    else this.#counts.snapshots += 1;
    this.#goOn();
  }

  /** The next step. Undefined at the end, and once there is a difference. */
  #peek(): Step | undefined {
    if (this.#difference !== undefined || this.#step !== undefined) return this.#step;
    for (; this.#at < this.#journal.length; this.#at++) {
      const kind = this.#journal.kindAt(this.#at);
      if (kind === 'frame' || kind === 'payload') continue;
      const record = this.#journal.record(this.#at);
      if (record.kind === 'connection') this.#timeouts = record.timeouts;
      // Nothing is waited for any more.
      else if (record.kind === 'closed') this.#armed.clear();
      else if (isStep(record)) {
        this.#step = record;
        return record;
      }
    }
    return undefined;
  }

  #goOn(): void {
    this.#at += 1;
    this.#step = undefined;
  }

  /** Goes on behind the next record if it is what was found, else it is the difference. Returns whether it is. */
  #check(same: boolean, found: () => string): boolean {
    const step = this.#peek();
    if (same) this.#goOn();
    // A recording may end, or have its gap, in the middle of an event.
    else if (step !== undefined && step.kind !== 'gap' && step.kind !== 'detached') this.#differ(found());
    return same;
  }

  #differ(found: string, expected?: string): void {
    const step = this.#peek();
    if (step === undefined) return;
    this.#difference = this.#stray ?? this.#differenceAt(step, found, expected);
    this.#step = undefined;
  }

  #differenceAt(step: Step, found: string, expected = recordInWords(step)): Difference {
    return { index: this.#at, seq: step.seq, time: step.time, expected, found };
  }
}

function isStep(record: InspectRecord): record is Step {
  return !['handshake', 'open', 'connection', 'closed', 'frame', 'payload'].includes(record.kind);
}

function timerOf(params: unknown): TimerName | undefined {
  if (typeof params !== 'object' || params === null || !('timer' in params)) return undefined;
  return timerNames.find((name) => name === params.timer);
}

/** An event as it was recorded, and one that has just been sent: fields that are undefined are not recorded. */
function sameEvent(recorded: MachineEvent, sent: EventObject): boolean {
  const fields = Object.entries(sent).filter(([, value]) => value !== undefined);
  return fields.length === Object.keys(recorded).length && fields.every(([name, value]) => recorded[name] === value);
}
