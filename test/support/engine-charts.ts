/** Random charts from the subset of XState that the compiler takes: nested, parallel, guarded, eventless. */
import { type AnyStateMachine, type EventObject, setup } from 'xstate';
import { effect, tell, update, when } from '../../machines/parts.ts';

type Context = { n: number };
type Numbered = EventObject & { k: number };

export type Random = (below: number) => number;

/** The same numbers for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** The last one is known to no chart. */
export const eventTypes = ['A', 'B', 'C', 'D', 'Z'] as const;

const parts = setup({
  types: { context: {} as Context, events: {} as Numbered },
  guards: {
    even: when((context: Context) => context.n % 2 === 0),
    large: when((context: Context) => context.n > 3),
    zero: when((_: Context, event: Numbered) => event.k === 0),
    both: when((context: Context, event: Numbered) => context.n % 3 === event.k),
  },
  actions: {
    one: effect(),
    two: effect(),
    add: update((context: Context) => {
      context.n = (context.n + 1) % 7;
    }),
    addEvent: update((context: Context, event: Numbered, params: { times: number }) => {
      context.n = (context.n + event.k * params.times) % 7;
    }),
    tellOther: tell('writeTurn', { type: 'RELEASE' }),
    tellComputed: tell('closeHandshake', ({ n }: Context, { k }: Numbered) => ({
      type: 'PEER_CLOSE',
      code: n * 10 + k,
    })),
    // Itself, and ever less, so that it ends.
    tellItself: tell(
      'writeLoop',
      (_: Context, { k }: Numbered) => (k > 0 ? { type: 'B', k: k - 1 } : { type: 'Z', k }) as never,
    ),
  },
});

const guards = ['even', 'large', 'zero', 'both'] as const;
const actions = [
  'one',
  { type: 'two', params: { p: 1 } },
  { type: 'two', params: { p: 2 } },
  'add',
  { type: 'addEvent', params: { times: 2 } },
  'tellOther',
  'tellComputed',
  'tellItself',
] as const;

interface Config {
  initial?: string;
  on?: object;
  entry?: unknown[];
  exit?: unknown[];
  always?: unknown[];
  states?: Record<string, Config>;
}

/** A machine for the place of the write loop. It may break a rule of the compiler: then the compiler must say so. */
export function randomChart(random: Random): AnyStateMachine {
  const root: Config = tree(random, 2 + random(3), 2);
  const parallel = random(3) === 0;
  if (!parallel) fill(random, root, root, ['A', 'B', 'C', 'D'], true);
  const regions = { left: tree(random, 2 + random(2), 1), right: tree(random, 2 + random(2), 1) };
  if (parallel) {
    fill(random, regions.left, regions.left, ['A', 'B'], false, ['left']);
    fill(random, regions.right, regions.right, ['C', 'D'], false, ['right']);
  }
  const config = parallel ? { type: 'parallel', states: regions } : root;
  return parts.createMachine({ ...config, id: 'm', context: { n: 0 } } as never) as unknown as AnyStateMachine;
}

function tree(random: Random, children: number, depth: number): Config {
  const states = Array.from({ length: children }, (_, index): [string, Config] => [
    `s${index}`,
    depth > 0 && random(5) < 2 ? tree(random, 2 + random(2), depth - 1) : {},
  ]);
  return { initial: 's0', states: Object.fromEntries(states) };
}

/** Adds actions and transitions to every state. */
function fill(
  random: Random,
  root: Config,
  node: Config,
  events: readonly string[],
  always: boolean,
  path: readonly string[] = [],
  first = true,
): void {
  const start = path[0] === undefined || path[0].startsWith('s') ? [] : path.slice(0, 1);
  const targets = pathsIn(root, start).filter((each) => each.length > start.length && each.join() !== path.join());
  const transition = (guarded: boolean, aimed: boolean) => ({
    ...(guarded ? { guard: guards[random(guards.length)] } : {}),
    ...(aimed ? { target: `#m.${targets[random(targets.length)]?.join('.')}` } : {}),
    actions: someActions(random),
  });
  const some = (aimed: () => boolean) =>
    Array.from({ length: 1 + random(3) }, (_, index) => transition(index === 0 || random(3) > 0, aimed()));
  const on = events.filter(() => random(5) < 2).map((event) => [event, some(() => random(4) > 0)]);
  node.on = Object.fromEntries(on);
  node.exit = someActions(random);
  if (!first) {
    node.entry = someActions(random);
    if (always && random(3) === 0) node.always = some(() => true);
  }
  for (const [key, child] of Object.entries(node.states ?? {})) {
    fill(random, root, child, events, always, [...path, key], first && key === 's0');
  }
}

function someActions(random: Random): unknown[] {
  return Array.from({ length: random(3) }, () => actions[random(actions.length)]);
}

function pathsIn(node: Config, path: readonly string[]): (readonly string[])[] {
  return [path, ...Object.entries(node.states ?? {}).flatMap(([key, child]) => pathsIn(child, [...path, key]))];
}
