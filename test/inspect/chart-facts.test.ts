import { expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { readChart } from '../../src/engine/chart.ts';
import { chartFacts, stateAfter } from '../../src/inspect/chart-facts.ts';
import { actors } from '../../src/inspect/words.ts';

test.each(actors)('%s: every transition leads to a leaf of its region, or stays', (actor) => {
  const { chart, destinations } = chartFacts(actor);
  expect(destinations).toHaveLength(readChart(machines[actor]).transitions.length);
  for (const [index, { target }] of chart.transitions.entries()) {
    const destination = destinations[index];
    if (target === undefined) expect(destination).toBeUndefined();
    else {
      const leaves = chart.regions[destination?.region ?? -1]?.leaves.map(({ path }) => path);
      expect(leaves).toContain(destination?.leaf);
    }
  }
});

test('a chart is read once', () => {
  expect(chartFacts('readLoop')).toBe(chartFacts('readLoop'));
});

/** Position of the transition of `actor` on `event` from `source`. */
function transition(actor: (typeof actors)[number], source: string, event: string): number {
  const { transitions } = chartFacts(actor).chart;
  const found = transitions.findIndex((each) => each.source === source && each.event === event);
  if (found < 0) throw new Error(`${actor} has nothing on ${event} in ${source}`);
  return found;
}

test('of a parallel machine only the region that moves moves', () => {
  const pause = transition('readLoop', 'flow.flowing', 'PAUSE');
  expect(stateAfter('readLoop', 'message.NONE.header | flow.flowing', pause)).toBe(
    'message.NONE.header | flow.suspended',
  );
  expect(stateAfter('readLoop', '', pause)).toBe('message.? | flow.suspended');
});

test('of any other the state is where it leads', () => {
  expect(stateAfter('writeLoop', 'NONE', transition('writeLoop', 'NONE', 'BEGIN_MSG'))).toBe('MSG_BEGIN');
  expect(stateAfter('writeLoop', 'NONE', transition('writeLoop', 'NONE', 'SEND_MSG'))).toBe('NONE');
  expect(stateAfter('writeLoop', 'IN_MSG.inFrame', 100_000)).toBe('IN_MSG.inFrame');
});
