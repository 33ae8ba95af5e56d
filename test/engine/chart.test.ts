import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, type AnyStateNode, assign, raise, setup } from 'xstate';
import { machines } from '../../machines/index.ts';
import { effect, tell, update, when } from '../../machines/parts.ts';
import { enteredLeaf, nodesOf, readChart, transitionsOf, UnsupportedFeatureError } from '../../src/engine/chart.ts';

/** A machine with these states, in which every part exists that a test may want to name. */
function chart(config: object): AnyStateMachine {
  return setup({
    guards: { may: when(() => true), plain: () => true, 'no-name': when(() => true) },
    actions: {
      act: effect(),
      say: tell('writeTurn', { type: 'STOP' }),
      count: update(() => {}),
      unnamed: () => {},
      'no-name': effect(),
    },
    actors: { child: setup({}).createMachine({}) },
  }).createMachine({ id: 'm', context: {}, ...config } as never) as unknown as AnyStateMachine;
}

/** Two quiet states, and whatever `a` has besides. */
const inA = (a: object) => chart({ initial: 'a', states: { a, b: {} } });

const regions = (x: object, y: object, root: object = {}) =>
  chart({
    type: 'parallel',
    states: {
      x: { initial: 'a', states: { a: {}, b: {} }, ...x },
      y: { initial: 'c', states: { c: {}, d: {} }, ...y },
    },
    ...root,
  });

const refused: readonly [what: string, machine: AnyStateMachine, state: string, feature: string | RegExp][] = [
  ['history', chart({ initial: 'a', states: { a: {}, h: { type: 'history' } } }), 'h', 'a history state'],
  ['final states', chart({ initial: 'a', states: { a: {}, f: { type: 'final' } } }), 'f', 'a final state'],
  [
    'parallel below the root',
    chart({ initial: 'a', states: { a: {}, p: { type: 'parallel', states: { x: {}, y: {} } } } }),
    'p',
    'parallel below the root',
  ],
  [
    'parallel with one region',
    chart({ type: 'parallel', states: { x: { initial: 'a', states: { a: {} } } } }),
    '',
    /single region/,
  ],
  ['a region without states', regions({ initial: undefined, states: {} }, {}), 'x', 'a region without states'],
  ['a machine without states', chart({}), '', 'a region without states'],
  ['invoke below the root', inA({ invoke: { src: 'child' } }), 'a', 'invoke'],
  [
    'what becomes of an invoked actor',
    chart({ invoke: { src: 'child', onDone: '.b' }, initial: 'a', states: { a: {}, b: {} } }),
    '',
    /the event "xstate\.done/,
  ],
  [
    'onDone',
    chart({ initial: 'a', states: { a: { initial: 'z', onDone: 'b', states: { z: {} } }, b: {} } }),
    'a',
    /the event "xstate\.done/,
  ],
  ['after', inA({ after: { 10: 'b' } }), 'a', 'after'],
  ['the wildcard', inA({ on: { '*': 'b' } }), 'a', 'the wildcard "*"'],
  ['partial wildcards', inA({ on: { 'x.*': 'b' } }), 'a', 'the wildcard "x.*"'],
  ['reenter', inA({ on: { GO: { target: 'b', reenter: true } } }), 'a', 'reenter'],
  ['several targets', regions({ on: { GO: { target: ['.b', '#m.y.d'] } } }, {}), 'x', 'several targets'],
  ['a target that is the source', inA({ on: { GO: 'a' } }), 'a', 'a transition to itself'],
  ['inline function actions', inA({ on: { GO: { actions: () => {} } } }), 'a', /the action/],
  ['inline assign', inA({ on: { GO: { actions: assign({}) } } }), 'a', /the action/],
  ['inline raise', inA({ exit: raise({ type: 'GO' }) }), 'a', /the action/],
  ['named actions that are no part', inA({ on: { GO: { actions: 'unnamed' } } }), 'a', 'the action "unnamed"'],
  ['actions that do not exist', inA({ on: { GO: { actions: 'lost' } } }), 'a', 'the action "lost"'],
  [
    'computed params',
    inA({ on: { GO: { actions: { type: 'act', params: () => ({}) } } } }),
    'a',
    'computed parameters of "act"',
  ],
  ['inline guards', inA({ on: { GO: { guard: () => true, target: 'b' } } }), 'a', 'a guard that is no named part'],
  [
    'named guards that are no part',
    inA({ on: { GO: { guard: 'plain', target: 'b' } } }),
    'a',
    'a guard that is no named part',
  ],
  [
    'guards that do not exist',
    inA({ on: { GO: { guard: 'lost', target: 'b' } } }),
    'a',
    'a guard that is no named part',
  ],
  [
    'guards of always that are no part',
    inA({ on: {}, initial: 'z', states: { z: {}, y: { always: { guard: 'plain', target: 'z' } } } }),
    'a.y',
    'a guard that is no named part',
  ],
  [
    'actions on initial transitions',
    chart({ initial: { target: 'a', actions: 'act' }, states: { a: {} } }),
    '',
    'actions on an initial transition',
  ],
  ['entry of the initial state', inA({ entry: 'act' }), 'a', 'an action or transition on being entered first'],
  [
    'entry of an ancestor of the initial state',
    inA({ initial: 'z', entry: 'act', states: { z: {} } }),
    'a',
    /entered first/,
  ],
  ['entry of the root', chart({ entry: 'act', initial: 'a', states: { a: {} } }), '', /entered first/],
  ['entry of a parallel root', regions({}, {}, { entry: 'act' }), '', /entered first/],
  ['always in the initial state', inA({ always: { guard: 'may', target: 'b' } }), 'a', /entered first/],
  [
    'always in an ancestor of the initial state',
    inA({ initial: 'z', always: { guard: 'may', target: 'b' }, states: { z: {} } }),
    'a',
    /entered first/,
  ],
  [
    'an event of two regions',
    regions({ on: { GO: '.b' } }, { on: { GO: '.d' } }),
    'y',
    'the event GO, which "x" handles, too',
  ],
  ['targets in another region', regions({ on: { GO: '#m.y.d' } }, {}), 'x', 'a transition into another region'],
  [
    'targets that are a whole region',
    regions({ states: { a: { on: { GO: '#m.x' } }, b: {} } }, {}),
    'x.a',
    'a transition to a whole region',
  ],
  ['transitions of a parallel root', regions({}, {}, { on: { GO: '.x.b' } }), '', 'transitions on a parallel root'],
  [
    'always in two regions',
    regions({ states: { a: {}, b: { always: 'a' } } }, { states: { c: {}, d: { always: 'c' } } }),
    'x.b',
    'an eventless transition beside another region',
  ],
  [
    'always in one of two regions',
    regions({}, { states: { c: {}, d: { always: 'c' } } }),
    'y.d',
    /beside another region/,
  ],
  [
    'always without a target',
    chart({ initial: 'a', states: { a: {}, b: { always: { guard: 'may', actions: 'act' } } } }),
    'b',
    'an eventless transition without a target',
  ],
  [
    'circles of always',
    chart({
      initial: 'a',
      states: { a: {}, b: { always: { guard: 'may', target: 'c' } }, c: { always: { guard: 'may', target: 'b' } } },
    }),
    'b',
    'eventless transitions in a circle',
  ],
  [
    'always that leads back to its own state',
    chart({ initial: 'a', states: { a: {}, b: { initial: 'z', always: '.z', states: { z: {} } } } }),
    'b.z',
    'eventless transitions in a circle',
  ],
  [
    'states whose names would break the code',
    chart({ initial: 'a', states: { a: {}, 'b\n': {} } }),
    'b\n',
    /the state "b\\n"/,
  ],
  ['events whose names would break the code', inA({ on: { "it's": 'b' } }), 'a', `the event "it's"`],
  ['actions whose names are no identifiers', inA({ on: { GO: { actions: 'no-name' } } }), 'a', 'the action "no-name"'],
  [
    'guards whose names are no identifiers',
    inA({ on: { GO: { guard: 'no-name', target: 'b' } } }),
    'a',
    'the guard "no-name"',
  ],
  [
    'regions whose names are no identifiers',
    chart({
      type: 'parallel',
      states: { 'x-1': { initial: 'a', states: { a: {} } }, y: { initial: 'a', states: { a: {} } } },
    }),
    'x-1',
    'the region "x-1"',
  ],
  [
    'regions named like a field of an actor',
    chart({
      type: 'parallel',
      states: { busy: { initial: 'a', states: { a: {} } }, y: { initial: 'a', states: { a: {} } } },
    }),
    'busy',
    'the region "busy"',
  ],
];

describe('what the compiled engine does not run is refused', () => {
  it.each(refused)('%s', (_, machine, state, feature) => {
    const error = refusalOf(machine);
    expect(error).toBeInstanceOf(UnsupportedFeatureError);
    expect(error?.machine).toBe('m');
    expect(error?.state).toBe(state);
    if (typeof feature === 'string') expect(error?.feature).toBe(feature);
    else expect(error?.feature).toMatch(feature);
    expect(error?.message).toContain(`m: state "${state || '(root)'}" uses ${error?.feature}`);
  });
});

describe('what it runs is read', () => {
  const accepted: readonly [what: string, machine: AnyStateMachine][] = [
    [
      'updates, tells, effects and parameters',
      inA({ on: { GO: { actions: ['count', 'say', { type: 'act', params: { n: 1 } }] } } }),
    ],
    [
      'entry and exit of later states',
      chart({ initial: 'a', states: { a: { exit: 'act', on: { GO: 'b' } }, b: { entry: ['act', 'say'] } } }),
    ],
    [
      'guards, and a forbidden event',
      inA({ on: { GO: [{ guard: 'may', target: 'b' }, { actions: 'act' }], STOP: {} } }),
    ],
    [
      'always that leads on',
      chart({
        initial: 'a',
        states: { a: { on: { GO: 'b' } }, b: { always: [{ guard: 'may', target: 'c' }, 'a'] }, c: {} },
      }),
    ],
    ['regions with events of their own', regions({ on: { GO: '.b' } }, { on: { STOP: '.d' } })],
    ['actors of the whole machine', chart({ invoke: { src: 'child' }, initial: 'a', states: { a: {} } })],
  ];
  it.each(accepted)('%s', (_, machine) => {
    expect(refusalOf(machine)).toBe(undefined);
  });
});

describe.each(Object.entries<AnyStateMachine>(machines))('the chart of %s', (_, machine) => {
  const chart = readChart(machine);

  it('has every transition that XState has, once', () => {
    let count = 0;
    const walk = (node: AnyStateNode) => {
      for (const transitions of node.transitions.values()) count += transitions.length;
      count += node.always?.length ?? 0;
      Object.values(node.states).forEach(walk);
    };
    walk(machine.root);
    expect(chart.transitions).toHaveLength(count);
    expect(chart.transitions.map(({ index }) => index)).toEqual([...Array(count).keys()]);
  });

  it('finds the record of each XState transition, also in a copy of the machine', () => {
    const copy = machine.provide({});
    expect(copy.root).not.toBe(machine.root);
    const found = nodesOf(copy.root).flatMap(transitionsOf).map(chart.transitionOf);
    expect(found).toEqual([...chart.transitions]);
  });

  it('says of each transition what the definition says', () => {
    const definitions = nodesOf(machine.root).flatMap(transitionsOf);
    for (const { index, source, event, target, guard, actions } of chart.transitions) {
      const definition = definitions[index];
      expect(definition?.source.path.join('.')).toBe(source);
      expect(definition?.eventType).toBe(event);
      expect(definition?.target?.[0]?.path.join('.')).toBe(target);
      expect(definition?.guard).toEqual(guard);
      expect(definition?.actions.map(nameOf)).toEqual(actions.map(({ name }) => name));
    }
  });

  it('has every atomic state as a leaf of one region, and begins where XState begins', () => {
    const atomic = nodesOf(machine.root).filter((node) => node.type === 'atomic');
    expect(chart.regions.flatMap(({ leaves }) => leaves.map(({ node }) => node))).toEqual(atomic);
    for (const { root, initial, leaves } of chart.regions) {
      expect(initial.node).toBe(enteredLeaf(root));
      expect(leaves.map(({ index }) => index)).toEqual([...leaves.keys()]);
    }
  });
});

function nameOf(action: unknown): unknown {
  return typeof action === 'string' ? action : (action as { type: unknown }).type;
}

function refusalOf(machine: AnyStateMachine): UnsupportedFeatureError | undefined {
  try {
    readChart(machine);
    return undefined;
  } catch (error) {
    return error as UnsupportedFeatureError;
  }
}
