/**
 * Both engines do the same: each machine alone, from every state that it can reach, on every event. The read loop, which
 * has by far the most states, is in a file of its own.
 */
import { expect, it } from 'vitest';
import { machines } from '../../machines/index.ts';
import { readChart } from '../../src/engine/chart.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { explore } from '../support/engine-alone.ts';

/** Pairs of a state and an event that must have been compared: more than each transition once. */
const pairs = {
  connection: 100,
  openingHandshake: 5000,
  writeLoop: 400,
  writeTurn: 1000,
  closeHandshake: 1500,
  keepAlive: 60,
};

it.each(Object.entries(pairs))('%s is equal on both engines in every state, on every event', (key, least) => {
  const name = key as keyof typeof pairs;
  const exploration = explore(name);
  expect(exploration.difference).toBe(undefined);

  const { transitions } = readChart(machines[name]);
  const every = transitions.map(({ index }) => index);
  expect([...exploration.fired.compiled].sort((a, b) => a - b)).toEqual(every);
  expect([...exploration.fired.interpreted].sort((a, b) => a - b)).toEqual(every);
  expect(exploration.pairs).toBeGreaterThan(Math.max(least, transitions.length));
});

it('leaves out no machine', () => {
  expect([...Object.keys(pairs), 'readLoop'].sort()).toEqual([...actorNames].sort());
});
