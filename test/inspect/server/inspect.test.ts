import { expect, onTestFinished, test, vi } from 'vitest';
import { Connection as ConnectionClass } from '../../../src/api/connection.ts';
import { type Connection, connect, type Server } from '../../../src/api/index.ts';
import type { Journal } from '../../../src/inspect/journal.ts';
import { type InspectOptions, inspect } from '../../../src/inspect/server/inspect.ts';
import { recorderOf } from '../../../src/inspect/server/recorders.ts';
import { InspectorViewer, kindsOf } from '../../support/inspector-viewer.ts';
import { connected, pair, serving } from '../../support/sockets.ts';

const quick = { timeout: 10_000, interval: 10 };

async function inspecting(subject?: Server | Connection, options: InspectOptions = {}) {
  const inspector = await inspect(subject, { log: false, ...options });
  onTestFinished(() => inspector.close());
  return inspector;
}

const isTapped = (connection: Connection) => ConnectionClass.endpointOf(connection).tap !== undefined;

function framesOf(journal: Journal | undefined): string[] {
  return Array.from({ length: journal?.frames.length ?? 0 }, (_, number) => {
    const { direction, opcode, payload } = (journal as Journal).frame(number);
    return `${direction} ${opcode} ${new TextDecoder().decode(payload)}`;
  });
}

async function watchOnly(viewer: InspectorViewer): Promise<number> {
  await vi.waitFor(() => expect(viewer.connections.size).toBe(1), quick);
  const [id = 0] = viewer.connections.keys();
  viewer.ask({ type: 'watch', id });
  await vi.waitFor(() => expect(viewer.journals.get(id)?.length).toBeGreaterThan(1), quick);
  return id;
}

test('a server: nothing is attached until somebody looks, and nothing stays when he leaves', async () => {
  const { server, client, peer } = await pair({}, { message: (connection, message) => void connection.send(message) });
  const { url } = await inspecting(server);
  await client.send('before');
  expect(isTapped(peer)).toBe(false);

  const viewer = await InspectorViewer.open(url);
  expect(viewer.said[0]).toMatchObject({ type: 'hello', allowInject: false, program: { pid: process.pid } });
  const id = await watchOnly(viewer);
  expect(isTapped(peer)).toBe(true);
  expect(viewer.connections.get(id)).toMatchObject({ role: 'server', state: 'open', closed: null });
  expect(viewer.journals.get(id)?.statesAt(1)).toEqual(peer.states);

  await client.send('seen');
  await vi.waitFor(() => expect(framesOf(viewer.journals.get(id))).toEqual(['in 1 seen', 'out 1 seen']), quick);
  await viewer.leave();
  await vi.waitFor(() => expect(isTapped(peer)).toBe(false), quick);
});

test('closed while somebody looks, it leaves neither a tap nor what it has recorded', async () => {
  const { server, peer } = await pair();
  const inspector = await inspecting(server);
  await watchOnly(await InspectorViewer.open(inspector.url));
  const ring = recorderOf(peer)?.ring;
  expect(ring?.size).toBeGreaterThan(0);
  await inspector.close();
  expect(isTapped(peer)).toBe(false);
  expect(ring?.size).toBe(0);
  expect(recorderOf(peer)).toBeUndefined();
});

test('a connection that is recorded shows what was before anybody looked', async () => {
  const server = await serving({ message: (connection, message) => void connection.send(message) });
  const { url } = await inspecting(server, { record: true });
  const client = await connected(server);
  await client.send('early');
  await client.close(3000, 'bye');

  const viewer = await InspectorViewer.open(url);
  const id = await watchOnly(viewer);
  const journal = viewer.journals.get(id);
  expect(kindsOf(journal as Journal).slice(0, 2)).toEqual(['connection', 'snapshot']);
  expect(journal?.head).toMatchObject({ fromStart: true, role: 'server' });
  await vi.waitFor(() => expect(framesOf(journal).slice(0, 2)).toEqual(['in 1 early', 'out 1 early']), quick);
  await vi.waitFor(() => expect(journal?.closed).toMatchObject({ clean: true, code: 3000 }), quick);
  await vi.waitFor(() => expect(viewer.connections.get(id)?.closed).toMatchObject({ clean: true, code: 3000 }), quick);
  expect(viewer.connections.get(id)?.closed?.why).toMatch(/^closed cleanly, code 3000 "bye"/);
});

test('one connection, and no other', async () => {
  const { server, client } = await pair();
  const { url } = await inspecting(client);
  await connected(server);
  const viewer = await InspectorViewer.open(url);
  const id = await watchOnly(viewer);
  expect(viewer.connections.get(id)).toMatchObject({ role: 'client', label: `to 127.0.0.1:${server.port}` });
});

test('all connections of the program, but its own', async () => {
  const { url } = await inspecting(undefined, { record: true });
  const viewer = await InspectorViewer.open(url);
  const { server } = await pair();
  await vi.waitFor(() => {
    const labels = [...viewer.connections.values()].map(({ role, label }) => `${role} ${label}`);
    // The viewer of this test is a client of this very program: it is a connection like any other.
    expect(labels.filter((label) => !label.includes('/feed'))).toEqual([
      `client ${server.url}`,
      expect.stringMatching(/^server 127\.0\.0\.1:\d+ \/$/),
    ]);
    expect(labels.some((label) => label.startsWith('server') && label.includes('/feed'))).toBe(false);
  }, quick);
});

test('two inspectors of one connection share what is recorded; it goes on until both have left', async () => {
  const { server, client, peer } = await pair();
  const one = await InspectorViewer.open((await inspecting(server)).url);
  const other = await InspectorViewer.open((await inspecting(peer)).url);
  const id = await watchOnly(one);
  expect(await watchOnly(other)).toBe(id);
  await one.leave();
  await client.send('after one has left');
  await vi.waitFor(() => expect(framesOf(other.journals.get(id))).toEqual(['in 1 after one has left']), quick);
  await other.leave();
  await vi.waitFor(() => expect(isTapped(peer)).toBe(false), quick);
});

test('watched again, a recording goes on where it was', async () => {
  const { server, client } = await pair();
  const viewer = await InspectorViewer.open((await inspecting(server)).url);
  const id = await watchOnly(viewer);
  viewer.ask({ type: 'unwatch', id });
  await vi.waitFor(() => expect(viewer.connections.get(id)?.recorded).toBe(false), quick);
  await client.send('not seen');
  viewer.ask({ type: 'watch', id });
  await vi.waitFor(() => expect(viewer.connections.get(id)?.recorded).toBe(true), quick);
  await client.send('seen');
  await vi.waitFor(() => expect(framesOf(viewer.journals.get(id)).at(-1)).toBe('in 1 seen'), quick);
  expect(framesOf(viewer.journals.get(id))).not.toContain('in 1 not seen');
});

test('read-only unless the program allows more', async () => {
  const heard: unknown[] = [];
  const { server } = await pair({ message: (_, message) => void heard.push(message) });
  const viewer = await InspectorViewer.open((await inspecting(server)).url);
  const id = await watchOnly(viewer);
  viewer.ask({ type: 'inject', id, action: 'send', text: 'no' });
  await vi.waitFor(() => expect(viewer.refusals).toEqual([expect.stringContaining('allowInject: true')]), quick);
  expect(heard).toEqual([]);
});

test('with allowInject the page sends, pings, pauses and closes', async () => {
  const heard: unknown[] = [];
  const pings: unknown[] = [];
  const { server, client, peer } = await pair({
    message: (_, message) => void heard.push(message),
    ping: (_, payload) => void pings.push(new TextDecoder().decode(payload)),
  });
  const viewer = await InspectorViewer.open((await inspecting(server, { allowInject: true })).url);
  const id = await watchOnly(viewer);
  viewer.ask({ type: 'inject', id, action: 'send', text: 'hello' });
  viewer.ask({ type: 'inject', id, action: 'ping', text: 'there?' });
  await vi.waitFor(() => expect([heard, pings]).toEqual([['hello'], ['there?']]), quick);
  viewer.ask({ type: 'inject', id, action: 'pause' });
  await vi.waitFor(() => expect(peer.states.readLoop).toContain('suspended'), quick);
  viewer.ask({ type: 'inject', id, action: 'resume' });
  viewer.ask({ type: 'inject', id, action: 'close', code: 999, reason: '' });
  await vi.waitFor(() => expect(viewer.refusals).toEqual([expect.stringContaining('999')]), quick);
  viewer.ask({ type: 'inject', id, action: 'close', code: 3001, reason: 'enough' });
  expect(await client.closed).toMatchObject({ clean: true, code: 3001, reason: 'enough' });
});

test('whatever a page says, it is refused in words and harms nobody', async () => {
  const { server, client } = await pair();
  const viewer = await InspectorViewer.open((await inspecting(server, { allowInject: true })).url);
  const id = await watchOnly(viewer);
  const nonsense = ['no JSON', 'null', '[]', '7', '{}', '{"type":"watch"}', '{"type":"__proto__","id":1}'];
  for (const text of nonsense) viewer.say(text);
  viewer.say(new Uint8Array([1, 2, 3]));
  viewer.ask({ type: 'watch', id: 987_654 });
  viewer.ask({ type: 'inject', id, action: 'send', text: 7 });
  viewer.ask({ type: 'inject', id, action: 'explode' });
  viewer.ask({ type: 'inject', id, action: 'ping', text: 'x'.repeat(126) });
  viewer.ask({ type: 'watch', id });
  await vi.waitFor(() => expect(viewer.refusals).toHaveLength(nonsense.length + 5), quick);
  expect(client.state).toBe('open');
});

test('a page that does not keep up is told of a gap, and the program is not held up', async () => {
  const { server, client, peer } = await pair({}, { message: () => {} });
  const viewer = await InspectorViewer.open((await inspecting(server, { memory: 64 * 1024 })).url);
  const id = await watchOnly(viewer);
  viewer.pause();
  for (let count = 0; count < 300; count++) {
    for (let each = 0; each < 500; each++) void client.send('x'.repeat(200));
    await client.send('x');
  }
  await client.ping();
  expect(peer.bufferedAmount).toBe(0);
  viewer.resume();
  await vi.waitFor(() => expect(viewer.journals.get(id)?.lost).toBeGreaterThan(1000), quick);
  await client.send('the last one');
  await vi.waitFor(() => expect(framesOf(viewer.journals.get(id)).at(-1)).toBe('in 1 the last one'), quick);
  const journal = viewer.journals.get(id) as Journal;
  expect(journal.seqAt(journal.length - 1)).toBe(journal.length - 1 + journal.lost - gapsOf(journal));
}, 60_000);

function gapsOf(journal: Journal): number {
  return kindsOf(journal).filter((kind) => kind === 'gap').length;
}

test('closing it lets go of everything', async () => {
  const { server, client, peer } = await pair();
  const inspector = await inspect(server, { log: false, record: true });
  const viewer = await InspectorViewer.open(inspector.url);
  await watchOnly(viewer);
  expect(isTapped(peer)).toBe(true);
  await inspector.close();
  expect(isTapped(peer)).toBe(false);
  expect(client.state).toBe('open');
  await expect(fetch(inspector.url)).rejects.toThrow();
});

test('the address is told, and wrong arguments are named', async () => {
  const lines: string[] = [];
  const { url } = await inspecting(undefined, { log: (line) => void lines.push(line) });
  expect(lines).toEqual([`wirechart inspector: ${url}`]);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/);
  await expect(inspect({} as Server)).rejects.toThrow('a server, a connection, or nothing');
  await expect(inspect(undefined, { payload: -1 })).rejects.toThrow('payload must be a number');
  await expect(inspect(undefined, { host: '0.0.0.0' })).rejects.toThrow('this machine only');
  await expect(inspect(undefined, { port: new URL(url).port as unknown as number })).rejects.toThrow('port');
  await expect(inspect(undefined, { port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE');
});

test('a thousand connections, each of which can be looked at', async () => {
  const server = await serving({ message: (connection, message) => void connection.send(message) });
  const clients = await Promise.all(Array.from({ length: 1000 }, () => connect(server.url, { message: () => {} })));
  onTestFinished(async () => void (await Promise.all(clients.map((client) => client.terminate()))));
  const viewer = await InspectorViewer.open((await inspecting(server)).url);
  await vi.waitFor(() => expect(viewer.connections.size).toBe(1000), quick);
  for (const id of viewer.connections.keys()) viewer.ask({ type: 'watch', id });
  await vi.waitFor(() => expect(viewer.journals.size).toBe(1000), { timeout: 30_000, interval: 50 });
  await Promise.all(clients.map((client) => client.send('to be seen')));
  await vi.waitFor(
    () => {
      for (const journal of viewer.journals.values()) expect(journal.frames.length).toBe(2);
    },
    { timeout: 30_000, interval: 100 },
  );
}, 90_000);

test('viewers of @xstate/inspect, when asked for: on the same server, with the same token, and never shown themselves', async () => {
  const { server, client, peer } = await pair();
  const { url } = await inspecting(undefined, { xstate: true });
  const shown = await connected(server);
  const { host, search, origin } = new URL(url);
  await expect(connect(`ws://${host}/xstate-inspect`)).rejects.toThrow();
  const heard: { type: string }[] = [];
  const viewer = await connect(`ws://${host}/xstate-inspect${search}`, {
    origin,
    message: (_, message) => void heard.push(JSON.parse(String(message))),
  });
  onTestFinished(async () => void (await viewer.terminate()));
  await viewer.send(JSON.stringify({ type: 'xstate.inspecting' }));
  await vi.waitFor(() => expect(heard.map(({ type }) => type)).toContain('service.register'), quick);
  expect(shown.engine).toBe('interpreted');
  expect([client.engine, peer.engine]).toEqual(['compiled', 'compiled']);
  const page = await InspectorViewer.open(url);
  await vi.waitFor(() => expect(page.connections.size).toBeGreaterThan(1), quick);
  const labels = [...page.connections.values()].map(({ role, label }) => `${role} ${label}`);
  expect(labels.filter((label) => label.startsWith('server') && label.includes('/xstate-inspect'))).toEqual([]);
});
