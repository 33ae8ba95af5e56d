import { expect, test } from 'vitest';
import { prepareMessage } from '../../src/api/index.ts';
import { ownPair, received } from '../support/deflate-pair.ts';
import { digest, patternText } from '../support/messages.ts';
import { connected, pair, serving } from '../support/sockets.ts';
import { outcome } from '../support/wire.ts';

test('sent by either side, as often as one likes', async () => {
  await using one = await ownPair();
  const [text, bytes] = [prepareMessage('Grüße'), prepareMessage(Uint8Array.of(1, 2))];
  expect([text.type, text.length, bytes.type, bytes.length]).toEqual(['text', 7, 'binary', 2]);
  for (const [from, to] of [
    [one.client, one.server],
    [one.server, one.client],
  ] as const) {
    for (const each of [text, bytes, text]) await from.send(each);
    expect((await received(to, 3)).map(digest)).toEqual(['Grüße', Uint8Array.of(1, 2), 'Grüße'].map(digest));
  }
});

test('a server sends it to all, in fragments where it sends in fragments', async () => {
  const server = await serving({ fragmentSize: 1000 });
  const frames: number[] = [];
  const clients = await Promise.all(
    [1, 2].map(() =>
      connected(server, {
        frameBegin: (connection, frame) => {
          frames.push(frame.length);
          connection.defaults.frameBegin(frame);
        },
        frameData: (connection, bytes) => connection.defaults.frameData(bytes),
        frameEnd: (connection) => connection.defaults.frameEnd(),
        message: (connection, message) => void connection.close(1000, digest(message).slice(0, 20)),
      }),
    ),
  );
  const message = patternText(2500);
  await server.broadcast(prepareMessage(message));
  for (const client of clients) expect((await client.closed).sent?.reason).toBe(digest(message).slice(0, 20));
  expect(frames.sort()).toEqual([1000, 1000, 1000, 1000, 500, 500]);
});

test('after a close it is refused', async () => {
  const { client } = await pair();
  const closed = client.close();
  expect(await outcome(client.send(prepareMessage('late')))).toBe('closing');
  await closed;
  expect(await outcome(client.send(prepareMessage('later')))).toBe('aborted');
});

test('what cannot be sent is named', () => {
  expect(() => prepareMessage(5 as unknown as string)).toThrow(/message must be a string/);
});
