/** What the page is about: the lesson that is being tried, how far it has come, and which ones were solved before. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ActorName, Role } from '../../machines/index.ts';
import { Recording } from '../page/model/recording.ts';
import { freePlay } from './free-play.ts';
import { type Lesson, type Progress, startOf, type Verdict, verdictOf } from './lesson.ts';
import { lessons } from './lessons/index.ts';
import { remember, remembered } from './memory.ts';
import type { Press } from './presses.ts';
import type { World } from './world.ts';

/** A byte of the wire that is looked at. */
export interface Place {
  readonly from: Role;
  /** Offset in the direction's bytes. */
  readonly at: number;
}

/** One try at a lesson. */
export class Attempt {
  readonly lesson: Lesson;
  readonly world: World;
  readonly recordings: Readonly<Record<Role, Recording>>;
  /** Counts what has happened: read it to be told of changes of the world. */
  readonly version = signal(0);
  readonly progress = signal<Progress>({ goals: [] });
  /** Why the last press was not done. */
  readonly refusal = signal('');
  readonly place = signal<Place | undefined>(undefined);
  /** The machine of each side that is shown large; undefined: all of them. */
  readonly machines: Readonly<Record<Role, Signal<ActorName | undefined>>>;
  /** Once solved it stays solved, whatever is tried behind that. */
  readonly isSolved = signal(false);
  readonly verdict: ReadonlySignal<Verdict> = computed(() =>
    this.isSolved.value ? 'solved' : verdictOf(this.progress.value),
  );

  constructor(lesson: Lesson) {
    this.lesson = lesson;
    this.world = startOf(lesson);
    const { client, server } = lesson.machines;
    this.machines = { client: signal(client), server: signal(server) };
    this.recordings = {
      client: new Recording(this.world.client.journal),
      server: new Recording(this.world.server.journal),
    };
    this.#look();
  }

  press(press: Press): void {
    const why = this.world.press(press);
    this.refusal.value = why ?? '';
    if (why === undefined) this.#look();
  }

  #look(): void {
    for (const recording of Object.values(this.recordings)) {
      recording.notice();
      recording.playhead.goLive();
    }
    const before = this.verdict.value;
    this.progress.value = this.lesson.check(this.world);
    if (before === 'open' && verdictOf(this.progress.value) === 'solved') this.isSolved.value = true;
    this.version.value += 1;
  }
}

export class Course {
  readonly attempt = signal(new Attempt(lessons[0] ?? freePlay));
  readonly solved = signal<ReadonlySet<string>>(
    new Set(remembered().filter((id) => lessons.some((each) => each.id === id))),
  );
  /** The list of lessons lies over the page, or the list of keys. */
  readonly overlay = signal<'' | 'lessons' | 'keys'>('');

  get lesson(): Lesson {
    return this.attempt.value.lesson;
  }

  /** Position of the lesson; −1 for free play. */
  get position(): number {
    return lessons.indexOf(this.lesson);
  }

  start(lesson: Lesson): void {
    this.attempt.value = new Attempt(lesson);
    this.overlay.value = '';
  }

  restart(): void {
    this.start(this.lesson);
  }

  /** To another lesson; behind the last one comes free play. */
  move(count: number): void {
    const here = this.position < 0 ? lessons.length : this.position;
    this.start(lessons[Math.max(0, here + count)] ?? freePlay);
  }

  press(press: Press): void {
    const { value: attempt } = this.attempt;
    attempt.press(press);
    if (!attempt.isSolved.value || this.solved.value.has(attempt.lesson.id)) return;
    this.solved.value = new Set([...this.solved.value, attempt.lesson.id]);
    remember([...this.solved.value]);
  }
}
