/**
 * Which event a transition was taken on. A machine handles what it is told in order; what it has no transition for leaves no
 * trace, so events are matched by type.
 */
import type { ActorName } from '../../machines/index.ts';
import { chartFacts } from './chart-facts.ts';
import { IndexList } from './index-list.ts';

interface Told {
  readonly type: string;
  readonly index: number;
}

/** Most events that wait for a machine: of more, as a damaged recording may have, the oldest are given up. */
const MOST_WAITING = 1024;

export class Causes {
  /** By actor: events that it was told and may not have handled yet. */
  readonly #waiting: Told[][] = [];
  /** By actor: the event that it handles. */
  readonly #handling: number[] = [];
  readonly #transitions = new IndexList();
  readonly #causes = new IndexList();

  /** @param atRest nothing was under way: whatever a machine was told before has been handled, or meant nothing to it */
  told(actor: number, type: string, index: number, atRest: boolean): void {
    if (atRest) this.#waiting.length = 0;
    const waiting = this.#waiting[actor];
    if (waiting === undefined) this.#waiting[actor] = [{ type, index }];
    else if (waiting.push({ type, index }) > MOST_WAITING) waiting.shift();
  }

  took(actor: number, name: ActorName, transition: number, index: number): void {
    const type = chartFacts(name).chart.transitions[transition]?.event ?? '';
    const waiting = this.#waiting[actor] ?? [];
    const at = waiting.findIndex((told) => told.type === type);
    const found = waiting[at];
    if (found !== undefined) {
      waiting.splice(0, at + 1);
      this.#handling[actor] = found.index;
    }
    // An eventless transition goes on with the event of the one before it.
    const cause = this.#handling[actor];
    if (cause === undefined || (found === undefined && type !== '')) return;
    this.#transitions.push(index);
    this.#causes.push(cause);
  }

  /** Records are missing here. */
  lost(): void {
    this.#waiting.length = 0;
    this.#handling.length = 0;
  }

  of(transition: number): number | undefined {
    const count = this.#transitions.countUpTo(transition);
    return count > 0 && this.#transitions.get(count - 1) === transition ? this.#causes.get(count - 1) : undefined;
  }
}
