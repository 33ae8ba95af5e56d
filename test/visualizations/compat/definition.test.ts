/** A machine rebuilt by XState 4 from the definition that its viewers are sent goes the same ways as ours. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, createActor, type EventObject, fromCallback } from 'xstate';
import { type ActorName, type ConnectionInput, machines } from '../../../machines/index.ts';
import type { ActionPart, GuardPart } from '../../../machines/parts.ts';
import { actorNames, describeState, type StateValue } from '../../../src/engine/engine.ts';
import { definitionOf } from '../../../visualizations/compat/definition.ts';
import { alphabetOf, inputs, stranger } from '../../support/engine-alphabet.ts';
import { type Random, randomFrom } from '../../support/engine-charts.ts';

type XState4 = typeof import('../../../visualizations/node_modules/xstate/lib/index.js');
const xstate4: XState4 = createRequire(new URL('../../../visualizations/package.json', import.meta.url))('xstate');

const WALKS = 30;
const STEPS = 25;

type Parts = Record<string, unknown>;
type Context = Record<string, unknown>;
type Update = (context: Context, event: EventObject, params: unknown) => void;

/** Ours, alone: nobody is told anything, and nothing is carried out. */
function alone(machine: AnyStateMachine, input: ConnectionInput) {
  const { actions, actors } = machine.implementations;
  const silent = Object.entries(actions as Parts).filter(([, part]) => !('write' in (part as object)));
  const actor = createActor(
    machine.provide({
      actions: Object.fromEntries(silent.map(([name]) => [name, () => {}])),
      actors: Object.fromEntries(Object.keys(actors).map((name) => [name, fromCallback(() => {})])),
    }),
    { input },
  );
  return actor.start();
}

/** The same machine, from JSON, with the parts that ours has. */
function rebuilt(machine: AnyStateMachine, context: unknown) {
  const definition = JSON.parse(JSON.stringify(definitionOf(machine, context)));
  const { actions, guards, actors } = machine.implementations;
  return xstate4
    .interpret(
      xstate4.createMachine(definition, {
        guards: Object.fromEntries(
          Object.entries(guards as Parts).map(([name, part]) => [name, (part as GuardPart).test as () => boolean]),
        ),
        actions: Object.fromEntries(
          Object.entries(actions as Parts).map(([name, part]) => [name, action4(part as ActionPart)]),
        ),
        services: Object.fromEntries(Object.keys(actors).map((name) => [name, () => () => {}])),
      }),
    )
    .start();
}

function action4(part: ActionPart) {
  if (!('write' in part)) return () => {};
  const write = part.write as Update;
  return xstate4.assign<Context, EventObject>((context, event, { action }) => {
    const next = { ...context };
    // XState 4 hands an action over as it was written.
    write(next, event, (action as { params?: unknown } | undefined)?.params);
    return next;
  });
}

/** Walks both; returns the states that were met. */
function walk(name: ActorName, input: ConnectionInput, random: Random): Set<string> {
  const machine: AnyStateMachine = machines[name];
  const alphabet = [...alphabetOf(name, input).values(), [stranger]];
  const ours = alone(machine, input);
  const theirs = rebuilt(machine, ours.getSnapshot().context);
  const met = new Set<string>();
  for (let step = 0; step <= STEPS; step++) {
    const { value, context } = ours.getSnapshot();
    const state = theirs.getSnapshot();
    expect({ value: state.value, context: state.context }, `${name}, step ${step}`).toEqual({ value, context });
    met.add(describeState(value as StateValue));
    const events = alphabet[random(alphabet.length)] ?? [];
    // The first few are harmless: the others end most machines at once.
    const event = events[random(random(3) === 0 ? events.length : Math.min(events.length, 3))] ?? stranger;
    ours.send(event);
    theirs.send(event);
  }
  ours.stop();
  theirs.stop();
  return met;
}

describe('definitionOf', () => {
  it.each(actorNames)('%s: rebuilt by XState 4 it is where ours is, at every step of random walks', (name) => {
    const random = randomFrom(6455);
    const met = new Set<string>();
    for (let count = 0; count < WALKS; count++) {
      const input = inputs[count % inputs.length] as ConnectionInput;
      for (const state of walk(name, input, random)) met.add(state);
    }
    // It went somewhere.
    expect(met.size).toBeGreaterThan(2);
  });

  it('has every state, transition, guard and action by its name, and what is invoked', () => {
    const { states, invoke, context } = definitionOf(machines.connection, { violation: '' });
    expect(context).toEqual({ violation: '' });
    expect(invoke.map(({ id }) => id)).toEqual(actorNames.filter((name) => name !== 'connection'));
    expect(states.closing?.entry).toEqual([{ type: 'reportClosing' }]);
    expect(states.connecting?.exit).toEqual([{ type: 'cancel', params: { timer: 'connect' } }]);
    expect(states.closing?.on.CLOSED).toEqual([
      {
        eventType: 'CLOSED',
        source: '#connection.closing',
        target: ['#connection.closed.clean'],
        cond: 'wasClean',
        actions: [],
        internal: true,
      },
      {
        eventType: 'CLOSED',
        source: '#connection.closing',
        target: ['#connection.closed.unclean'],
        actions: [],
        internal: true,
      },
    ]);
  });
});
