/** Three levels of sending and three of receiving, over the wire. */
import { describe, expect, test } from 'vitest';
import type { ConnectOptions, FrameInfo } from '../../src/api/index.ts';
import { openRaw } from '../support/node-raw.ts';
import { turns } from '../support/node-watch.ts';
import { connected, pair, serving, until } from '../support/sockets.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

describe('levels', () => {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  const receivers: Record<string, (seen: string[]) => ConnectOptions> = {
    messages: (seen) => ({
      message: (_, message) => void seen.push(typeof message === 'string' ? message : text(message)),
    }),
    frames: (seen) => ({
      messageBegin: (_, type) => void seen.push(type),
      messageFrame: (_, payload) => void seen.push(text(payload)),
      messageEnd: () => void seen.push('end'),
    }),
    data: (seen) => ({
      frameBegin: (_, { type, first, last, length }: FrameInfo) => void seen.push(`${type} ${first} ${last} ${length}`),
      frameData: (_, bytes) => void seen.push(text(bytes)),
      frameEnd: () => void seen.push('end'),
    }),
  };
  const expected: Record<string, string[]> = {
    messages: ['whole', 'one two three', 'streamed', ''],
    frames: [
      'text',
      'whole',
      'end',
      'text',
      'one ',
      'two ',
      'three',
      'end',
      'binary',
      'stre',
      'amed',
      'end',
      'text',
      '',
      'end',
    ],
    data: [
      ...['text true true 5', 'whole', 'end'],
      ...['text true false 4', 'one ', 'end', 'text false false 4', 'two ', 'end', 'text false true 5', 'three', 'end'],
      ...['binary true false 4', 'stre', 'end', 'binary false true 4', 'amed', 'end'],
      ...['text true true 0', 'end'],
    ],
  };

  test.each(Object.keys(receivers))('all ways to send, received as %s', async (level) => {
    const seen: string[] = [];
    const { peer } = await pair(receivers[level]?.(seen));
    void peer.send('whole');
    const message = peer.beginMessage('text');
    void message.frame('one ');
    void message.frame(Buffer.from('two '));
    await message.end('three');
    const streamed = peer.beginMessage('binary');
    await streamed.beginFrame(4).write(Buffer.from('stre'));
    const last = streamed.beginFrame(4, { last: true });
    await last.begun;
    await last.write(Buffer.from('am'));
    await last.write(new Uint8Array(0));
    expect(last.remaining).toBe(2);
    await last.write(Buffer.from('ed'));
    await last.end();
    await peer.send('');
    await peer.close();
    // Data comes in whatever pieces the network makes.
    const joined = seen.reduce<string[]>((all, each) => {
      if (level === 'data' && each === 'ed' && all.at(-1) === 'am') all.push(`${all.pop()}${each}`);
      else all.push(each);
      return all;
    }, []);
    expect(joined).toEqual(expected[level]);
  });

  test('a character may be cut by the border of two frames', async () => {
    const seen: unknown[] = [];
    const { peer } = await pair({ message: (_, message) => void seen.push(message) });
    const bytes = Buffer.from('a€b');
    const message = peer.beginMessage('text');
    for (const byte of bytes) void message.frame(Buffer.of(byte));
    await message.end();
    await peer.close();
    expect(seen).toEqual(['a€b']);
  });
});

test('other messages wait for the one under way; pings pass between its frames', async () => {
  const { client, peer } = await pair();
  const first = peer.beginMessage('text');
  void first.frame('1');
  const second = peer.beginMessage('text');
  void second.frame('2');
  const whole = peer.send('3');
  await peer.ping();
  void second.end();
  expect(await Promise.race([whole.then(() => 'sent'), turns(10).then(() => 'waits')])).toBe('waits');
  await first.end();
  await whole;
  void peer.close();
  const got: unknown[] = [];
  for await (const message of client) got.push(message);
  expect(got).toEqual(['1', '2', '3']);
});

test('fragmentSize: a ping passes between the fragments of a large message', async () => {
  const server = await serving({ fragmentSize: 64 * KIB });
  const raw = await openRaw(server.port);
  const [peer] = server.connections;
  raw.socket.pause();
  const sent = peer?.send(new Uint8Array(32 * MIB));
  await turns(5);
  void peer?.ping('now');
  raw.socket.resume();
  const seen: string[] = [];
  let size = 0;
  for (;;) {
    const each = await raw.frame();
    if (each === undefined) break;
    if (each.opcode === 9) seen.push(`ping after ${size > 0 && size < 32 * MIB ? 'some' : size}`);
    else size += each.payload.length;
    if (each.opcode !== 9 && each.fin) break;
    expect(each.payload.length).toBeLessThanOrEqual(64 * KIB);
  }
  await sent;
  expect([seen, size]).toEqual([['ping after some'], 32 * MIB]);
});

test('fragmentSize: a message larger than maxBufferedOutput arrives whole', async () => {
  const text = 'ü'.repeat(4 * MIB);
  const { client, peer } = await pair({ fragmentSize: 10_001, maxBufferedOutput: MIB });
  const sent = client.send(text);
  // The limit is for what comes after.
  await expect(client.send('more')).rejects.toMatchObject({ id: 'output-limit' });
  for await (const message of peer) {
    expect(message === text).toBe(true);
    break;
  }
  await sent;
});

describe('sizes that differ', () => {
  const failing = async () => {
    const { client, peer } = await pair();
    const writer = client.beginMessage('binary');
    return { client, peer, writer, frame: writer.beginFrame(10) };
  };

  test('too many bytes: none of them is sent, and the connection fails', async () => {
    const { client, peer, frame } = await failing();
    await frame.write(new Uint8Array(4));
    const error = await frame.write(new Uint8Array(7)).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'OperationError' });
    expect(error.message).toMatch(/frame|closed/);
    expect(await client.closed).toMatchObject({ clean: false, violation: { id: 'frame-size-mismatch' } });
    expect((await peer.closed).clean).toBe(false);
  });

  test('too few bytes: the connection fails when the frame is said to end', async () => {
    const { client, frame } = await failing();
    void frame.write(new Uint8Array(9));
    const error = await frame.end().catch((reason) => reason);
    expect(error).toMatchObject({ name: 'OperationError' });
    expect(await client.closed).toMatchObject({ violation: { id: 'frame-size-mismatch' } });
  });

  test('a write after the frame, a frame within a frame, anything after the message', async () => {
    const { client, peer, writer, frame } = await failing();
    await expect(writer.frame('x')).rejects.toMatchObject({ id: 'frame-under-way' });
    await expect(writer.end()).rejects.toMatchObject({ id: 'frame-under-way' });
    const inner = writer.beginFrame(5);
    await expect(inner.begun).rejects.toMatchObject({ id: 'frame-under-way' });
    await frame.write(new Uint8Array(10));
    await expect(frame.write(new Uint8Array(1))).rejects.toMatchObject({ id: 'no-frame' });
    await writer.end();
    await expect(writer.end()).rejects.toMatchObject({ id: 'no-message' });
    await expect(writer.frame('x')).rejects.toMatchObject({ id: 'no-message' });
    expect(() => writer.beginFrame(1)).not.toThrow();
    void client.close();
    const got: unknown[] = [];
    for await (const message of peer) got.push(message);
    expect(got).toEqual([new Uint8Array(10)]);
  });

  test('a write that is refused for want of room does not count: the frame can go on', async () => {
    const { client, peer } = await pair({ maxBufferedOutput: MIB });
    peer.pause();
    const writer = client.beginMessage('binary');
    const size = 24 * MIB;
    const frame = writer.beginFrame(size, { last: true });
    let refused = 0;
    const piece = new Uint8Array(MIB);
    while (frame.remaining > 0) {
      const before = frame.remaining;
      const written = frame.write(piece);
      if (frame.remaining < before) {
        void written;
      } else {
        refused++;
        await expect(written).rejects.toMatchObject({ id: 'output-limit' });
        peer.resume();
        await until(() => client.bufferedAmount === 0, 'room');
      }
    }
    expect(refused).toBeGreaterThan(0);
    void client.close();
    const got: number[] = [];
    for await (const message of peer) got.push(message.length);
    expect(got).toEqual([size]);
  });
});

test('beginFrame of no bytes is an empty frame', async () => {
  const seen: string[] = [];
  const server = await serving({
    messageBegin: () => void seen.push('begin'),
    messageFrame: (_, payload) => void seen.push(`${payload.length}`),
    messageEnd: () => void seen.push('end'),
  });
  const client = await connected(server);
  const writer = client.beginMessage('text');
  const empty = writer.beginFrame(0);
  await empty.begun;
  await empty.end();
  await writer.beginFrame(0, { last: true }).begun;
  await client.close();
  expect(seen).toEqual(['begin', '0', '0', 'end']);
});
