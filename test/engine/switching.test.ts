/** A connection may change engines between any two events, and nobody can tell. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorNames, type EngineKind } from '../../src/engine/engine.ts';
import { makers, starts } from '../support/engine-starts.ts';
import { firstDifference, run, traces } from '../support/engine-trace.ts';

const seed = 6455;

/** Which engine runs each step; a bit each. */
const plans = fc.nat(2 ** 31 - 1);
const kindAt = (plan: number, step: number): EngineKind => ((plan >>> (step % 31)) & 1 ? 'compiled' : 'interpreted');

describe('switching in flight', () => {
  it('changes nothing, whenever it happens and in whichever direction', { timeout: 120_000 }, () => {
    const from = { compiled: new Set<string>(), interpreted: new Set<string>() };
    fc.assert(
      fc.property(traces(10), plans, (trace, plan) => {
        const never = run(trace, () => makers.compiled);
        const switched = run(trace, (step) => makers[kindAt(plan, step)]);
        expect(firstDifference(never, switched)).toBe(undefined);
        trace.moves.forEach((_, step) => {
          const kind = kindAt(plan, step);
          if (kind !== kindAt(plan, step + 1)) for (const state of statesIn(never[step + 1])) from[kind].add(state);
        });
      }),
      { seed, numRuns: 1000 },
    );
    // Both directions have been taken out of nearly the same, many states.
    expect(from.compiled.size).toBeGreaterThan(35);
    expect(from.interpreted.size).toBeGreaterThan(35);
  });

  it('changes nothing when it happens at every step', () => {
    for (const [start] of starts.entries()) {
      const trace = { start, moves: [1, 20, 300, 4000, 50_000, 600_000, 7_000_000], answers: [9, 2, 16] };
      for (const odd of [0, 1]) {
        const switched = run(trace, (step) => makers[step % 2 === odd ? 'compiled' : 'interpreted']);
        expect(
          firstDifference(
            run(trace, () => makers.interpreted),
            switched,
          ),
        ).toBe(undefined);
      }
    }
  });
});

/** The state value of each actor, from one step of a history. */
function statesIn(step: string | undefined): string[] {
  const snapshot = JSON.parse(step?.split('\n').at(-1) ?? '{}');
  return actorNames.map((name) => `${name} ${JSON.stringify(snapshot[name].value)}`);
}
