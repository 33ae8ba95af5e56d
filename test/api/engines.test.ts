/** Engines changed under a connection over real sockets: nothing is lost, and XState's own tools can take hold of it. */
import { expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import type { Connection, EngineKind, Observer } from '../../src/api/index.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { watchUncaught, watchWarnings } from '../support/node-watch.ts';
import { pair, until } from '../support/sockets.ts';

const kinds = ['compiled', 'interpreted'] as const;
const other = (kind: EngineKind): EngineKind => (kind === 'compiled' ? 'interpreted' : 'compiled');
function actorsOf({ actors }: Connection) {
  if (actors === undefined) throw new Error('no actors');
  return actors;
}
const toggle = (connection: Connection) => connection.useEngine(other(connection.engine));

test('the engine is the one asked for, or that of this run', async () => {
  const { client, peer } = await pair();
  expect([client.engine, peer.engine]).toEqual([process.env.WIRECHART_ENGINE, process.env.WIRECHART_ENGINE]);
  for (const engine of kinds) {
    const chosen = await pair({ engine }, { engine: other(engine) });
    expect([chosen.client.engine, chosen.peer.engine]).toEqual([engine, other(engine)]);
  }
});

test('changed every few events, on both sides, during traffic: nothing is lost or moved', async () => {
  const seen = watchUncaught();
  const got: string[] = [];
  let pings = 0;
  const { client, peer } = await pair(
    {
      message: (connection, message) => {
        got.push(typeof message === 'string' ? message : `${message.length}`);
        if (got.length % 7 === 0) toggle(connection);
      },
    },
    {
      fragmentSize: 1000,
      message: (connection, message) => {
        void connection.send(message);
        toggle(connection);
      },
      ping: () => void pings++,
    },
  );
  const expected: string[] = [];
  const rounds: Promise<number>[] = [];
  for (let index = 0; index < 300; index++) {
    if (index % 10 === 0) {
      expected.push(`${index * 100}`);
      void client.send(new Uint8Array(index * 100));
    } else {
      expected.push(`message ${index}`);
      const writer = client.beginMessage('text');
      void writer.frame('message');
      if (index % 3 === 0) toggle(client);
      void writer.end(` ${index}`);
    }
    if (index % 50 === 0) rounds.push(client.ping());
    if (index % 5 === 0) toggle(peer);
    if (index % 40 === 0) await client.ping();
  }
  const streamed = client.beginMessage('binary').beginFrame(300_000, { last: true });
  for (let piece = 0; piece < 3; piece++) {
    void streamed.write(new Uint8Array(100_000));
    toggle(client);
  }
  expected.push('300000');
  await Promise.all(rounds);
  await until(
    () => got.length === expected.length,
    () => `${got.length} of ${expected.length}`,
  );
  expect(got).toEqual(expected);
  expect(pings).toBe(rounds.length + 8);
  const closing = client.close(1000, 'done');
  toggle(client);
  toggle(peer);
  expect(await closing).toMatchObject({ clean: true, sent: { code: 1000, reason: 'done' } });
  expect(await peer.closed).toMatchObject({ clean: true, reason: 'done' });
  expect(seen).toEqual([]);
});

test('changed while reading is paused and while the output is blocked', async () => {
  const got: number[] = [];
  const { client, peer } = await pair({}, { message: (_, message) => void got.push(message.length) });
  peer.pause();
  const sends = Array.from({ length: 20 }, () => client.send(new Uint8Array(1024 * 1024)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  toggle(peer);
  toggle(client);
  peer.resume();
  await Promise.all(sends);
  await until(
    () => got.length === 20,
    () => `${got.length} messages`,
  );
});

test('timers go on: what an engine armed fires under the other', async () => {
  const { client } = await pair({ idleTimeout: 60, pongTimeout: 5000 });
  toggle(client);
  await until(() => client.latency !== undefined, 'an idle ping was answered');
  expect(client.state).toBe('open');
});

test('actors: XState actors of the live connection, whose events an inspector sees', async () => {
  const events: InspectionEvent[] = [];
  const { client, peer } = await pair({ engine: 'compiled' });
  expect(client.actors).toBeUndefined();
  client.useEngine('interpreted', (event) => void events.push(event));
  const actors = actorsOf(client);
  expect(actors.connection.getSnapshot().value).toBe('open');
  expect(Object.values(actors.connection.getSnapshot().children)).toEqual(
    actorNames.filter((name) => name !== 'connection').map((name) => actors[name]),
  );
  await client.ping();
  void peer.send('hello');
  for await (const message of client) {
    expect(message).toBe('hello');
    break;
  }
  await client.closed;
  const names = new Set(events.flatMap((event) => (event.type === '@xstate.event' ? [event.event.type] : [])));
  for (const name of ['WANT_PING', 'FRAME_HEADER', 'CONTROL_FRAME', 'PAYLOAD', 'CLOSE', 'TRANSPORT_ENDED']) {
    expect([...names]).toContain(name);
  }
});

test('actors: an observer that comes late sees what follows, until it leaves', async () => {
  const { client } = await pair({ engine: 'interpreted' });
  const seen: string[] = [];
  const subscription = actorsOf(client).readLoop.system.inspect((event) => {
    if (event.type === '@xstate.event') seen.push(event.event.type);
  });
  await client.ping();
  expect(seen).toContain('WANT_PING');
  expect(seen).toContain('CONTROL_FRAME');
  subscription.unsubscribe();
  seen.length = 0;
  await client.ping();
  expect(seen).toEqual([]);
});

test('actors: CLOSE sent to closeHandshake closes the connection, with a close frame that leaves by itself', async () => {
  const { client, peer } = await pair({ engine: 'interpreted' });
  actorsOf(client).closeHandshake.send({ type: 'CLOSE', code: 1000, writesWaiting: false });
  expect(client.state).toBe('closing');
  expect(await client.closed).toMatchObject({ clean: true, code: 1000, began: 'us' });
  expect(await peer.closed).toMatchObject({ clean: true, code: 1000 });
});

test('actors: what they are sent is followed by all that waits for the machines to come to rest', async () => {
  const got: string[] = [];
  const { client, peer } = await pair({
    engine: 'interpreted',
    message: (_, message) => void got.push(String(message)),
  });
  client.pause();
  await peer.send('first');
  await peer.send('second');
  actorsOf(client).readLoop.send({ type: 'RESUME' });
  await until(
    () => got.length === 2,
    () => `${got.length} messages`,
  );

  // From within an event: it is handled afterwards, and so is a change of engines.
  const engines: string[] = [];
  client.observe({
    transition: (actor, _, event) => {
      if (actor !== 'readLoop' || event.type !== 'PAUSE') return;
      actorsOf(client).readLoop.send({ type: 'RESUME' });
      client.useEngine('compiled');
      engines.push(client.engine);
    },
  });
  actorsOf(client).readLoop.send({ type: 'PAUSE' });
  engines.push(client.engine);
  expect(engines).toEqual(['interpreted', 'compiled']);
  expect(client.states.readLoop).toContain('flow.flowing');
  await peer.send('third');
  await until(
    () => got.length === 3,
    () => `${got.length} messages`,
  );
});

test('actors: those of an engine that was left do nothing any more', async () => {
  const { client } = await pair({ engine: 'interpreted' });
  const { closeHandshake } = actorsOf(client);
  client.useEngine('compiled');
  closeHandshake.send({ type: 'CLOSE', code: 1000, writesWaiting: false });
  client.useEngine('interpreted');
  closeHandshake.send({ type: 'CLOSE', code: 1000, writesWaiting: false });
  await client.ping();
  expect(client.state).toBe('open');
});

test.each(kinds)('inspect from the first event on, asked for with %s', async (engine) => {
  const types = new Set<string>();
  const inspect = (event: InspectionEvent) => {
    if (event.type === '@xstate.event') types.add(event.event.type);
  };
  const { client } = await pair({ engine, inspect });
  await client.close();
  expect(types.has('OPENED')).toBe(engine === 'interpreted');
});

test('observe: every transition, on either engine alike, and no more once it ended', async () => {
  const watched = async (kind: EngineKind) => {
    const seen: string[] = [];
    const observer: Observer = { transition: (actor, index, { type }) => void seen.push(`${actor} ${index} ${type}`) };
    const { client, peer } = await pair({ engine: kind });
    client.observe(observer);
    await client.send('x');
    await client.ping();
    for await (const message of peer) {
      expect(message).toBe('x');
      break;
    }
    const record = await client.closed;
    const { length } = seen;
    client.observe(null);
    void client.close();
    expect(seen.length).toBe(length);
    return { seen: seen.filter((each) => !each.startsWith('keepAlive')).sort(), states: record.states };
  };
  const [compiled, interpreted] = [await watched('compiled'), await watched('interpreted')];
  expect(compiled.seen.length).toBeGreaterThan(10);
  expect(compiled).toEqual(interpreted);
});

test('an observer or inspector that throws is told to be quiet, and the connection goes on', async () => {
  const seen = watchUncaught();
  const warnings = watchWarnings();
  const { client, peer } = await pair({ engine: 'compiled' }, { engine: 'interpreted' });
  let told = 0;
  const throws = () => {
    told++;
    throw new Error('bad watcher');
  };
  client.observe({ transition: throws });
  peer.observe({ transition: throws });
  await client.send('x');
  await client.ping();
  expect(told).toBe(2);
  client.useEngine('interpreted', throws);
  await client.ping();
  client.useEngine('interpreted', { next: throws });
  await client.ping();
  expect(told).toBe(4);
  expect((await client.close()).clean).toBe(true);
  await until(
    () => warnings.length === 4,
    () => `${warnings.length} warnings`,
  );
  expect(seen).toEqual([]);
});
