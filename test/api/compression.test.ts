/** The option `compression`, and conversations that are compressed, over loopback. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { type Connection, connect, type Message, serve } from '../../src/api/index.ts';
import { noise } from '../support/compressed-talk.ts';
import { ownPair, received } from '../support/deflate-pair.ts';
import { digest, patternText } from '../support/messages.ts';
import { watchWarnings } from '../support/node-watch.ts';
import { outcomes } from '../support/wire.ts';
import { pair } from '../support/ws-peer.ts';

const digests = (messages: readonly Message[]) => messages.map(digest);

describe('memory that connections share', () => {
  test('a text that is compressed in the background is not overwritten by those that are compressed meanwhile', async () => {
    await using one = await ownPair();
    await using two = await ownPair();
    await using three = await ownPair();
    const [small, large] = ['other '.repeat(5000), noise(1_000_000)];
    // The least that counts as large, one byte less, one more.
    for (const size of [32_768, 32_767, 32_769]) {
      // While these are compressed it has to wait.
      const busy = [one.client, one.server, two.client];
      for (const connection of busy) void connection.send(large);
      const text = patternText(size);
      void two.server.send(text);
      void three.client.send(small);
      expect(digests(await received(three.server, 1))).toEqual([digest(small)]);
      expect(digests(await received(two.client, 1))).toEqual([digest(text)]);
      for (const connection of [one.client, one.server, two.server]) {
        expect(digests(await received(connection, 1))).toEqual([digest(large)]);
      }
    }
  });

  const watchers: [string, 'compiled' | 'interpreted', (connection: Connection, tell: () => void) => void][] = [
    ['an observer', 'compiled', (connection, transition) => connection.observe({ transition })],
    ['an observer', 'interpreted', (connection, transition) => connection.observe({ transition })],
    ['an inspector', 'interpreted', (connection, tell) => connection.useEngine('interpreted', tell)],
  ];

  test.each(watchers)('%s may send what it sees (%s)', async (_, engine, watch) => {
    await using watched = await ownPair({ client: { engine }, server: { engine } });
    await using report = await ownPair();
    let seen = 0;
    for (const connection of [watched.client, watched.server]) {
      watch(connection, () => {
        const text = JSON.stringify({ seen: ++seen, more: 'z'.repeat(20) });
        void report.client.send(text, { compress: true });
      });
    }
    const messages = [noise(2000, 1), 'Grüße '.repeat(300), noise(3000, 2), 'x'.repeat(2000)];
    for (const [from, to] of [
      [watched.client, watched.server],
      [watched.server, watched.client],
    ] as const) {
      // Behind a message that is not finished they wait, and leave one straight after the other.
      const first = from.beginMessage('text', { compress: true });
      for (const message of messages) void from.send(message);
      void first.end('first');
      expect(digests(await received(to, 1 + messages.length))).toEqual(['first', ...messages.map(digest)]);
    }
    expect(seen).toBeGreaterThan(16);
    const reports = await received(report.server, seen);
    expect(reports.map((each) => JSON.parse(String(each)).seen)).toEqual(reports.map((_each, index) => index + 1));
  });
});

test('a server and a client with equal options agree on what each of them may do', async () => {
  const compression = { takeover: true, peerTakeover: true, threshold: 0 };
  // A server that keeps no history, and lets its clients keep theirs.
  const theirs = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    perMessageDeflate: { serverNoContextTakeover: true },
  });
  await once(theirs, 'listening');
  theirs.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  const asClient = await connect(`ws://127.0.0.1:${(theirs.address() as AddressInfo).port}`, { compression });
  expect(asClient.extensions).toBe('permessage-deflate; server_no_context_takeover');
  // A client that asks our server for the same.
  await using both = await ownPair({
    client: { compression: { ...compression, peerTakeover: false } },
    server: { compression },
  });
  expect(both.server.extensions).toBe('permessage-deflate; server_no_context_takeover');
  for (let round = 0; round < 3; round++) {
    void both.server.send('the same again and again');
    void both.client.send('the same again and again');
    void asClient.send('the same again and again');
    expect(await received(both.client, 1)).toEqual(['the same again and again']);
    expect(await received(both.server, 1)).toEqual(['the same again and again']);
    expect(await received(asClient, 1)).toEqual(['the same again and again']);
  }
  await asClient.terminate();
  theirs.close();
});

describe('the option', () => {
  test('wrong values are named by connect and serve, at once', async () => {
    for (const [compression, message] of [
      [{ windowBits: 16 }, 'compression.windowBits must be a whole number, 8 to 15, not 16'],
      [{ level: 0 }, 'compression.level must be a whole number, 1 to 9, not 0'],
      [{ threshold: -1 }, 'compression.threshold must be a whole number, 0 or more, not -1'],
      [{ takeover: 1 }, 'compression.takeover must be true or false'],
      ['on', 'compression must be true, false, or an object of options'],
    ] as const) {
      // As a program that is not type-checked gives it.
      const options = { compression: compression as never };
      expect(() => connect('ws://127.0.0.1:1', options)).toThrow(message);
      await expect((async () => serve({ ...options, port: 0 }))()).rejects.toThrow(message);
    }
  });

  test.each([
    [undefined, undefined, ''],
    [undefined, true, 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'],
    [false, true, ''],
    [true, false, ''],
    [true, { takeover: true, peerTakeover: true }, 'permessage-deflate'],
    [
      { windowBits: 10 },
      { takeover: true },
      'permessage-deflate; client_no_context_takeover; client_max_window_bits=10',
    ],
    [
      { takeover: false, peerTakeover: false },
      { takeover: true, peerTakeover: true, windowBits: 9 },
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9',
    ],
  ] as const)('client %j, server %j: %s', async (client, server, extensions) => {
    await using both = await ownPair({
      client: client === undefined ? {} : { compression: client },
      server: { compression: server ?? false },
    });
    expect([both.client.extensions, both.server.extensions]).toEqual([extensions, extensions]);
    for (const [from, to] of [
      [both.client, both.server],
      [both.server, both.client],
    ] as const) {
      for (const compress of [true, false, undefined]) {
        void from.send('x'.repeat(3000), compress === undefined ? {} : { compress });
        expect(digests(await received(to, 1))).toEqual([digest('x'.repeat(3000))]);
      }
    }
    const { frames } = await both.client.close();
    const lengths = frames
      .filter(({ opcode, direction }) => opcode === 1 && direction === 'out')
      .map(({ length }) => length);
    const short = extensions !== '';
    expect(lengths.map((length) => length < 100)).toEqual([short, false, short]);
  });

  test('a frame of a compressed message cannot be streamed, one of another can', async () => {
    await using both = await ownPair();
    const message = both.client.beginMessage('binary', { compress: true });
    const frame = message.beginFrame(3);
    await expect(frame.begun).rejects.toMatchObject({ name: 'OperationError', id: 'compressed-message' });
    await expect(frame.write(Uint8Array.of(1))).rejects.toMatchObject({ id: 'no-frame' });
    void message.frame('goes on');
    void message.end();
    const plain = both.client.beginMessage('binary').beginFrame(3, { last: true });
    await plain.write(Uint8Array.of(1, 2, 3));
    expect(await received(both.server, 2)).toEqual([new Uint8Array(Buffer.from('goes on')), Uint8Array.of(1, 2, 3)]);
    // Where nothing was agreed on, `compress` changes nothing.
    await using bare = await ownPair({ client: { compression: false } });
    const streamed = bare.client.beginMessage('binary', { compress: true }).beginFrame(1, { last: true });
    await streamed.write(Uint8Array.of(7));
    expect(await received(bare.server, 1)).toEqual([Uint8Array.of(7)]);
  });
});

test('messages that are kept stay as they were, whatever comes after them on any connection', async () => {
  const server = { compression: { takeover: false, peerTakeover: false, threshold: 0 } };
  await using one = await ownPair({ server });
  await using two = await ownPair({ server });
  const kept: Message[] = [];
  const wanted: Message[] = [];
  for (let round = 0; round < 30; round++) {
    for (const { client, server: to } of [one, two]) {
      const messages = [Buffer.from(noise(200, round)).toString('hex'), new Uint8Array(300 + round).fill(round)];
      for (const message of messages) void client.send(message, { compress: true });
      wanted.push(...messages);
      kept.push(...(await received(to, 2)));
    }
  }
  expect(digests(kept)).toEqual(digests(wanted));
});

test('terminate() while a large message is compressed: nothing stays pending, nothing escapes', async () => {
  const warnings = watchWarnings();
  for (let round = 0; round < 5; round++) {
    await using both = await ownPair();
    const large = noise(2_000_000, round);
    const sends = [both.client.send(large), both.client.send('behind'), both.client.beginMessage('text').end('too')];
    const record = await both.client.terminate();
    expect(record.violation?.id).toBe('aborted');
    for (const id of await outcomes(sends)) expect(['aborted', 'closing']).toContain(id);
  }
  // What was compressed meanwhile comes out now.
  await using after = await ownPair();
  void after.client.send('large '.repeat(20_000));
  expect(digests(await received(after.server, 1))).toEqual([digest('large '.repeat(20_000))]);
  expect(warnings).toEqual([]);
});

describe.each(['client', 'server'] as const)('against ws, ours is the %s', (role) => {
  const message = fc.oneof(
    fc.string({ maxLength: 50 }),
    fc.integer({ min: 0, max: 3000 }).map(patternText),
    fc.constant(patternText(100_000)),
    fc.constantFrom(10, 5000, 50_000).map((size) => noise(size, size)),
  );
  const sending = fc.record({
    message,
    compress: fc.boolean(),
    how: fc.constantFrom('send', 'frames', 'ping', 'switch'),
  });

  test('a random mixture arrives in order, both ways, and closes cleanly', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sending, { maxLength: 20 }),
        fc.record({ takeover: fc.boolean(), windowBits: fc.integer({ min: 9, max: 15 }) }),
        fc.constantFrom(1000, 40_000, Number.POSITIVE_INFINITY),
        async (sendings, compression, fragmentSize) => {
          await using both = await pair(role, {
            ours: { compression: { peerTakeover: true, ...compression }, fragmentSize },
            theirs: { perMessageDeflate: { threshold: 0 } },
          });
          const { ours, theirs } = both;
          const got: string[] = [];
          theirs.on('message', (data: Buffer, binary) => {
            got.push(digest(binary ? new Uint8Array(data) : data.toString()));
          });
          const sent: string[] = [];
          for (const each of sendings) {
            if (each.how === 'ping') void ours.ping().catch(() => {});
            else if (each.how === 'switch') ours.useEngine(ours.engine === 'compiled' ? 'interpreted' : 'compiled');
            else {
              sent.push(digest(each.message));
              theirs.send(each.message);
              if (each.how === 'send') void ours.send(each.message, { compress: each.compress });
              else {
                const bytes = Buffer.from(each.message);
                const type = typeof each.message === 'string' ? 'text' : 'binary';
                const writer = ours.beginMessage(type, { compress: each.compress });
                void writer.frame(bytes.subarray(0, bytes.length >> 1));
                void writer.end(bytes.subarray(bytes.length >> 1));
              }
            }
          }
          expect(digests(await received(ours, sent.length))).toEqual(sent);
          const { clean } = await ours.close(1000, 'behind it all');
          expect(clean).toBe(true);
          expect(got).toEqual(sent);
        },
      ),
      { numRuns: 25 },
    );
  });
});
