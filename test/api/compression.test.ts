/** The option `compression`, and conversations that are compressed, over loopback. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { type Connection, connect, type Message } from '../../src/api/index.ts';
import { noise } from '../support/compressed-talk.ts';
import { ownPair, received } from '../support/deflate-pair.ts';
import { digest, patternText } from '../support/messages.ts';

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
