import { describe, expect, test } from 'vitest';
import { machines } from '../../../machines/index.ts';
import { type ModelTransition, readModel } from '../../../visualizations/drawing/chart-model.ts';
import { arrowLines, behaviourLines, internalLines, type Line } from '../../../visualizations/drawing/labels.ts';
import { sample } from './sample-machine.ts';

const text = (line: Line) => line.pieces.map((piece) => piece.text).join(' ');

function transition(index: number, more: Partial<ModelTransition>): ModelTransition {
  return { index, source: 'a', event: 'GO', actions: [], targets: ['b'], reenter: false, ...more };
}

const refusals = ['one', 'two', 'three'].map((violation, place) =>
  transition(place, {
    guard: `is${place}`,
    candidate: place + 1,
    actions: [
      { name: 'refuse', params: { violation } },
      { name: 'fail', params: { violation } },
    ],
  }),
);

describe('beside an arrow', () => {
  test('stands a line for each transition: event, guard, actions', () => {
    const { label, tables } = arrowLines([
      transition(4, {
        guard: 'isOpen',
        candidate: 2,
        actions: [{ name: 'shut', params: { hard: true } }, { name: 'tell' }],
      }),
      transition(5, { event: '' }),
    ]);
    expect(label.map(text)).toEqual(['GO 2. [isOpen] / shut hard, tell', 'always']);
    expect(label.map((line) => line.transition)).toEqual([4, 5]);
    expect(tables).toEqual([]);
  });

  test('actions with the same parameters say them once', () => {
    expect(arrowLines(refusals.slice(0, 1)).label.map(text)).toEqual(['GO 1. [is0] / refuse & fail one']);
  });

  test('three candidates or more that differ in parameters become a table, which is named', () => {
    const { label, tables } = arrowLines([...refusals, transition(3, { candidate: 5, guard: 'isLast' })]);
    expect(label.map(text)).toEqual(['GO 1.–3.', 'GO 5. [isLast]']);
    expect(label.map((line) => line.transition)).toEqual([undefined, 3]);
    expect(tables.map(text)).toEqual(['GO / refuse & fail …', '1. [is0] one', '2. [is1] two', '3. [is2] three']);
    expect(tables.map((line) => line.transition)).toEqual([undefined, 0, 1, 2]);
  });

  test('rows that are missing in between are left out of the name', () => {
    const [first, second, third] = refusals as [ModelTransition, ModelTransition, ModelTransition];
    const { label } = arrowLines([first, second, { ...third, candidate: 4 }]);
    expect(label.map(text)).toEqual(['GO 1.–2. 4.']);
  });

  test('long lists of actions are broken, and no piece lies on another', () => {
    const names = ['takePayload', 'frameData', 'endFrame', 'endMessage', 'andOneMoreThatIsLong'];
    const [line] = arrowLines([transition(0, { actions: names.map((name) => ({ name })) })]).label;
    expect(line?.rows).toBeGreaterThan(2);
    expect(line?.width).toBeLessThan(170);
    for (const [place, piece] of (line?.pieces ?? []).entries()) {
      const next = line?.pieces[place + 1];
      if (next?.y === piece.y) expect(next.x).toBeGreaterThan(piece.x + piece.width);
    }
  });
});

test('what leads into the state itself says where', () => {
  const lines = internalLines([transition(0, { targets: ['b'] }), transition(1, { targets: [] })]);
  expect(lines.map(text)).toEqual(['GO -> b', 'GO']);
});

test('actions that XState adds for a delay are left out, others of its own have their names', () => {
  const loading = readModel(sample).states.find(({ path }) => path === 'loading');
  expect(loading?.entry.map(({ name }) => name)).toEqual(['xstate.raise', 'xstate.raise']);
  expect(loading && behaviourLines(loading).map(text)).toEqual(['invoke loader']);
  expect(arrowLines([transition(0, { actions: [{ name: 'xstate.assign' }] })]).label.map(text)).toEqual([
    'GO / assign',
  ]);
});

test('entry, exit and invoke are written down', () => {
  const { states } = readModel(machines.connection);
  expect(states.flatMap((state) => behaviourLines(state).map(text))).toEqual([
    'invoke openingHandshake, readLoop, writeLoop, writeTurn, closeHandshake, keepAlive',
    'exit / cancel connect',
    'entry / reportOpen',
    'entry / reportClosing',
    'entry / reportClosed clean',
    'entry / reportClosed not clean',
  ]);
});
