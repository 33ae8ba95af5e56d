/** Compares what was observed with the ways a case may go, event by event. */
import type { Expected, Observed, Outcome } from './model.ts';
import { octetsOf, sameOctets } from './wire-payload.ts';

interface Course {
  readonly outcome: Outcome;
  /** Pings are a keep-alive of the subject's, and nobody's business, unless the outcome has some. */
  readonly ignoresPings: boolean;
  /** How many events have to have come; what is expected behind them may be left out. */
  readonly needed: number;
  position: number;
  possible: boolean;
}

export class OutcomeMatcher {
  readonly #courses: readonly Course[];

  constructor(outcomes: readonly Outcome[]) {
    this.#courses = outcomes.map((outcome) => ({
      outcome,
      ignoresPings: !outcome.events.some(({ kind }) => kind === 'ping'),
      needed: outcome.events.findLastIndex((event) => !mayBeLeftOut(event)) + 1,
      position: 0,
      possible: true,
    }));
  }

  see(event: Observed): void {
    for (const course of this.#courses) {
      if (!course.possible || (event.kind === 'ping' && course.ignoresPings)) continue;
      const { events } = course.outcome;
      while (isLeftOut(event, events[course.position])) course.position += 1;
      const expected = events[course.position];
      if (expected !== undefined && sameEvent(event, expected)) course.position += 1;
      else course.possible = false;
    }
  }

  /** The best outcome of which everything came, and nothing else. */
  get complete(): Outcome | undefined {
    return this.#courses.find(isComplete)?.outcome;
  }

  /** Waiting changes nothing any more, or nothing that would make the verdict better. */
  get settled(): boolean {
    const [best] = this.#courses;
    return best === undefined || isComplete(best) || !this.#courses.some((each) => each.possible && !isComplete(each));
  }
}

function isComplete({ possible, position, needed }: Course): boolean {
  return possible && position >= needed;
}

export function matchOutcomes(outcomes: readonly Outcome[], events: readonly Observed[]): Outcome | undefined {
  const matcher = new OutcomeMatcher(outcomes);
  for (const event of events) matcher.see(event);
  return matcher.complete;
}

/** Whether the subject went on without what was expected, as it may. */
function isLeftOut(event: Observed, expected: Expected | undefined): boolean {
  return expected !== undefined && mayBeLeftOut(expected) && !sameEvent(event, expected);
}

function mayBeLeftOut(expected: Expected): boolean {
  return (expected.kind === 'ping' || expected.kind === 'pong') && expected.optional === true;
}

function sameEvent(event: Observed, expected: Expected): boolean {
  if (event.kind === 'mark') return expected.kind === 'mark' && expected.name === event.name;
  if (event.kind !== expected.kind) return false;
  if (event.kind === 'message' && expected.kind === 'message' && event.type !== expected.type) return false;
  return sameOctets(event.payload, octetsOf(expected.payload));
}

/** Where what was observed leaves the best outcome, in plain words. */
export function describeDifference(outcome: Outcome, events: readonly Observed[]): string {
  const ignoresPings = !outcome.events.some(({ kind }) => kind === 'ping');
  const counted = events.filter(({ kind }) => !(ignoresPings && kind === 'ping'));
  const at = outcome.events.findIndex((expected, index) => {
    const event = counted[index];
    return event === undefined || !sameEvent(event, expected);
  });
  const index = at < 0 ? outcome.events.length : at;
  const expected = outcome.events[index];
  const event = counted[index];
  const wanted = expected === undefined ? 'nothing more' : describe(expected);
  const came = event === undefined ? 'nothing' : describe(event);
  const place = outcome.events.length > 1 || counted.length > 1 ? `Event ${index + 1}: expected` : 'Expected';
  const detail = expected === undefined || event === undefined ? '' : firstDifference(expected, event);
  return `${place} ${wanted}, came ${came}${detail}.`;
}

function describe(event: Expected | Observed): string {
  if (event.kind === 'mark') return `the mark “${event.name}” of the script`;
  const octets = octetsOf(event.payload);
  const what = event.kind === 'message' ? `a ${event.type} message` : `a ${event.kind}`;
  if (octets.length === 0) return `${what} without payload`;
  const shown = Buffer.from(octets.subarray(0, 12))
    .toString('hex')
    .replace(/..(?!$)/g, '$& ');
  return `${what} of ${octets.length} octets (${shown}${octets.length > 12 ? ' …' : ''})`;
}

function firstDifference(expected: Expected, event: Observed): string {
  if (expected.kind === 'mark' || event.kind === 'mark' || expected.kind !== event.kind) return '';
  const wanted = octetsOf(expected.payload);
  const came = event.payload;
  const longest = Math.min(wanted.length, came.length);
  for (let at = 0; at < longest; at++) {
    if (wanted[at] !== came[at]) return `; octet ${at} is the first that differs`;
  }
  return '';
}
