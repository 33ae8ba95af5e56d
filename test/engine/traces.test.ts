/** Both engines do the same: random lives of a whole connection, all machines wired, the host answering from inside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machines } from '../../machines/index.ts';
import { readChart } from '../../src/engine/chart.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { makers, starts } from '../support/engine-starts.ts';
import { firstDifference, run, traces } from '../support/engine-trace.ts';

const seed = 6455;

describe('random traces', () => {
  it('have the same effects, transitions and snapshots at every step', { timeout: 180_000 }, () => {
    const fired = new Set<string>();
    let count = 0;
    fc.assert(
      fc.property(traces(8), (trace) => {
        count++;
        const compiled = run(trace, () => makers.compiled, true, fired);
        const interpreted = run(trace, () => makers.interpreted);
        expect(firstDifference(compiled, interpreted)).toBe(undefined);
        expect(compiled.length).toBe(trace.moves.length + 1);
      }),
      { seed, numRuns: 10_000 },
    );
    expect(count).toBeGreaterThanOrEqual(10_000);

    // They go nearly everywhere: what they do not meet, equal.test.ts does.
    const all = actorNames.flatMap((name) =>
      readChart(machines[name]).transitions.map(({ index }) => `${name} ${index}`),
    );
    expect(fired.size / all.length).toBeGreaterThan(0.9);
  });

  it('are as long as they seem: an event that is lost would be noticed', () => {
    const trace = { start: starts.length - 1, moves: [1, 2, 3, 4, 5, 6, 7, 8], answers: [0] };
    const whole = run(trace, () => makers.compiled);
    const shorter = run({ ...trace, moves: trace.moves.slice(1) }, () => makers.compiled);
    expect(firstDifference(whole, shorter)).not.toBe(undefined);
  });
});
