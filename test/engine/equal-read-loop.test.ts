/** Both engines do the same: the read loop alone, see `equal.test.ts`. */
import { expect, it } from 'vitest';
import { machines } from '../../machines/index.ts';
import { readChart } from '../../src/engine/chart.ts';
import { explore } from '../support/engine-alone.ts';

it('readLoop is equal on both engines in every state, on every event', { timeout: 120_000 }, () => {
  const { difference, fired, pairs, states } = explore('readLoop');
  expect(difference).toBe(undefined);

  const every = readChart(machines.readLoop).transitions.map(({ index }) => index);
  expect([...fired.compiled].sort((a, b) => a - b)).toEqual(every);
  expect([...fired.interpreted].sort((a, b) => a - b)).toEqual(every);
  expect(pairs).toBeGreaterThan(100_000);
  expect(states).toBeGreaterThan(900);
});
