import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import { machines } from '../../machines/index.ts';
import { effect } from '../../machines/parts.ts';
import { readChart, UnsupportedFeatureError } from '../../src/engine/chart.ts';
import { generate } from '../../src/engine/generate.ts';
import { loadGenerated } from '../support/engine-generated.ts';

const folder = new URL('../../src/engine/generated/', import.meta.url);

describe.each(Object.entries<AnyStateMachine>(machines))('the generated code of %s', (name, machine) => {
  const text = generate(machine, name);
  const committed = readFileSync(new URL(`${name}.js`, folder), 'utf8');

  it('is what the chart says now', () => {
    expect(committed, `${name}.js is older than its machine: npm run generate`).toBe(text);
  });

  it('makes no code at run time, and imports nothing', () => {
    expect(committed).not.toMatch(/\beval\b|\bFunction\b|\bimport\b|\brequire\b/);
  });

  it('has the regions and leaves of the chart', () => {
    const { regions } = readChart(machine);
    expect(loadGenerated(text).regions).toEqual(
      regions.map((region) => ({
        name: region.name,
        initial: region.initial.index,
        leaves: region.leaves.map(({ path }) => path),
      })),
    );
  });

  it('is the same every time, and from a copy of the machine', () => {
    expect(generate(machine, name)).toBe(text);
    expect(generate(machine.provide({}), name)).toBe(text);
  });

  it('tells the observer of every transition, at least in one place', () => {
    const told = new Set(
      [...text.matchAll(/observer\.transition\('(\w+)', (\d+), event\)/g)].map(([, , n]) => Number(n)),
    );
    expect([...told].sort((a, b) => a - b)).toEqual(readChart(machine).transitions.map(({ index }) => index));
  });
});

it('there is no generated file without a machine', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(machines)
      .map((name) => `${name}.js`)
      .sort(),
  );
});

it('what a chart may not use, the compiler refuses', () => {
  const machine = setup({ actions: { act: effect() } }).createMachine({
    id: 'm',
    initial: 'a',
    states: { a: { after: { 10: 'b' } }, b: {} },
  });
  expect(() => generate(machine, 'm')).toThrow(UnsupportedFeatureError);
  expect(() => generate(machine, 'm')).toThrow(/^m: state "a" uses after, which the compiled engine does not run/);
});
