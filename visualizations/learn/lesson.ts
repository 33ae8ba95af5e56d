/** What a lesson is. */
import type { ActorName, Role } from '../../machines/index.ts';
import type { Press } from './presses.ts';
import { World, type WorldOptions } from './world.ts';

/** A button. */
export interface Control {
  readonly label: string;
  readonly press: Press;
}

/** A part of a task. */
export interface Goal {
  readonly text: string;
  readonly done: boolean;
}

/** How far a task has come: it is solved when all goals are reached, in any order. */
export interface Progress {
  readonly goals: readonly Goal[];
  /** Why it cannot be solved any more; the learner starts again. */
  readonly failed?: string | undefined;
}

/** What a learner may do to the wire, beside letting bytes arrive. */
export interface WireTools {
  readonly edit?: boolean;
  readonly cut?: boolean;
  readonly unplug?: boolean;
  readonly reset?: boolean;
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** Where the RFC says it. */
  readonly sections: readonly string[];
  /** Paragraphs. */
  readonly prose: readonly string[];
  readonly task: string;
  /** The connection is open at the beginning. */
  readonly startsOpen: boolean;
  /** What has happened before the learner begins. */
  readonly before?: readonly Press[];
  readonly world?: WorldOptions;
  readonly controls: readonly Control[];
  /** Sides that have a field for messages of the learner's own. */
  readonly composers?: readonly Role[];
  readonly wire: WireTools;
  /** Time is of interest: the clock can be moved. */
  readonly clock?: boolean;
  /** The machine to look at first, on each side. */
  readonly machines: Readonly<Record<Role, ActorName>>;
  check(world: World): Progress;
  /** What was to be seen, told once the task is solved. */
  readonly lookBack: string;
}

export type Verdict = 'open' | 'solved' | 'failed';

export function startOf(lesson: Lesson): World {
  const world = new World(lesson.world);
  if (lesson.startsOpen) world.open();
  for (const press of lesson.before ?? []) {
    const why = world.press(press);
    if (why !== undefined) throw new Error(`${lesson.id} cannot begin: ${why}`);
  }
  world.presses.length = 0;
  return world;
}

export function verdictOf({ goals, failed }: Progress): Verdict {
  if (failed !== undefined) return 'failed';
  return goals.every(({ done }) => done) ? 'solved' : 'open';
}
