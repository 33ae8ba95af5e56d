/** The package ws on the other side, as client and as server. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Connection, connect, type Message, serve } from '../../src/api/index.ts';
import { deferred } from '../support/deferred.ts';
import { digest, messages, patternBytes, patternText } from '../support/messages.ts';
import { endOf, nextOf, pair, socketOf } from '../support/ws-peer.ts';

/** The next message that ours receives, of a connection without a message handler. */
async function next(connection: Connection): Promise<Message | undefined> {
  return (await connection[Symbol.asyncIterator]().next()).value;
}

describe.each(['client', 'server'] as const)('ours is the %s', (role) => {
  test.each(messages)('%s, both ways', async (_, message) => {
    await using both = await pair(role);
    both.theirs.send(message);
    const got = (await next(both.ours)) ?? 'nothing';
    expect([typeof got, digest(got)]).toEqual([typeof message, digest(message)]);
    const arrived = nextOf(both.theirs);
    await both.ours.send(message);
    expect([typeof (await arrived), digest(await arrived)]).toEqual([typeof message, digest(message)]);
  });

  test('a thousand messages stay in order', async () => {
    await using both = await pair(role);
    const got: string[] = [];
    const all = new Promise<void>((resolve) => {
      both.theirs.on('message', (data) => {
        if (got.push(data.toString()) === 1000) resolve();
      });
    });
    const sent = Array.from({ length: 1000 }, (_, index) => `message ${index}`);
    for (const each of sent) void both.ours.send(each);
    await all;
    expect(got).toEqual(sent);
    for (const each of sent) both.theirs.send(each);
    const back: unknown[] = [];
    for await (const message of both.ours) if (back.push(message) === 1000) break;
    expect(back).toEqual(sent);
  });

  test('their fragments arrive with their borders, and pings between them', async () => {
    const frames: string[] = [];
    const done = deferred<void>();
    await using both = await pair(role, {
      ours: {
        messageBegin: (_, type) => void frames.push(type),
        messageFrame: (_, payload) => void frames.push(Buffer.from(payload).toString('hex')),
        messageEnd: () => done.resolve(),
        ping: (_, payload) => void frames.push(`ping ${Buffer.from(payload)}`),
      },
    });
    // The fox is cut in two.
    both.theirs.send(Buffer.from('f09f', 'hex'), { fin: false, binary: false });
    both.theirs.ping('between');
    both.theirs.send(Buffer.from('', 'hex'), { fin: false });
    both.theirs.send(Buffer.from('a68a', 'hex'), { fin: true });
    await done.promise;
    expect(frames).toEqual(['text', 'f09f', 'ping between', '', 'a68a']);
  });

  test('our frames arrive as one message, whichever way they were cut', async () => {
    await using both = await pair(role, { ours: { fragmentSize: 1000 } });
    const binary = patternBytes(10_500);
    let arrived = nextOf(both.theirs);
    await both.ours.send(binary);
    expect(digest(await arrived)).toBe(digest(binary));

    arrived = nextOf(both.theirs);
    const text = both.ours.beginMessage('text');
    await text.frame(Buffer.from('f09f', 'hex'));
    expect(await both.ours.ping('between')).toBeGreaterThanOrEqual(0);
    await text.end(Buffer.from('a68a', 'hex'));
    expect(await arrived).toBe('🦊');

    arrived = nextOf(both.theirs);
    const streamed = both.ours.beginMessage('binary');
    const frame = streamed.beginFrame(binary.length, { last: true });
    for (let at = 0; at < binary.length; at += 777) await frame.write(binary.subarray(at, at + 777));
    expect(digest(await arrived)).toBe(digest(binary));
  });

  test('pings both ways', async () => {
    await using both = await pair(role);
    const pinged = once(both.theirs, 'ping');
    expect(await both.ours.ping('ours')).toBeGreaterThanOrEqual(0);
    expect(String((await pinged)[0])).toBe('ours');
    const ponged = once(both.theirs, 'pong');
    both.theirs.ping(Buffer.from(patternBytes(125)));
    expect(new Uint8Array((await ponged)[0])).toEqual(patternBytes(125));
  });

  const codes = [
    [1000, ''],
    [1001, 'going'],
    [1011, 'a longer reason, with ä'],
    [3000, ''],
    [4999, 'x'.repeat(123)],
  ] as const;

  test.each(codes)('they close with %i', async (code, reason) => {
    await using both = await pair(role);
    const ended = endOf(both.theirs);
    both.theirs.close(code, reason);
    expect(await ended).toEqual({ code, reason: '' });
    expect(await both.ours.closed).toMatchObject({ clean: true, code, reason, began: 'peer' });
  });

  test.each(codes)('we close with %i', async (code, reason) => {
    await using both = await pair(role);
    const ended = endOf(both.theirs);
    const record = await both.ours.close(code, reason);
    expect(await ended).toEqual({ code, reason });
    expect(record).toMatchObject({ clean: true, code, began: 'us', sent: { code, reason } });
  });

  test('they close without a code', async () => {
    await using both = await pair(role);
    const ended = endOf(both.theirs);
    both.theirs.close();
    expect(await ended).toEqual({ code: 1005, reason: '' });
    expect(await both.ours.closed).toMatchObject({ clean: true, code: 1005, reason: '' });
  });

  test('both close at once', async () => {
    await using both = await pair(role);
    const ended = endOf(both.theirs);
    const closed = both.ours.close(4001, 'ours');
    both.theirs.close(4002, 'theirs');
    expect(await ended).toEqual({ code: 4001, reason: 'ours' });
    expect(await closed).toMatchObject({ clean: true, code: 4002, reason: 'theirs' });
  });

  test('what was sent before the close arrives', async () => {
    await using both = await pair(role);
    const got: number[] = [];
    both.theirs.on('message', (data: Buffer) => void got.push(data.length));
    const ended = endOf(both.theirs);
    for (let index = 1; index <= 20; index++) void both.ours.send(patternBytes(index * 10_000));
    await both.ours.close();
    await ended;
    expect(got).toEqual(Array.from({ length: 20 }, (_, index) => (index + 1) * 10_000));
  });

  test('their end without a close frame is unclean', async () => {
    await using both = await pair(role);
    both.theirs.terminate();
    expect(await both.ours.closed).toMatchObject({ clean: false, code: 1006, began: 'transport' });
  });

  test('our end without a close frame is unclean', async () => {
    await using both = await pair(role);
    const ended = endOf(both.theirs);
    expect(await both.ours.terminate()).toMatchObject({ clean: false, code: 1006 });
    expect(await ended).toEqual({ code: 1006, reason: '' });
  });

  // As a client sends it, and as a server does.
  test.each([
    ['a reserved opcode', '8380 00000000', '8300', 1002, 'bad-opcode'],
    ['bytes that are not UTF-8', '8181 00000000 ff', '8101ff', 1007, 'bad-utf8'],
    ['a close code that is reserved', '8882 00000000 03ed', '880203ed', 1002, 'bad-close-code'],
  ])('%s fails the connection, and they are told', async (_, masked, unmasked, code, id) => {
    await using both = await pair(role);
    const ended = endOf(both.theirs);
    socketOf(both.theirs).write(Buffer.from((role === 'server' ? masked : unmasked).replaceAll(' ', ''), 'hex'));
    expect((await both.ours.closed).violation).toMatchObject({ id });
    expect((await ended).code).toBe(code);
  });

  test('our limit for messages ends the connection with 1009', async () => {
    await using both = await pair(role, { ours: { maxMessageSize: 1000 } });
    const ended = endOf(both.theirs);
    both.theirs.send(patternBytes(1001));
    expect((await ended).code).toBe(1009);
    expect(await both.ours.closed).toMatchObject({ violation: { id: 'message-too-large' }, sent: { code: 1009 } });
  });

  test('so does theirs', async () => {
    await using both = await pair(role, { theirs: { maxPayload: 1000 } });
    both.theirs.on('error', () => {});
    void both.ours.send(patternBytes(1001));
    expect(await both.ours.closed).toMatchObject({ code: 1009, received: { code: 1009 } });
  });

  test('a subprotocol that both know is chosen: by us in the order of the client', async () => {
    await using both = await pair(role, { offered: ['mqtt', 'chat.v2', 'chat.v1'], spoken: ['chat.v1', 'mqtt'] });
    expect(both.ours.protocol).toBe(role === 'server' ? 'mqtt' : 'chat.v1');
    expect(both.theirs.protocol).toBe(both.ours.protocol);
  });

  test('TLS', async () => {
    await using both = await pair(role, { tls: true });
    const text = patternText(300_000);
    both.theirs.send(text);
    expect(await next(both.ours)).toBe(text);
    const arrived = nextOf(both.theirs);
    await both.ours.send(patternBytes(1024 * 1024));
    expect(digest(await arrived)).toBe(digest(patternBytes(1024 * 1024)));
    const ended = endOf(both.theirs);
    expect(await both.ours.close(1000, 'over TLS')).toMatchObject({ clean: true });
    expect(await ended).toEqual({ code: 1000, reason: 'over TLS' });
  });

  test('permessage-deflate, if nobody says otherwise: our clients offer it, our servers decline it', async () => {
    await using both = await pair(role, { theirs: { perMessageDeflate: true } });
    expect(both.theirs.extensions).toBe(role === 'client' ? 'permessage-deflate' : '');
    both.theirs.send(patternText(5000));
    expect(await next(both.ours)).toBe(patternText(5000));
  });
});

const MANY = 200;

test(`${MANY} clients of theirs at once`, async () => {
  const server = await serve({ port: 0, message: (connection, message) => void connection.send(message) });
  const ends = await Promise.all(
    Array.from({ length: MANY }, async (_, index) => {
      const socket = new WebSocket(server.url);
      await once(socket, 'open');
      for (let round = 0; round < 10; round++) {
        const arrived = nextOf(socket);
        socket.send(`client ${index}, round ${round}`);
        expect(await arrived).toBe(`client ${index}, round ${round}`);
      }
      const ended = endOf(socket);
      socket.close(1000, 'done');
      return (await ended).code;
    }),
  );
  expect(ends).toEqual(new Array(MANY).fill(1000));
  await server.close();
  expect(server.connections.size).toBe(0);
});

test(`${MANY} clients of ours at once`, async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const ends = await Promise.all(
    Array.from({ length: MANY }, async (_, index) => {
      const connection = await connect(`ws://127.0.0.1:${port}`);
      for (let round = 0; round < 10; round++) {
        void connection.send(`client ${index}, round ${round}`);
        expect(await next(connection)).toBe(`client ${index}, round ${round}`);
      }
      return (await connection.close(1000, 'done')).clean;
    }),
  );
  expect(ends).toEqual(new Array(MANY).fill(true));
  await new Promise((resolve) => server.close(resolve));
});

test('a server of ours that declines tells them so', async () => {
  const server = await serve({ port: 0, upgrade: () => ({ status: 403, body: 'not you' }) });
  const socket = new WebSocket(server.url);
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(403);
  response.resume();
  socket.on('error', () => {});
  socket.terminate();
  await server.close();
});

test('a server of theirs that declines is told by us', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', verifyClient: () => false });
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(connect(`ws://127.0.0.1:${port}`)).rejects.toMatchObject({ id: 'upgrade-declined' });
  await new Promise((resolve) => server.close(resolve));
});
