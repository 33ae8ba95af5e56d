/** The compiled engine: its mailboxes, restoring, and what it says about itself. */

import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import { type ActorName, type ConnectionInput, machines } from '../../machines/index.ts';
import { effect, tell } from '../../machines/parts.ts';
import { bindCompiled, type CompiledModules } from '../../src/engine/compiled.ts';
import { actorNames, type Engine, type EngineKind, type SystemSnapshot } from '../../src/engine/engine.ts';
import { bindInterpreted, type Machines } from '../../src/engine/interpreted.ts';
import { stub } from '../support/engine-alone.ts';
import { eventTypesOf, inputs } from '../support/engine-alphabet.ts';
import { compile } from '../support/engine-generated.ts';
import { type Answer, Recorder, recordingEffects } from '../support/engine-recorder.ts';
import { makers, open, starts } from '../support/engine-starts.ts';

const input = inputs[0] as ConnectionInput;
const sendMessage = { type: 'SEND_MSG', compressed: false } as const;
const beginMessage = { type: 'BEGIN_MSG', compressed: false } as const;
const kinds: readonly EngineKind[] = ['compiled', 'interpreted'];

/** Two machines that send to each other and to themselves, in the places of the write loop and the write turn. */
const ping = machine({
  id: 'writeLoop',
  initial: 'a',
  on: { END_MSG: { actions: 'note' } },
  states: {
    a: { exit: 'note', on: { SEND_MSG: { target: 'b', actions: ['tellTurn', 'tellSelf', 'act'] } } },
    b: { entry: 'note', on: { SEND_MSG: { actions: 'act' }, BEGIN_MSG: { target: 'a', actions: 'act' } } },
  },
});
const pong = machine({
  id: 'writeTurn',
  initial: 'c',
  states: {
    c: { on: { RELEASE: { target: 'd', actions: ['act', 'tellLoop'] } } },
    d: { on: { RELEASE: { target: 'c', actions: 'act' } } },
  },
});

function machine(config: object): AnyStateMachine {
  return setup({
    actions: {
      act: effect(),
      note: effect(),
      tellTurn: tell('writeTurn', { type: 'RELEASE' }),
      tellLoop: tell('writeLoop', { type: 'END_MSG' }),
      tellSelf: tell('writeLoop', sendMessage),
    },
  }).createMachine(config as never) as unknown as AnyStateMachine;
}

const own: Machines = {
  ...(Object.fromEntries(actorNames.map((name) => [name, stub(name, eventTypesOf(name))])) as unknown as Machines),
  writeLoop: ping,
  writeTurn: pong,
};

/** What happens when `SEND_MSG` is sent to the write loop and the host answers its first effect in this way. */
function lifeOf(kind: EngineKind, answer: (engine: Engine) => void): string {
  const effects = recordingEffects(own);
  const modules = Object.fromEntries(actorNames.map((name) => [name, compile(own[name], name)])) as CompiledModules;
  let answered = false;
  const once: Answer = (engine, actor, name) => {
    if (answered || actor !== 'writeLoop' || name !== 'act') return;
    answered = true;
    answer(engine);
  };
  const host = new Recorder(['writeLoop', 'writeTurn'], once);
  const make = { compiled: bindCompiled(effects, modules, own), interpreted: bindInterpreted(effects, own) }[kind];
  const engine = host.attach(make(host, { input }));
  engine.actors.writeLoop.send(sendMessage);
  return `${host.take()}\n${JSON.stringify(engine.snapshot())}`;
}

describe('events from inside of an effect', () => {
  const answers: readonly [what: string, answer: (engine: Engine) => void][] = [
    ['none', () => {}],
    ['to the busy actor itself', ({ actors }) => actors.writeLoop.send(beginMessage)],
    ['to another actor, which sends back', ({ actors }) => actors.writeTurn.send({ type: 'RELEASE' })],
    [
      'to itself, to another, and to itself again',
      ({ actors }) => {
        actors.writeLoop.send(beginMessage);
        actors.writeTurn.send({ type: 'RELEASE' });
        actors.writeLoop.send({ type: 'END_MSG' });
      },
    ],
  ];

  it.each(answers)('%s: meet the same order as in XState', (_, answer) => {
    expect(lifeOf('compiled', answer)).toBe(lifeOf('interpreted', answer));
  });

  it('wait until the busy actor is done, in the order in which they came', () => {
    const life = lifeOf('compiled', ({ actors }) => {
      actors.writeLoop.send({ type: 'END_MSG' });
      actors.writeLoop.send(beginMessage);
    });
    const transitions = [...life.matchAll(/transition (\w+) \d+ {"type":"(\w+)"/g)].map(
      ([, actor, type]) => `${actor} ${type}`,
    );
    expect(transitions).toEqual([
      'writeLoop SEND_MSG',
      // Its own tells go out in the state that it has reached; what it was sent meanwhile comes after.
      'writeTurn RELEASE',
      'writeLoop END_MSG',
      'writeLoop BEGIN_MSG',
      'writeLoop END_MSG',
      'writeLoop SEND_MSG',
      'writeTurn RELEASE',
      'writeLoop SEND_MSG',
    ]);
  });
});

describe.each(kinds)('busy, on the %s engine', (kind) => {
  it('is true inside of an effect, of another actor, too, and false between events', () => {
    const seen: boolean[] = [];
    const host = new Recorder([], (engine) => seen.push(engine.busy));
    const engine = host.attach(makers[kind](host, open));
    expect(engine.busy).toBe(false);
    engine.actors.writeTurn.send({ type: 'WANT_WRITE' });
    engine.actors.keepAlive.send({ type: 'TIMER_IDLE' });
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([true]));
    expect(engine.busy).toBe(false);
  });

  it('is false again after events that had to wait', () => {
    const host = new Recorder([], (engine, actor, name) => {
      if (actor === 'writeTurn' && name === 'grant') engine.actors.writeTurn.send({ type: 'RELEASE' });
    });
    const engine = host.attach(makers[kind](host, open));
    engine.actors.writeTurn.send({ type: 'WANT_WRITE' });
    expect(engine.stateOf('writeTurn')).toBe('free');
    expect(engine.busy).toBe(false);
  });
});

describe('restoring', () => {
  const snapshot = makers.compiled(new Recorder([]), { input }).snapshot();
  const withValue = (name: ActorName, value: SystemSnapshot[ActorName]['value']): SystemSnapshot => ({
    ...snapshot,
    [name]: { ...snapshot[name], value },
  });

  it.each([
    ['a state that does not exist', 'writeTurn', 'nowhere', 'writeTurn has no state nowhere'],
    ['a state that is no leaf', 'writeTurn', 'held', 'writeTurn has no state held'],
    ['a leaf that does not exist', 'writeTurn', { held: 'nowhere' }, 'writeTurn has no state held.nowhere'],
    [
      'a region in an unknown state',
      'readLoop',
      { message: 'nowhere', flow: 'flowing' },
      'readLoop has no state message.nowhere | flow.flowing',
    ],
    ['a region that is missing', 'readLoop', { message: 'waiting' }, 'readLoop has no state message.waiting'],
    ['a machine with regions by one name', 'readLoop', 'waiting', 'readLoop has no state waiting'],
  ] as const)('%s is a clear error, the same on both engines', (_, name, value, message) => {
    const broken = withValue(name, value);
    for (const kind of kinds) expect(() => makers[kind](new Recorder([]), { snapshot: broken })).toThrow(message);
  });

  it('does not hold on to the snapshot', () => {
    const { beginning } = starts.find((each) => 'snapshot' in each.beginning) as (typeof starts)[number];
    const text = JSON.stringify(beginning);
    const engine = makers.compiled(new Recorder([]), beginning);
    const host = new Recorder([]);
    host.attach(engine);
    for (const name of actorNames) {
      for (const type of eventTypesOf(name).filter((each) => /^(WANT_|STOP|START)/.test(each))) {
        const actor: { send(event: never): void } = makers.compiled(host, beginning).actors[name];
        actor.send({ type } as never);
      }
    }
    expect(JSON.stringify(beginning)).toBe(text);
  });
});

it('two engines of the same effects share nothing', () => {
  const [one, other] = [new Recorder([]), new Recorder([])];
  const first = one.attach(makers.compiled(one, open));
  const second = other.attach(makers.compiled(other, open));
  first.actors.writeTurn.send({ type: 'WANT_WRITE' });
  expect(one.take()).toContain('writeTurn.grant');
  expect(other.take()).toBe('');
  expect(second.stateOf('writeTurn')).toBe('free');
});

it('makes each machine’s context as the machine says', () => {
  const snapshot = makers.compiled(new Recorder([]), { input }).snapshot();
  expect(snapshot).toEqual(makers.interpreted(new Recorder([]), { input }).snapshot());
  expect(snapshot.readLoop.context).toMatchObject({ role: input.role, maxFrameSize: input.maxFrameSize });
  expect(Object.keys(snapshot)).toEqual(Object.keys(machines));
});
