/** Receiving with `for await`, and what slow readers do to fast senders. */
import { expect, test } from 'vitest';
import { ConnectionError } from '../../src/api/index.ts';
import { frame, openRaw } from '../support/node-raw.ts';
import { turns } from '../support/node-watch.ts';
import { pair, serving, until } from '../support/sockets.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

test('messages come in order, then the end', async () => {
  const { client, peer } = await pair();
  const all: unknown[] = [];
  for (let index = 0; index < 1000; index++) void peer.send(`message ${index}`);
  void peer.close();
  for await (const message of client) all.push(message);
  expect(all).toEqual(Array.from({ length: 1000 }, (_, index) => `message ${index}`));
  expect(client.record?.clean).toBe(true);
  for await (const _ of client) expect.unreachable();
});

test('a connection that fails throws, once, after what had arrived', async () => {
  const server = await serving();
  const raw = await openRaw(server.port);
  const [peer] = server.connections;
  if (peer === undefined) throw new Error('no connection');
  const all: unknown[] = [];
  raw.write(frame(1, 'good'), frame(3, 'bad'));
  raw.socket.end();
  const failure = await (async () => {
    for await (const message of peer) all.push(message);
  })().catch((error) => error);
  expect(all).toEqual(['good']);
  expect(failure).toBeInstanceOf(ConnectionError);
  expect(failure.id).toBe('bad-opcode');
  expect(failure.record).toBe(peer.record);
  expect(await peer[Symbol.asyncIterator]().next()).toEqual({ value: undefined, done: true });
});

test('several may wait; each message goes to one of them', async () => {
  const { client, peer } = await pair();
  const iterator = client[Symbol.asyncIterator]();
  expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
  const waiting = [iterator.next(), iterator.next(), iterator.next()];
  void peer.send('a');
  void peer.send('b');
  void peer.close();
  expect(await Promise.all(waiting)).toEqual([
    { value: 'a', done: false },
    { value: 'b', done: false },
    { value: undefined, done: true },
  ]);
});

test('with a handler for messages there is nothing to iterate over', async () => {
  const { client } = await pair({ message: () => {} });
  expect(() => client[Symbol.asyncIterator]()).toThrow(/handler/);
});

test('breaking out closes, although many messages wait and reading was paused', async () => {
  const { client, peer } = await pair();
  for (let index = 0; index < 500; index++) void peer.send(`${index}`);
  for await (const message of client) {
    if (message === '3') break;
  }
  expect(await client.closed).toMatchObject({ clean: true, began: 'us' });
  expect(await peer.closed).toMatchObject({ clean: true, began: 'peer' });
});

test('throwing out closes', async () => {
  const { client, peer } = await pair();
  void peer.send('x');
  const why = new Error('enough');
  const loop = (async () => {
    for await (const _ of client) throw why;
  })();
  await expect(loop).rejects.toBe(why);
  expect((await client.closed).clean).toBe(true);
});

test('a slow reader makes the sender wait: neither side gathers', async () => {
  const { client, peer } = await pair();
  const message = new Uint8Array(256 * KIB);
  const count = 256;
  let sent = 0;
  let most = 0;
  const sending = (async () => {
    for (; sent < count; sent++) {
      await peer.send(message);
      most = Math.max(most, peer.bufferedAmount);
    }
  })();
  // Nobody reads yet: what fits into the inbox and the two kernels is all that leaves.
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(sent * message.length).toBeLessThan(32 * MIB);
  expect(most).toBeLessThanOrEqual(2 * MIB);
  let received = 0;
  for await (const got of client) {
    expect(got.length).toBe(message.length);
    if (++received === count) break;
  }
  await sending;
  expect(sent).toBe(count);
});

test('pause and resume: the sender feels it, and nothing is lost', async () => {
  const got: number[] = [];
  const { client, peer } = await pair({ message: (_, message) => void got.push(message.length) });
  client.pause();
  client.pause();
  const message = new Uint8Array(MIB);
  const sends = Array.from({ length: 40 }, () => peer.send(message));
  let settled = 0;
  for (const send of sends) void send.then(() => settled++);
  await turns(50);
  expect(got).toEqual([]);
  expect(settled).toBeLessThan(40);
  expect(peer.bufferedAmount).toBeGreaterThan(0);
  client.resume();
  client.resume();
  await Promise.all(sends);
  expect(peer.bufferedAmount).toBe(0);
  await until(
    () => got.length === 40,
    () => `${got.length} messages`,
  );
});

test('pausing in a handler holds back the rest of the same chunk', async () => {
  const got: unknown[] = [];
  const { client, peer } = await pair({
    message: (connection, message) => {
      got.push(message);
      connection.pause();
      setImmediate(() => connection.resume());
      expect(connection.states.readLoop).toBeTypeOf('string');
    },
  });
  const after: number[] = [];
  for (let index = 0; index < 20; index++) void peer.send(`${index}`);
  while (got.length < 20) {
    after.push(got.length);
    await turns(1);
  }
  expect(got).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  // At most one message per turn.
  expect(after.every((length, index) => index === 0 || length - (after[index - 1] ?? 0) <= 1)).toBe(true);
  expect((await client.close()).clean).toBe(true);
});

test('what waits may be no more than maxBufferedOutput; past it send rejects', async () => {
  const { client, peer } = await pair({ maxBufferedOutput: 4 * MIB });
  peer.pause();
  // Nothing leaves within a turn: what is called in it waits, or is refused.
  const sends = Array.from({ length: 64 }, () => client.send(new Uint8Array(MIB)));
  expect(client.bufferedAmount).toBeLessThanOrEqual(6 * MIB);
  peer.resume();
  const results = await Promise.all(
    sends.map((send) =>
      send.then(
        () => 'sent',
        (error) => error.id,
      ),
    ),
  );
  const accepted = results.filter((result) => result === 'sent').length;
  expect(accepted).toBeGreaterThanOrEqual(4);
  expect(results).toEqual(results.map((_, index) => (index < accepted ? 'sent' : 'output-limit')));
  await client.send('there is room again');
  const closing = client.close();
  let received = 0;
  for await (const message of peer) received += typeof message === 'string' ? 0 : message.length;
  expect(received).toBe(accepted * MIB);
  expect((await closing).clean).toBe(true);
});
