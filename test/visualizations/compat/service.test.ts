/** An actor of XState 5 as `@xstate/inspect` would find it: told in the order of XState 4, moved by what it is sent. */
import { expect, it } from 'vitest';
import { Service } from '../../../visualizations/compat/service.ts';
import { pair } from '../../support/sockets.ts';

/** The read loop of a live connection as a service, and what whoever put itself in front of it has seen. */
async function inFront() {
  const { client } = await pair({ engine: 'interpreted' });
  const { actors } = client;
  if (actors === undefined) throw new Error('no actors');
  const service = new Service(actors.readLoop, '7.readLoop');
  const seen: string[] = [];
  const { send } = service;
  service.send = (event) => {
    seen.push(`event ${event.name}`);
    send(event);
  };
  service.subscribe((state) => seen.push(`state ${JSON.stringify(state.value)} after ${state.event.type}`));
  service.onStop(() => seen.push('stop'));
  service.onStop(() => seen.push('stop, told to another'));
  return { actor: actors.readLoop, service, seen };
}

const pause = {
  $$type: 'scxml',
  type: 'external',
  name: 'PAUSE',
  data: { type: 'PAUSE' },
} as const;

it('has the name and chart of its machine, the state that it is in, and the session that it was given', async () => {
  const { actor, service } = await inFront();
  expect(service).toMatchObject({ id: 'readLoop', sessionId: '7.readLoop' });
  expect(service.machine.toJSON()).toBe(service.machine.definition);
  expect(service.machine.definition).toMatchObject({ id: 'readLoop', context: actor.getSnapshot().context });
  expect(service.state).toMatchObject({
    value: { message: { NONE: 'header' }, flow: 'flowing' },
    context: actor.getSnapshot().context,
    _event: { name: 'xstate.init' },
    _sessionid: '7.readLoop',
    done: false,
  });
});

it('tells of an event without sending it once more, and of the state that it has led to', async () => {
  const { actor, service, seen } = await inFront();
  service.hasBeenSent(pause.data);
  expect(actor.getSnapshot().value).toMatchObject({ flow: 'flowing' });
  service.isIn({ ...actor.getSnapshot(), value: 'elsewhere' } as never, pause.data);
  expect(seen).toEqual(['event PAUSE', 'state "elsewhere" after PAUSE']);
  expect(service.state.value).toBe('elsewhere');
});

it('sends its actor what it is sent, and does not tell of that again', async () => {
  const { actor, service, seen } = await inFront();
  const { system } = actor;
  system.inspect((told) => {
    if (told.type === '@xstate.event' && told.actorRef === actor) service.hasBeenSent(told.event);
  });
  service.send(pause);
  expect(actor.getSnapshot().value).toMatchObject({ flow: 'suspended' });
  expect(seen).toEqual(['event PAUSE']);
  actor.send({ type: 'RESUME' });
  expect(seen).toEqual(['event PAUSE', 'event RESUME']);
});

it('is done when its actor is', async () => {
  const { actor, service } = await inFront();
  service.isIn({ ...actor.getSnapshot(), status: 'done' } as never, { type: 'STOP' });
  expect(service.state.done).toBe(true);
});

it('tells everybody that it has stopped, and does nothing from then on', async () => {
  const { actor, service, seen } = await inFront();
  service.stop();
  expect(seen).toEqual(['stop', 'stop, told to another']);
  service.isIn(actor.getSnapshot(), pause.data);
  service.send(pause);
  service.stop();
  expect(seen.slice(2)).toEqual(['event PAUSE']);
  expect(actor.getSnapshot().value).toMatchObject({ flow: 'flowing' });
});
