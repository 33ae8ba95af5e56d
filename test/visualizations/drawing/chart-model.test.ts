import { describe, expect, test } from 'vitest';
import { machines } from '../../../machines/index.ts';
import { readChart } from '../../../src/engine/chart.ts';
import { type AnyStateMachine, eventText, readModel } from '../../../visualizations/drawing/chart-model.ts';
import { sample } from './sample-machine.ts';

const all: Record<string, AnyStateMachine> = { ...machines, sample };

/** XState's own list of a machine's nodes. */
function nodesOf(machine: AnyStateMachine) {
  return [...(machine as unknown as { idMap: Map<string, AnyStateMachine['root']> }).idMap.values()];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

describe.each(Object.entries(all))('%s', (_, machine) => {
  const model = readModel(machine);
  const nodes = nodesOf(machine);
  const definitions = nodes.flatMap((node) => [...[...node.transitions.values()].flat(), ...(node.always ?? [])]);

  test('has every state, with its type and what it enters first', () => {
    expect(model.states.map(({ path, type }) => `${path} ${type}`).sort()).toEqual(
      nodes.map(({ path, type }) => `${path.join('.')} ${type}`).sort(),
    );
    const compound = nodes.filter(({ type }) => type === 'compound');
    expect(
      model.states.flatMap(({ path, initial }) => (initial === undefined ? [] : [[path, initial]])).sort(),
    ).toEqual(compound.map((node) => [node.path.join('.'), node.initial.target[0]?.path.join('.')]).sort());
  });

  test('has every entry, exit and invoke', () => {
    expect(sum(model.states.map(({ entry }) => entry.length))).toBe(sum(nodes.map(({ entry }) => entry.length)));
    expect(sum(model.states.map(({ exit }) => exit.length))).toBe(sum(nodes.map(({ exit }) => exit.length)));
    expect(model.states.flatMap(({ invoke }) => invoke)).toEqual(
      nodes.flatMap(({ invoke }) => invoke.map(({ id }) => id)),
    );
  });

  test('has every transition, with its guard, actions and targets', () => {
    expect(model.transitions.length).toBe(definitions.length);
    expect(model.transitions.map(({ event }) => event).sort()).toEqual(
      definitions.map((each) => each.eventType).sort(),
    );
    expect(model.transitions.filter(({ guard }) => guard !== undefined).length).toBe(
      definitions.filter(({ guard }) => guard !== undefined).length,
    );
    expect(sum(model.transitions.map(({ actions }) => actions.length))).toBe(
      sum(definitions.map(({ actions }) => actions.length)),
    );
    expect(sum(model.transitions.map(({ targets }) => targets.length))).toBe(
      sum(definitions.map(({ target }) => target?.length ?? 0)),
    );
    expect(model.transitions.map(({ index }) => index)).toEqual(definitions.map((_, index) => index));
  });
});

test.each(Object.entries<AnyStateMachine>(machines))('%s counts transitions as the engines do', (_, machine) => {
  const { transitions } = readModel(machine);
  expect(
    transitions.map(({ index, source, event, guard, actions, targets }) => ({
      index,
      source,
      event,
      guard,
      actions: actions.map(({ name, params }) => ({ name, params })),
      target: targets[0],
    })),
  ).toEqual(readChart(machine).transitions);
});

describe('of a machine with everything', () => {
  const { states, transitions } = readModel(sample);
  const on = (event: string) => transitions.filter((each) => eventText(each.event) === event);

  test('events of XState’s own are said in words', () => {
    expect(new Set(transitions.map(({ event }) => eventText(event)))).toEqual(
      new Set([
        ...['*', 'RESET', 'L', 'JUMP', 'AGAIN', 'RESUME', 'RETRY', 'always', 'done'],
        ...['done loader', 'error loader', 'after 1000 ms', 'after patience'],
      ]),
    );
  });

  test('guards and actions that have no name are there, and combined guards say of what', () => {
    expect(on('always')[0]?.guard).toBe('and(isReady, not(isLate))');
    const ended = on('done').find(({ targets }) => targets[0] === 'ended');
    expect([ended?.guard, ended?.actions]).toEqual(['(inline)', [{ name: '(inline)' }]]);
  });

  test('several targets, several candidates and re-entering are told apart', () => {
    expect(on('JUMP').map(({ candidate, targets, reenter }) => [candidate, targets, reenter])).toEqual([
      [1, ['work.both.left.z'], false],
      [2, ['work.both.left.z', 'work.both.right.z'], true],
    ]);
  });

  test('parameters are kept, the built-in actions have their names', () => {
    expect(states.find(({ path }) => path === 'work')?.entry).toEqual([
      { name: 'clear' },
      { name: 'log', params: { text: 'in' } },
    ]);
  });
});
