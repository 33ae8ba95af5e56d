/** Paths through the machines: where a peer can lead them with frames, and by which shortest way. */
import type { Role } from '../../machines/index.ts';
import type { Expected } from './model.ts';
import { alphabet, type Letter } from './paths-frames.ts';
import { type Bind, Rehearsal, type Taken } from './paths-rehearsal.ts';

/** Where frames can lead the machines so that they read on. */
export interface Place {
  readonly state: string;
  /** The shortest way there, from an open connection. */
  readonly way: readonly Letter[];
  /** What ends the message under way. */
  readonly out: readonly Letter[];
}

/** What the machines made of some frames. */
export interface Walk {
  readonly letters: readonly Letter[];
  readonly rehearsal: Rehearsal;
  /** The transitions that each frame led to. */
  readonly steps: readonly (readonly Taken[])[];
  /** What has to come back for each frame, before anything else is sent. */
  readonly answers: readonly (readonly Expected[])[];
  /** The frame at which the machines stopped reading; -1 if they read on. */
  readonly end: number;
}

export function walk(letters: readonly Letter[], role: Role, bind?: Bind): Walk {
  const rehearsal = new Rehearsal(role, bind);
  const { taken, events } = rehearsal;
  const steps: Taken[][] = [];
  const answers: Expected[][] = [];
  let end = -1;
  for (const [index, { frame, octetwise }] of letters.entries()) {
    const [takenBefore, eventsBefore] = [taken.length, events.length];
    rehearsal.receive(frame, octetwise === true ? 1 : undefined);
    if (rehearsal.closed && end < 0) end = index;
    steps.push(taken.slice(takenBefore));
    answers.push(events.slice(eventsBefore));
  }
  return { letters, rehearsal, steps, answers, end };
}

/** The letters that can be sent to this role. */
export function lettersFor(role: Role, letters: readonly Letter[] = alphabet): readonly Letter[] {
  return letters.filter(({ side }) => side === undefined || side === role);
}

/** Every place that frames lead to, breadth first: the order and the ways are always the same. */
export function placesOf(role: Role, bind?: Bind): Place[] {
  const places: Place[] = [];
  const seen = new Set<string>();
  const queue: (readonly Letter[])[] = [[]];
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    const { rehearsal, end } = walk(way, role, bind);
    const { state } = rehearsal;
    if (end >= 0 || seen.has(state)) continue;
    seen.add(state);
    places.push({ state, way, out: rehearsal.inMessage ? wayOut(way, role, bind) : [] });
    for (const next of lettersFor(role)) queue.push([...way, next]);
  }
  return places;
}

/** The frame that ends the message under way; none if there is no such frame. */
function wayOut(way: readonly Letter[], role: Role, bind: Bind | undefined): readonly Letter[] {
  const last = lettersFor(role).find((letter) => {
    const { rehearsal, end } = walk([...way, letter], role, bind);
    return end < 0 && !rehearsal.inMessage;
  });
  return last === undefined ? [] : [last];
}
