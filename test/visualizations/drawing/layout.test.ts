/** Charts of odd shapes; those that are published are looked at in charts.test.ts. */
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { readModel } from '../../../visualizations/drawing/chart-model.ts';
import { layOut } from '../../../visualizations/drawing/layout.ts';
import { drawChart } from '../../../visualizations/drawing/svg.ts';

async function indicesOf(machine: Parameters<typeof readModel>[0]): Promise<number[]> {
  const svg = drawChart(await layOut(readModel(machine)));
  return [...svg.matchAll(/ data-transition="(\d+)"/g)].map(([, index]) => Number(index)).sort((a, b) => a - b);
}

test('a machine of one state is a frame with its name', async () => {
  const { states, arrows, width, height } = await layOut(readModel(createMachine({ id: 'one' })));
  expect(states.map(({ state, box }) => [state.key, box])).toEqual([['one', { x: 0, y: 0, width, height }]]);
  expect(arrows).toEqual([]);
});

test('transitions to the machine, to a state around, to itself are drawn or listed', async () => {
  const machine = createMachine({
    id: 'odd',
    initial: 'a',
    states: {
      a: {
        initial: 'b',
        on: { SELF: 'a' },
        states: { b: { on: { ROOT: '#odd', UP: '#odd.a', SELF: { target: 'b', reenter: true } } }, c: {} },
      },
    },
  });
  expect(await indicesOf(machine)).toEqual([0, 1, 2, 3]);
});

test('regions with an arrow between them stay in one drawing', async () => {
  const region = { initial: 'p', states: { p: { on: { GO: '#par.b.q' } }, q: {} } };
  const machine = createMachine({ id: 'par', type: 'parallel', on: { X: '.a.q' }, states: { a: region, b: region } });
  const { states } = await layOut(readModel(machine));
  expect(states.filter((each) => each.region).map(({ state }) => state.path)).toEqual(['a', 'b']);
  expect(await indicesOf(machine)).toEqual([0, 1, 2]);
});

test('regions without one are side by side', async () => {
  const region = { initial: 'p', states: { p: { on: { GO: 'q' } }, q: {} } };
  const machine = createMachine({ id: 'par', type: 'parallel', states: { a: region, b: region } });
  const { states, dots } = await layOut(readModel(machine));
  const [a, b] = states.filter((each) => each.region).map(({ box }) => box);
  expect(a?.y).toBe(b?.y);
  expect(b?.x).toBeGreaterThan((a?.x ?? 0) + (a?.width ?? 0));
  expect(dots.map(({ path }) => path)).toEqual(['a', 'b']);
});
