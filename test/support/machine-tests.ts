/** The tests that every machine has: its scenarios on both engines, no transition left out, no mutant left alive. */
import { describe, expect, test } from 'vitest';
import type { ActorName } from '../../machines/index.ts';
import { hunt } from './mutation.ts';
import { demanded, found, neverTaken, run, runCompiled, runInterpreted, type Scenario } from './scenario.ts';

/** Why nothing can observe a mutant, by its name. */
export type EquivalentMutants = Readonly<Record<string, string>>;

export function testMachine(name: ActorName, scenarios: readonly Scenario[], equivalent: EquivalentMutants = {}): void {
  describe(`${name}: the rules`, () => {
    test.each(scenarios.map((scenario) => [scenario.rule, scenario] as const))('%s', (_, scenario) => {
      const compiled = run(scenario, runCompiled);
      expect(found(scenario, compiled)).toEqual(demanded(scenario));
      expect(run(scenario, runInterpreted)).toEqual(compiled);
    });

    test('each has one scenario of its name', () => {
      expect(new Set(scenarios.map(({ rule }) => rule)).size).toBe(scenarios.length);
    });
  });

  describe(`${name}: the scenarios`, () => {
    test('take every transition', () => {
      expect(neverTaken(name, scenarios)).toEqual([]);
    });

    test('kill every mutant', () => {
      const { killed, survivors } = hunt(name, scenarios);
      console.log(`${name}: ${scenarios.length} scenarios, ${killed} of ${killed + survivors.length} mutants killed`);
      expect(survivors.toSorted()).toEqual(Object.keys(equivalent).toSorted());
    });
  });
}
