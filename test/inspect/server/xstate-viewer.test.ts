/** Viewers made for `@xstate/inspect`, at live connections: what they see, what they may, what they cannot break. */
import http from 'node:http';
import { createRequire } from 'node:module';
import { WebSocket } from 'undici';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listenToConnections } from '../../../src/api/announce.ts';
import type { Connection } from '../../../src/api/index.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import { buildXStateInspect } from '../../../visualizations/compat/build.ts';
import { watchUncaught } from '../../support/node-watch.ts';
import { pair, until } from '../../support/sockets.ts';
import { RawViewer, viewing } from '../../support/xstate-viewers.ts';

const sessions = actorNames.map((name) => `1.${name}`);

beforeAll(async () => {
  await buildXStateInspect();
});

describe('a viewer', () => {
  it('is told every machine of a live connection, what each is sent, where it goes, and its end', async () => {
    const { viewer, url } = await viewing();
    const { client } = await pair({ engine: 'compiled' });
    viewer.show(client);
    const raw = await RawViewer.join(url);
    raw.hello();
    const registered = await raw.until('service.register', actorNames.length);
    expect(registered.map(({ sessionId }) => sessionId)).toEqual(sessions);
    const readLoop = JSON.parse(registered[2]?.machine ?? '');
    expect(readLoop).toMatchObject({ id: 'readLoop', type: 'parallel', context: { role: 'client' } });
    expect(Object.keys(readLoop.states)).toEqual(['message', 'flow']);
    expect(JSON.parse(registered[0]?.state ?? '')).toMatchObject({ value: 'open' });

    await client.ping();
    const events = await raw.until('service.event', 2, '1.writeTurn');
    expect(events.map(({ event }) => JSON.parse(event ?? '').data.type)).toEqual(['WANT_PING', 'RELEASE']);
    const states = await raw.until('service.state', 2, '1.readLoop');
    expect(states.map(({ state }) => JSON.parse(state ?? '').value.message)).toContainEqual({ NONE: 'control' });
    expect(JSON.parse(states[0]?.state ?? '')).toMatchObject({ _event: { name: 'FRAME_HEADER' } });

    await client.close();
    await raw.until('service.stop', actorNames.length);
    const last = raw.of('service.state', '1.connection').at(-1);
    expect(JSON.parse(last?.state ?? '').value).toEqual({ closed: 'clean' });
  });

  it('is told of connections that are shown later, and of each by its own name', async () => {
    const { viewer, url } = await viewing();
    const raw = await RawViewer.join(url);
    raw.hello();
    const { client, peer } = await pair();
    viewer.show(client);
    viewer.show(peer);
    viewer.show(peer);
    await raw.until('service.register', 2 * actorNames.length);
    await client.ping();
    const pings = await raw.until('service.state', 1, '2.readLoop');
    expect(pings.length).toBeGreaterThan(0);
    expect(new Set(raw.of('service.register').map(({ sessionId }) => sessionId))).toEqual(
      new Set([...sessions, ...actorNames.map((name) => `2.${name}`)]),
    );
    expect(raw.of('service.register')).toHaveLength(2 * actorNames.length);
  });

  it('costs connections nothing before it comes and after it has left', async () => {
    const { viewer, url } = await viewing();
    const { client, peer } = await pair({ engine: 'compiled' }, { engine: 'interpreted' });
    viewer.show(client);
    viewer.show(peer);
    expect([client.engine, peer.engine]).toEqual(['compiled', 'interpreted']);
    for (let round = 0; round < 2; round++) {
      const raw = await RawViewer.join(url);
      raw.hello();
      await raw.until('service.register', 2 * actorNames.length);
      expect([client.engine, peer.engine]).toEqual(['interpreted', 'interpreted']);
      await client.ping();
      await raw.connection.close();
      await until(() => client.engine === 'compiled', 'compiled again');
      expect(peer.engine).toBe('interpreted');
      await client.ping();
    }
  });

  it('that leaves just when a connection is shown leaves it as it was', async () => {
    const { viewer, url } = await viewing();
    const theirs: Connection[] = [];
    onTestFinished(listenToConnections({ made: (connection) => void theirs.push(connection), over: () => {} }));
    await RawViewer.join(url);
    const ends = [...theirs];
    const { client } = await pair({ engine: 'compiled' });
    viewer.show(client);
    for (const end of ends) void end.terminate();
    expect(ends.map(({ state }) => state)).toEqual(['closed', 'closed']);
    await client.ping();
    expect(client.engine).toBe('compiled');
  });

  it('is told that the actors have stopped when the program changes the engine, which stays as it wants', async () => {
    const { viewer, url } = await viewing();
    const { client } = await pair({ engine: 'interpreted' });
    viewer.show(client);
    const raw = await RawViewer.join(url);
    raw.hello();
    await raw.until('service.register', actorNames.length);
    client.useEngine('compiled');
    await raw.until('service.stop', actorNames.length);
    expect(client.engine).toBe('compiled');
    await client.ping();
  });

  it('never sees itself, and a second one sees the same as the first', async () => {
    const { viewer, url } = await viewing();
    const { client } = await pair();
    const [one, other] = [await RawViewer.join(url), await RawViewer.join(url)];
    one.hello();
    other.hello();
    viewer.show(client);
    await one.until('service.register', actorNames.length);
    await other.until('service.register', actorNames.length);
    await client.ping();
    await one.until('service.state', 1, '1.keepAlive');
    await other.until('service.state', 1, '1.keepAlive');
    expect(other.of('service.state').length).toBe(one.of('service.state').length);
  });

  it('of one inspector is not told what another shows', async () => {
    const [first, second] = [await viewing(), await viewing()];
    const { client, peer } = await pair();
    first.viewer.show(client);
    second.viewer.show(peer);
    const [one, other] = [await RawViewer.join(first.url), await RawViewer.join(second.url)];
    one.hello();
    other.hello();
    await one.until('service.register', actorNames.length);
    await other.until('service.register', actorNames.length);
    expect(JSON.parse(one.of('service.register')[2]?.machine ?? '').context.role).toBe('client');
    expect(JSON.parse(other.of('service.register')[2]?.machine ?? '').context.role).toBe('server');
    await client.ping();
    await one.until('service.state', 1, '1.readLoop');
    expect(one.of('service.register')).toHaveLength(actorNames.length);
    expect(other.of('service.register')).toHaveLength(actorNames.length);
    expect('__xstate__' in globalThis).toBe(false);
  });

  it('that is the receiver of the package itself reads all of it', async () => {
    const { viewer, url } = await viewing();
    const { client } = await pair();
    viewer.show(client);
    const before = globalThis.WebSocket;
    // Node 20 has none of its own. Undici's is the browser's to all that the receiver uses.
    globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
    onTestFinished(() => {
      globalThis.WebSocket = before;
    });
    type Inspect = typeof import('../../../visualizations/node_modules/@xstate/inspect/lib/index.js');
    const require = createRequire(new URL('../../../visualizations/package.json', import.meta.url));
    const { createWebSocketReceiver }: Inspect = require('@xstate/inspect');
    const receiver = createWebSocketReceiver({ server: url.slice('ws://'.length), serialize: undefined });
    const seen: string[] = [];
    receiver.subscribe((event) => {
      if (event.type === 'service.register') {
        const { machine, state } = event;
        // A machine of XState 4, which knows where an event would lead.
        seen.push(`${machine.id} is ${machine.resolveState(state).toStrings().at(-1)}`);
      } else if (event.type === 'service.state')
        seen.push(`${event.sessionId} at ${JSON.stringify(event.state.value)}`);
      else if (event.type === 'service.event') seen.push(`${event.sessionId} gets ${event.event.name}`);
    });
    await until(
      () => seen.length === actorNames.length,
      () => seen.join(', '),
    );
    expect(seen).toContain('closeHandshake is open');
    await client.ping();
    await until(
      () => seen.includes('1.readLoop gets CONTROL_FRAME'),
      () => seen.join(', '),
    );
    expect(seen).toContain('1.writeTurn gets WANT_PING');
    expect(seen).toContain('1.readLoop at {"message":{"NONE":"control"},"flow":"flowing"}');
    receiver.send({ type: 'xstate.inspecting' });
  });
});

describe('injection', () => {
  it('is refused unless it is allowed', async () => {
    const { viewer, url } = await viewing();
    const { client } = await pair();
    viewer.show(client);
    const raw = await RawViewer.join(url);
    raw.hello();
    await raw.until('service.register', actorNames.length);
    raw.inject('1.closeHandshake', { type: 'CLOSE', code: 1000, writesWaiting: false });
    const [refused] = await raw.until('wirechart.refused');
    expect(refused?.why).toContain('allowInject');
    await client.ping();
    expect(client.state).toBe('open');
  });

  it('moves the machine where it is, and viewers are told of each event once', async () => {
    const { viewer, url } = await viewing({ allowInject: true });
    const { client, peer } = await pair();
    viewer.show(client);
    const raw = await RawViewer.join(url);
    raw.hello();
    await raw.until('service.register', actorNames.length);
    raw.inject('1.writeTurn', { type: 'WANT_PONG' });
    await raw.until('service.state', 1, '1.writeTurn');
    const count = () => raw.of('service.event', '1.closeHandshake').length;
    const before = count();
    raw.inject('1.closeHandshake', { type: 'CLOSE', code: 1000, writesWaiting: false });
    expect(await client.closed).toMatchObject({ clean: true, code: 1000, began: 'us' });
    expect((await peer.closed).clean).toBe(true);
    await raw.until('service.stop', actorNames.length);
    const names = raw.of('service.event', '1.closeHandshake').slice(before);
    expect(names.map(({ event }) => JSON.parse(event ?? '').data.type).filter((type) => type === 'CLOSE')).toHaveLength(
      1,
    );
  });

  it.each([
    ['a service that is not there', '9.closeHandshake', { type: 'CLOSE' }, /no service "9.closeHandshake"/],
    [
      'an event that the machine does not know',
      '1.closeHandshake',
      { type: 'xstate.stop' },
      /closeHandshake: "type" is "xstate.stop", not one of ABORT/,
    ],
    ['an event that lacks what it carries', '1.connection', { type: 'ABORT' }, /"violation" is missing/],
    ['an event that goes with bytes', '1.readLoop', { type: 'FRAME_HEADER', fin: true }, /not one of STOP, OPENED/],
    ['an event without a type', '1.closeHandshake', {}, /"data" of the event must be an object with a "type"/],
    ['an event that is none', '1.closeHandshake', 'CLOSE', /"data" of the event must be an object/],
  ])('of %s is refused', async (_, session, event, why) => {
    const { viewer, url } = await viewing({ allowInject: true });
    const { client } = await pair();
    viewer.show(client);
    const raw = await RawViewer.join(url);
    raw.hello();
    await raw.until('service.register', actorNames.length);
    raw.inject(session, event);
    expect((await raw.until('wirechart.refused'))[0]?.why).toMatch(why);
    await client.ping();
    expect(client.state).toBe('open');
  });
});

describe('what viewers may say', () => {
  it.each([
    ['no JSON', 'hello', /a message must be JSON/],
    ['half of it', '{"type":"xstate.inspecting"', /a message must be JSON/],
    ['JSON that is no object', '[]', /a message must be a JSON object/],
    ['JSON of great depth', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, /a message must be a JSON object/],
    ['nothing', 'null', /a message must be a JSON object/],
    ['no type', '{}', /must have the type/],
    ['a type that viewers are told', '{"type":"service.register","sessionId":"x"}', /must have the type/],
    ['the end', '{"type":"disconnect"}', /must have the type/],
    ['an event that is no text', '{"type":"xstate.event","event":{}}', /"event" must be a text of JSON/],
    ['an event that is no JSON', '{"type":"xstate.event","event":"{"}', /"event" must be JSON/],
    [
      'an event of nobody',
      '{"type":"xstate.event","event":"{\\"data\\":{\\"type\\":\\"X\\"}}"}',
      /"origin" of the event/,
    ],
    ['bytes', new Uint8Array([123, 125]), /a message must be text/],
  ])('not %s: it is told so, and nothing is harmed', async (_, message, why) => {
    const uncaught = watchUncaught();
    const { viewer, url } = await viewing({ allowInject: true });
    const { client } = await pair();
    viewer.show(client);
    const raw = await RawViewer.join(url);
    await raw.connection.send(message);
    expect((await raw.until('wirechart.refused'))[0]?.why).toMatch(why);
    raw.hello();
    await raw.until('service.register', actorNames.length);
    await client.ping();
    expect(uncaught).toEqual([]);
  });

  it('not at length: a huge message ends the viewer’s connection, and no other', async () => {
    const { viewer, url } = await viewing();
    const { client } = await pair();
    viewer.show(client);
    const raw = await RawViewer.join(url);
    raw.say({ type: 'xstate.inspecting', more: 'x'.repeat(100_000) });
    expect((await raw.connection.closed).code).toBe(1009);
    await client.ping();
    const next = await RawViewer.join(url);
    next.hello();
    await next.until('service.register', actorNames.length);
  });
});

describe('who may look', () => {
  const ask = (port: number, target: string, headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const request = http.get({
        port,
        host: '127.0.0.1',
        path: target,
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      });
      request.on('error', reject);
      request.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        resolve({ status: statusCode, text: '' });
      });
      request.on('response', async (response) => {
        let text = '';
        for await (const piece of response) text += piece;
        resolve({ status: response.statusCode, text });
      });
    });

  it('whoever has the token, from this machine, and no foreign page', async () => {
    const { port, url } = await viewing();
    const { pathname, search, host } = new URL(url);
    const target = `${pathname}${search}`;
    expect((await ask(port, target, {})).status).toBe(101);
    expect((await ask(port, target, { Origin: `http://${host}` })).status).toBe(101);
    expect(await ask(port, pathname, {})).toMatchObject({ status: 401, text: expect.stringContaining('token') });
    expect(await ask(port, target, { Origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await ask(port, target, { Host: 'evil.example' })).toMatchObject({ status: 403 });
    expect((await ask(port, `/elsewhere${search}`, {})).status).toBe(404);
  });
});
