/** The interpreted engine: real XState actors, which XState's own tools can take hold of. */

import { describe, expect, it } from 'vitest';
import { Actor, type AnyActorRef, type InspectionEvent } from 'xstate';
import { type ConnectionInput, machines } from '../../machines/index.ts';
import { actorNames, type Effect, type Engine } from '../../src/engine/engine.ts';
import { bindInterpreted } from '../../src/engine/interpreted.ts';
import { alphabetOf, inputs } from '../support/engine-alphabet.ts';
import { Recorder, recordingEffects } from '../support/engine-recorder.ts';
import { makers, open, starts } from '../support/engine-starts.ts';

const input = inputs[0] as ConnectionInput;
const effects = recordingEffects(machines);
const make = bindInterpreted(effects);

describe('its actors are XState’s', () => {
  it('the connection at the root, the others found by name', () => {
    const { refs } = make(new Recorder([]), { input });
    const root = refs.connection;
    expect(root.getSnapshot().status).toBe('active');
    for (const name of actorNames) {
      const actor: AnyActorRef = refs[name];
      expect(root.system.get(name), name).toBe(actor);
      expect(actor, name).toBeInstanceOf(Actor);
      expect(actor.id).toBe(name);
      expect(actor.getSnapshot().matches).toBeTypeOf('function');
    }
    expect(Object.keys(root.getSnapshot().children).sort()).toEqual(
      actorNames.filter((name) => name !== 'connection').sort(),
    );
  });

  it('an inspector sees every event, who sent it, and every snapshot', () => {
    const seen: InspectionEvent[] = [];
    const host = new Recorder([]);
    const engine = make(host, open, (event) => seen.push(event));
    host.attach(engine, false);
    expect(seen.filter(({ type }) => type === '@xstate.actor')).toHaveLength(actorNames.length);
    seen.length = 0;
    engine.actors.keepAlive.send({ type: 'TIMER_IDLE' });
    const events = seen.flatMap((each) => {
      if (each.type !== '@xstate.event') return [];
      const from = (each.sourceRef as AnyActorRef | undefined)?.id ?? 'outside';
      return [`${from} → ${(each.actorRef as AnyActorRef).id}: ${each.event.type}`];
    });
    expect(events.slice(0, 2)).toEqual(['outside → keepAlive: TIMER_IDLE', 'keepAlive → writeTurn: WANT_IDLE_PING']);
    expect(events).toContain('writeTurn → keepAlive: TURN');
    const last = seen.findLast((each) => each.type === '@xstate.snapshot');
    expect(last).toBeDefined();
  });

  it('an observer object inspects as well as a function', () => {
    let count = 0;
    const host = new Recorder([]);
    const engine = host.attach(make(host, open, { next: () => count++ }));
    const before = count;
    engine.actors.keepAlive.send({ type: 'TIMER_IDLE' });
    expect(before).toBeGreaterThan(0);
    expect(count).toBeGreaterThan(before);
  });

  it('an inspector may keep the events: they are copies', () => {
    const seen: unknown[] = [];
    const host = new Recorder([]);
    const engine = make(host, open, (each) => each.type === '@xstate.event' && seen.push(each.event));
    host.attach(engine, false);
    seen.length = 0;
    const reused = { type: 'PAYLOAD', length: 1, badUtf8: false, openUtf8: false, inflateFault: '' } as const;
    const event: { -readonly [Key in keyof typeof reused]: unknown } = { ...reused };
    engine.actors.readLoop.send(event as never);
    event.length = 99;
    expect(seen).toEqual([reused]);
  });

  it('each engine has its own host, though the machines are provided once', () => {
    const [one, other] = [new Recorder([]), new Recorder([])];
    const first = one.attach(make(one, open));
    const second = other.attach(make(other, open));
    second.actors.writeTurn.send({ type: 'WANT_WRITE' });
    expect([one.take(), other.take().includes('writeTurn.grant')]).toEqual(['', true]);
    first.actors.writeTurn.send({ type: 'WANT_PONG' });
    expect(one.take()).toContain('{"operation":"op_pong"}');
    expect(other.take()).toBe('');
  });
});

describe('an actor that is sent an event by whoever holds it', () => {
  it('handles it as if the engine had sent it, and is busy meanwhile', () => {
    const host = new Recorder([]);
    const { arm } = effects.keepAlive;
    let engine: Engine | undefined;
    const busy: (boolean | undefined)[] = [];
    const watching: Effect<Recorder> = (...args) => {
      busy.push(engine?.busy);
      arm?.(...args);
    };
    const interpreted = bindInterpreted({ ...effects, keepAlive: { ...effects.keepAlive, arm: watching } })(host, open);
    engine = host.attach(interpreted);
    interpreted.refs.keepAlive.send({ type: 'ACTIVITY' });
    expect(busy).toEqual([true]);
    expect(engine.busy).toBe(false);
    expect(host.take()).toContain('keepAlive.arm');
  });

  it('gets it by way of the host, if that wants so', () => {
    const host = new Recorder([]);
    const engine = make(host, open);
    host.attach(engine);
    const told: unknown[] = [];
    engine.entrance = (...args) => told.push(args);
    engine.refs.writeTurn.send({ type: 'WANT_WRITE' });
    expect(told).toEqual([['writeTurn', { type: 'WANT_WRITE' }]]);
    expect(host.take()).toBe('');
    engine.actors.writeTurn.send({ type: 'WANT_WRITE' });
    expect(told).toHaveLength(1);
    expect(host.take()).toContain('writeTurn.grant');
  });
});

describe('in the middle of things', () => {
  const headers = alphabetOf('readLoop', input).get('FRAME_HEADER') ?? [];
  const middles: readonly [
    what: string,
    before: (engine: Engine) => void,
    state: string,
    after: (engine: Engine) => void,
  ][] = [
    [
      'a fragmented message',
      ({ actors }) => {
        actors.readLoop.send(headers[1] as never);
        actors.readLoop.send({ type: 'PAYLOAD', length: 1, badUtf8: false, openUtf8: true, inflateFault: '' });
      },
      'IN_MSG.header',
      ({ actors }) => {
        actors.readLoop.send(headers.find((each) => 'opcode' in each && each.opcode === 0) as never);
        actors.readLoop.send({ type: 'PAYLOAD', length: 1, badUtf8: false, openUtf8: false, inflateFault: '' });
      },
    ],
    [
      'a closing handshake',
      ({ actors }) => actors.closeHandshake.send({ type: 'CLOSE', code: 1000, writesWaiting: false }),
      'weClosed',
      ({ actors }) => {
        actors.closeHandshake.send({ type: 'PEER_CLOSE', code: 1000 });
        actors.connection.send({ type: 'TRANSPORT_ENDED' });
      },
    ],
    [
      'keep-alive awaiting its pong',
      ({ actors }) => actors.keepAlive.send({ type: 'TIMER_IDLE' }),
      'awaitingPong',
      ({ actors }) => {
        actors.keepAlive.send({ type: 'PONG' });
        actors.keepAlive.send({ type: 'TIMER_IDLE' });
        actors.keepAlive.send({ type: 'TIMER_PONG' });
      },
    ],
  ];

  it.each(middles)(
    '%s is restored on either engine, and goes on as if nothing had happened',
    (_, before, state, after) => {
      const live = (kinds: readonly ['compiled' | 'interpreted', 'compiled' | 'interpreted']) => {
        const host = new Recorder(actorNames);
        const first = host.attach(makers[kinds[0]](host, open));
        before(first);
        const snapshot = JSON.parse(JSON.stringify(first.snapshot()));
        const states = actorNames.map((name) => first.stateOf(name)).join(', ');
        first.stop();
        const second = host.attach(makers[kinds[1]](host, { snapshot }));
        expect(second.snapshot()).toEqual(snapshot);
        expect(host.log.filter((line) => line.startsWith('effect')).length).toBeGreaterThan(0);
        after(second);
        return { states, log: host.take(), end: second.snapshot() };
      };
      const whole = live(['interpreted', 'interpreted']);
      expect(whole.states).toContain(state);
      expect(live(['compiled', 'interpreted'])).toEqual(whole);
      expect(live(['interpreted', 'compiled'])).toEqual(whole);
      expect(live(['compiled', 'compiled'])).toEqual(whole);
    },
  );

  it('being restored does nothing: no effect, no transition', () => {
    for (const { beginning } of starts) {
      const host = new Recorder([]);
      host.attach(make(host, beginning));
      expect(host.take()).toBe('');
    }
  });

  it('agrees with XState on what its snapshot says', () => {
    const engine = make(new Recorder([]), open);
    const snapshot = engine.snapshot();
    for (const name of actorNames) {
      const { value, context } = engine.refs[name].getSnapshot();
      expect({ value, context }, name).toEqual(snapshot[name]);
    }
  });
});

describe('stop', () => {
  it('leaves no actor running, no name taken, no observer told', () => {
    const seen: InspectionEvent[] = [];
    const host = new Recorder([]);
    const engine = make(host, open, (event) => seen.push(event));
    host.attach(engine);
    const actors = actorNames.map((name): AnyActorRef => engine.refs[name]);
    const { system } = engine.refs.connection;
    engine.stop();
    host.take();
    seen.length = 0;

    for (const actor of actors) expect(actor.getSnapshot().status, actor.id).toBe('stopped');
    for (const name of actorNames) expect(system.get(name), name).toBe(undefined);
    expect(() => engine.actors.writeTurn.send({ type: 'WANT_WRITE' })).toThrow('the actor writeTurn has stopped');
    expect(host.take()).toBe('');
    expect(seen).toEqual([]);
    for (const actor of actors) actor.send({ type: 'ABORT', violation: 'aborted' });
    expect(host.take()).toBe('');
  });

  it('of one engine leaves another alone', () => {
    const host = new Recorder([]);
    const [one, other] = [make(host, open), host.attach(make(host, open))];
    one.stop();
    other.actors.writeTurn.send({ type: 'WANT_WRITE' });
    expect(host.take()).toContain('writeTurn.grant');
  });
});

it('an effect that nobody provides is an error that names machine and effect', () => {
  const { arm: _, ...others } = effects.keepAlive;
  expect(() => bindInterpreted({ ...effects, keepAlive: others })).toThrow('no effect arm for the machine keepAlive');
});
