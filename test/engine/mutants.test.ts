/** The comparisons of `equal.test.ts` and `traces.test.ts` notice compilers that are wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machines } from '../../machines/index.ts';
import type { CompiledModules } from '../../src/engine/compiled.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { explore } from '../support/engine-alone.ts';
import { compile } from '../support/engine-generated.ts';
import { type Mutant, mutants, mutate, touched } from '../support/engine-mutants.ts';
import { compiledFrom, makers } from '../support/engine-starts.ts';
import { firstDifference, run, traces } from '../support/engine-trace.ts';

describe.each(mutants)('a compiler by which $fault', (mutant) => {
  it('touches at least one machine', () => {
    expect(touched(mutant)).not.toEqual([]);
  });

  it('is noticed in each machine that it touches, run alone, by effects, tells and states only', () => {
    const unnoticed = touched(mutant).filter(
      (name) => explore(name, { module: mutate(mutant, name), observed: false }).difference === undefined,
    );
    expect(unnoticed).toEqual([]);
  });

  it('is noticed by random traces of the whole connection', () => {
    expect(caughtAfter(mutant)).toBeLessThan(2000);
  });
});

it('the compiler itself passes the comparison that catches them', () => {
  expect(explore('writeTurn', { module: compile(machines.writeTurn, 'writeTurn'), observed: false }).difference).toBe(
    undefined,
  );
});

/** How many traces it takes until a mutant of the whole system differs from XState. */
function caughtAfter(mutant: Mutant): number {
  const modules = Object.fromEntries(actorNames.map((name) => [name, mutate(mutant, name)])) as CompiledModules;
  const broken = compiledFrom(modules);
  const sample = fc.sample(traces(12), { seed: 6455, numRuns: 2000 });
  const caught = sample.findIndex(
    (trace) =>
      firstDifference(
        run(trace, () => broken, false),
        run(trace, () => makers.interpreted, false),
      ) !== undefined,
  );
  return caught < 0 ? sample.length : caught;
}
