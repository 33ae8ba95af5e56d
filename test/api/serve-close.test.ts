/** How a server ends: politely with all, in time with the rest, and without leaving anything open. */
import { expect, test } from 'vitest';
import { type CloseOptions, connect, serve } from '../../src/api/index.ts';
import { dialRaw, frame, openRaw, upgradeRequest } from '../support/node-raw.ts';
import { backTo, handles, turns, watchUncaught, watchWarnings } from '../support/node-watch.ts';
import { pair, serving, signal, until } from '../support/sockets.ts';

test('every connection is closed with 1001, and no handle is left', async () => {
  const before = handles();
  const server = await serve({ port: 0 });
  const { url } = server;
  const clients = await Promise.all(Array.from({ length: 10 }, () => connect(server.url)));
  const raw = await openRaw(server.port);
  const closing = server.close();
  const close = await raw.frame();
  expect([close?.opcode, close?.payload]).toEqual([8, Buffer.from([0x03, 0xe9])]);
  raw.write(frame(8, close?.payload));
  await raw.end();
  raw.socket.end();
  await closing;
  for (const client of clients) expect(await client.closed).toMatchObject({ clean: true, code: 1001, began: 'peer' });
  expect(server.connections.size).toBe(0);
  await expect(connect(url)).rejects.toThrow('ECONNREFUSED');
  await backTo(before);
});

test('with a code and a reason of one’s own; what was sent before arrives', async () => {
  const got: unknown[] = [];
  const { client, peer, server } = await pair({ message: (_, message) => void got.push(message) });
  peer.send('last words');
  const closing = server.close({ code: 4001, reason: 'moving' });
  expect(server.close()).toBe(closing);
  await closing;
  expect(await client.closed).toMatchObject({ clean: true, code: 4001, reason: 'moving' });
  expect(got).toEqual(['last words']);
});

test('peers that do not answer, or do not even read, are ended at the deadline', async () => {
  const before = handles();
  const records: unknown[] = [];
  const server = await serve({ port: 0, close: (_, record) => records.push(record.violation?.id) });
  const silent = await openRaw(server.port);
  const deaf = await openRaw(server.port);
  deaf.socket.pause();
  for (const connection of server.connections) connection.send(new Uint8Array(16 * 1024 * 1024));
  silent.socket.resume();
  await server.close({ deadline: 100 });
  expect(records).toEqual(['aborted', 'aborted']);
  silent.socket.destroy();
  deaf.socket.destroy();
  await backTo(before);
});

test('a peer that has closed cleanly but does not read what it was sent is ended at the deadline', async () => {
  const before = handles();
  const server = await serve({ port: 0 });
  const deaf = await openRaw(server.port);
  deaf.socket.pause();
  const [connection] = server.connections;
  await connection?.send(new Uint8Array(8 * 1024 * 1024));
  deaf.write(frame(8, Buffer.from([0x03, 0xe8])));
  deaf.socket.end();
  await turns(10);
  const began = performance.now();
  await server.close({ deadline: 100 });
  expect(performance.now() - began).toBeLessThan(5000);
  deaf.socket.destroy();
  await backTo(before);
});

test('requests that never upgrade do not hold it', async () => {
  const server = await serving();
  const silent = await dialRaw(server.port);
  const half = await dialRaw(server.port);
  half.write(upgradeRequest().slice(0, 50));
  const kept = await dialRaw(server.port);
  kept.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await kept.head();
  await server.close();
  await Promise.all([silent.end(), half.end(), kept.end()]);
});

test('a request that waits for a decision is answered with 503', async () => {
  const asked = signal();
  const decided = signal();
  const server = await serving({
    upgrade: () => {
      asked.resolve();
      return decided.promise as Promise<undefined>;
    },
  });
  const raw = await dialRaw(server.port);
  raw.write(upgradeRequest());
  await asked.promise;
  const closing = server.close();
  expect(await raw.head()).toMatch(/^HTTP\/1.1 503 /);
  raw.socket.end();
  await closing;
  decided.resolve();
  await turns();
});

test('a deadline of Infinity waits as long as it takes', async () => {
  const seen = watchUncaught();
  const warnings = watchWarnings();
  const server = await serving();
  const raw = await openRaw(server.port);
  let over = false;
  void server.close({ deadline: Infinity }).then(() => {
    over = true;
  });
  const close = await raw.frame();
  await turns(20);
  expect(over).toBe(false);
  raw.write(frame(8, close?.payload));
  raw.socket.end();
  await until(() => over, 'closed');
  expect([...seen, ...warnings]).toEqual([]);
});

test.each([
  [{ code: 1005 }, RangeError, /1005/],
  [{ code: '1001' }, TypeError, /code/],
  [{ reason: 'x'.repeat(124) }, RangeError, /reason/],
  [{ reason: 5 }, TypeError, /reason/],
  [{ deadline: -1 }, RangeError, /deadline/],
  [{ deadline: '1' }, TypeError, /deadline/],
])('%j is refused at once, and the server goes on', async (options, kind, why) => {
  const { server, client } = await pair();
  expect(() => server.close(options as CloseOptions)).toThrow(kind);
  expect(() => server.close(options as CloseOptions)).toThrow(why);
  expect(client.state).toBe('open');
});
