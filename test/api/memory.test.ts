/** Connections that came and went leave nothing behind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type ConnectOptions, connect, type Server, serve } from '../../src/api/index.ts';
import { deadlines } from '../../src/node/deadline-queue.ts';
import { backTo, handles, turns, watchWarnings } from '../support/node-watch.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

async function heap(): Promise<number> {
  await turns(5);
  collect();
  await turns(2);
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Opens, uses and closes `count` connections, fifty at a time. */
async function comeAndGo(server: Server, count: number, options: ConnectOptions): Promise<void> {
  for (let left = count; left > 0; left -= 50) {
    const clients = await Promise.all(Array.from({ length: Math.min(50, left) }, () => connect(server.url, options)));
    await Promise.all(clients.map((client) => client.send('x'.repeat(1000))));
    await Promise.all(clients.map((client) => client.ping()));
    await Promise.all(clients.map((client, index) => (index % 2 === 0 ? client.close() : client.terminate())));
  }
}

test('a thousand connections', { timeout: 120_000 }, async () => {
  const before = handles();
  const warnings = watchWarnings();
  const server = await serve({
    port: 0,
    message: (connection, message) => void connection.send(message).catch(() => {}),
  });
  // A signal that outlives them all keeps none of them.
  const { signal } = new AbortController();
  const options: ConnectOptions = { signal, message: () => {} };
  await comeAndGo(server, 200, options);
  const first = await heap();
  await comeAndGo(server, 1000, options);
  await backTo({ ...before, TCPServerWrap: (before.TCPServerWrap ?? 0) + 1 });
  const grown = (await heap()) - first;
  expect(grown).toBeLessThan(4 * 1024 * 1024);
  expect(deadlines.size).toBeLessThan(500);
  await server.close();
  expect(warnings).toEqual([]);
  await backTo(before);
});
