import { describe, expect, test } from 'vitest';
import { createActor, setup } from 'xstate';
import { machines } from '../../machines/index.ts';
import { type ActionPart, effect, type GuardPart, tell, update, when } from '../../machines/parts.ts';

interface Counter {
  count: number;
}
type Add = { type: 'ADD'; amount: number };

const add = update((context: Counter, event: Add) => {
  context.count += event.amount;
});
const addMore = update((context: Counter, _: Add, params: { more: number }) => {
  context.count += params.more;
});
const isPositive = when((_: Counter, event: Add) => event.amount > 0);

const counter = setup({
  types: { context: {} as Counter, events: {} as Add },
  guards: { isPositive },
  actions: { add, addMore },
}).createMachine({
  context: { count: 1 },
  on: { ADD: { guard: 'isPositive', actions: ['add', { type: 'addMore', params: { more: 10 } }] } },
});

/** Every part of the real machines, with its machine and its name. */
const allActions = Object.entries(machines).flatMap(([machine, { implementations }]) =>
  Object.entries(implementations.actions as unknown as Record<string, ActionPart>).map(
    ([name, part]) => [`${machine}.${name}`, part] as const,
  ),
);
const allGuards = Object.entries(machines).flatMap(([machine, { implementations }]) =>
  Object.entries(implementations.guards as unknown as Record<string, GuardPart>).map(
    ([name, part]) => [`${machine}.${name}`, part] as const,
  ),
);

describe('parts', () => {
  test('an update writes in place for the compiled engine', () => {
    const context = { count: 1 };
    (add as unknown as { write(context: Counter, event: Add): void }).write(context, { type: 'ADD', amount: 2 });
    expect(context).toEqual({ count: 3 });
  });

  test('an update gives XState a new context and leaves the old one as it was', () => {
    const actor = createActor(counter).start();
    const before = actor.getSnapshot().context;
    actor.send({ type: 'ADD', amount: 2 });
    expect(actor.getSnapshot().context).toEqual({ count: 13 });
    expect(before).toEqual({ count: 1 });
  });

  test('a guard asks the same of both engines', () => {
    const actor = createActor(counter).start();
    actor.send({ type: 'ADD', amount: -2 });
    expect(actor.getSnapshot().context).toEqual({ count: 1 });
    expect(isPositive.test({ count: 0 } as never, { type: 'ADD', amount: -2 } as never)).toBe(false);
    expect(isPositive.test({ count: 0 } as never, { type: 'ADD', amount: 2 } as never)).toBe(true);
  });

  test('a tell says whom it is for, and what it tells', () => {
    const part = tell('writeTurn', { type: 'RELEASE' });
    expect(part.tell).toEqual({ to: 'writeTurn', event: { type: 'RELEASE' } });
  });

  test('an effect does nothing of its own', () => {
    const part = effect() as unknown as (args: object) => unknown;
    expect(part({})).toBeUndefined();
  });

  test.each(allActions)('%s is an update, a tell or an effect, and only one of them', (_, part) => {
    expect(['write', 'tell', 'effect'].filter((kind) => kind in part)).toHaveLength(1);
  });

  test.each(allGuards)('%s can be asked by the compiled engine', (_, part) => {
    expect(part.test).toBeTypeOf('function');
  });

  test('a part that no chart names is not kept', () => {
    const unused = Object.entries(machines).flatMap(([machine, { config, implementations }]) => {
      const text = JSON.stringify(config);
      const names = [...Object.keys(implementations.actions), ...Object.keys(implementations.guards)];
      return names.filter((name) => !text.includes(`"${name}"`)).map((name) => `${machine}.${name}`);
    });
    expect(unused).toEqual([]);
  });
});
