/** What is sent in one turn of the event loop leaves in one write. */
import type { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Connection, type ServeOptions, serve } from '../../src/api/index.ts';
import { flushSoon } from '../../src/node/flush-queue.ts';
import { openRaw, type RawPeer } from '../support/node-raw.ts';
import { turns } from '../support/node-watch.ts';
import { connected, serving, until } from '../support/sockets.ts';

type Writing = Duplex & { _writev: NonNullable<Duplex['_writev']> };

/** Notes the bytes of each write that reaches the socket. */
function countWrites(stream: Duplex): number[] {
  const writes: number[] = [];
  const socket = stream as Writing;
  const { _write, _writev } = socket;
  socket._write = (chunk, encoding, done) => {
    writes.push(chunk.length);
    _write.call(socket, chunk, encoding, done);
  };
  socket._writev = (chunks, done) => {
    writes.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
    _writev.call(socket, chunks, done);
  };
  return writes;
}

/** A raw client, and the server's end of its connection with its writes. */
async function counted(options: ServeOptions = {}): Promise<{ raw: RawPeer; peer: Connection; writes: number[] }> {
  const outer = await serving();
  const server = await serve(options);
  onTestFinished(() => server.close({ deadline: 0 }));
  outer.http?.removeAllListeners('upgrade');
  let writes: number[] = [];
  outer.http?.on('upgrade', (request, socket, head) => {
    writes = countWrites(socket);
    server.handleUpgrade(request, socket, head);
  });
  const raw = await openRaw(outer.port);
  const [peer] = server.connections;
  if (peer === undefined) throw new Error('no connection');
  await turns(2);
  writes.length = 0;
  return { raw, peer, writes };
}

test('a hundred sends', async () => {
  const { raw, peer, writes } = await counted();
  const sends = Array.from({ length: 100 }, (_, index) => peer.send(`message ${index}`));
  expect(writes).toEqual([]);
  await Promise.all(sends);
  expect(writes.length).toBe(1);
  for (let index = 0; index < 100; index++) expect((await raw.frame())?.payload.toString()).toBe(`message ${index}`);
});

test('sends of all kinds: at once, in microtasks, in the next tick, large ones, a ping and a close', async () => {
  const { raw, peer, writes } = await counted();
  void peer.send('1');
  queueMicrotask(() => void peer.send('3'));
  process.nextTick(() => void peer.send('4'));
  void Promise.resolve()
    .then(() => {})
    .then(() => peer.send(new Uint8Array(10_000)));
  void peer.send('2');
  const writer = peer.beginMessage('text');
  void writer.frame('a');
  void writer.end('b');
  void peer.ping();
  await turns(3);
  expect(writes.length).toBe(1);
  void peer.send('last');
  void peer.close();
  await turns(3);
  expect(writes.length).toBe(2);
  const opcodes: (number | undefined)[] = [];
  for (let each = await raw.frame(); each !== undefined; each = await raw.frame()) {
    opcodes.push(each.opcode);
    if (each.opcode === 8) break;
  }
  expect([...opcodes].sort()).toEqual([0, 1, 1, 1, 1, 1, 1, 2, 8, 9]);
  raw.socket.end();
});

test('answers to everything that arrived together', async () => {
  const { raw, peer, writes } = await counted({ message: (connection, message) => void connection.send(message) });
  const many = Buffer.concat(Array.from({ length: 50 }, () => Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61])));
  raw.write(many);
  await until(() => raw.bytes.length === 50 * 3, 'echoed');
  expect(writes).toEqual([150]);
  expect(peer.bufferedAmount).toBe(0);
});

describe('the queue', () => {
  test('flushes at the end of the turn, in order; what asks while flushing goes in the next', async () => {
    const seen: string[] = [];
    const second = { flush: () => void seen.push('second') };
    flushSoon({
      flush: () => {
        seen.push('first');
        flushSoon(second);
      },
    });
    flushSoon({ flush: () => void seen.push('other') });
    setImmediate(() => seen.push('next turn'));
    await Promise.resolve();
    expect(seen).toEqual([]);
    await turns(3);
    expect(seen).toEqual(['first', 'other', 'next turn', 'second']);
  });

  test('one that throws keeps no other from being flushed', async () => {
    const seen: string[] = [];
    const why = new Error('cannot flush');
    const caught = new Promise((resolve) => {
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const other of others) process.on('uncaughtException', other);
        resolve(error);
      });
    });
    const throws = () => {
      throw why;
    };
    flushSoon({ flush: throws });
    flushSoon({ flush: () => void seen.push('second') });
    flushSoon({ flush: () => void seen.push('third') });
    expect(await caught).toBe(why);
    expect(seen).toEqual(['second', 'third']);
  });
});

test('a client, too: its masked frames leave in one write', async () => {
  const server = await serving();
  let writes: number[] = [];
  const net = await import('node:net');
  const client = await connected(server, {
    createConnection: ({ host, port }) => {
      const socket = net.connect(port, host);
      writes = countWrites(socket);
      return socket;
    },
  });
  await turns(2);
  writes.length = 0;
  for (let index = 0; index < 1000; index++) void client.send(new Uint8Array(100));
  await client.send('last');
  expect(writes).toEqual([1000 * 106 + 10]);
});
