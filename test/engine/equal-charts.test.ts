/** Both engines do the same for charts that nobody has written yet: what the compiler takes, it runs as XState does. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readChart, UnsupportedFeatureError } from '../../src/engine/chart.ts';
import { bindCompiled, type CompiledModule, type CompiledModules } from '../../src/engine/compiled.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { bindInterpreted } from '../../src/engine/interpreted.ts';
import { withStubs } from '../support/engine-alone.ts';
import { inputs } from '../support/engine-alphabet.ts';
import { eventTypes, type Random, randomChart, randomFrom } from '../support/engine-charts.ts';
import { compile } from '../support/engine-generated.ts';
import { Recorder, recordingEffects } from '../support/engine-recorder.ts';

const name = 'writeLoop';
const stubs = withStubs(name);
const compiledStubs = new Map<string, CompiledModule>(actorNames.map((each) => [each, compile(stubs[each], each)]));

interface Found {
  readonly eventless: number;
  readonly fired: number;
  readonly difference: string | undefined;
}

/** Undefined where the compiler refuses the chart. */
function compare(random: Random): Found | undefined {
  const machine = randomChart(random);
  let module: CompiledModule;
  try {
    module = compile(machine, name);
  } catch (error) {
    if (error instanceof UnsupportedFeatureError) return undefined;
    throw error;
  }
  const own = { ...stubs, [name]: machine };
  const effects = recordingEffects(own);
  const modules = Object.fromEntries([...compiledStubs, [name, module]]) as unknown as CompiledModules;
  const hosts = { compiled: new Recorder([name]), interpreted: new Recorder([name]) };
  const [input] = inputs;
  if (input === undefined) throw new Error('no input');
  const compiled = hosts.compiled.attach(bindCompiled(effects, modules, own)(hosts.compiled, { input }));
  const interpreted = hosts.interpreted.attach(bindInterpreted(effects, own)(hosts.interpreted, { input }));
  let difference: string | undefined;
  for (let step = 0; step < 24 && difference === undefined; step++) {
    const event = { type: eventTypes[random(eventTypes.length)], k: random(3) };
    const [one, other] = [compiled, interpreted].map((engine) => {
      engine.actors[name].send(event as never);
      return `${hosts[engine.kind].take()}\n${JSON.stringify(engine.snapshot()[name])}`;
    });
    if (one !== other) {
      difference = `on ${JSON.stringify(event)}\n${one}\n---\n${other}\n${JSON.stringify(machine.config, null, 1)}`;
    }
  }
  const fired = hosts.interpreted.fired.get(name) ?? new Set();
  const { transitions } = readChart(machine);
  const eventless = [...fired].filter((index) => transitions[index]?.event === '').length;
  return { eventless, fired: fired.size, difference };
}

it('random charts run alike on both engines, or are refused', { timeout: 120_000 }, () => {
  const found: Found[] = [];
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (seed) => {
      const comparison = compare(randomFrom(seed));
      fc.pre(comparison !== undefined);
      found.push(comparison);
      expect(comparison.difference).toBe(undefined);
    }),
    { seed: 6455, numRuns: 300, maxSkipsPerRun: 20 },
  );
  expect(found.length).toBeGreaterThanOrEqual(300);
  expect(found.reduce((sum, { fired }) => sum + fired, 0)).toBeGreaterThan(1500);
  expect(found.reduce((sum, { eventless }) => sum + eventless, 0)).toBeGreaterThan(100);
});
