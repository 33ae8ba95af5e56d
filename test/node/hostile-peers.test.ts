/** Peers that mean harm, or have died: each is ended in time, with memory bounded, and nothing is thrown out of the library. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type CloseRecord, type Connection, connect, type ServeOptions } from '../../src/api/index.ts';
import { acceptRaw, closePayload, frame, frameHeader, openRaw, RawPeer } from '../support/node-raw.ts';
import { turns, watchUncaught } from '../support/node-watch.ts';
import { listening, serving, signal, until } from '../support/sockets.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A raw client of a server, and the record of its connection. */
async function attacked(options: ServeOptions = {}) {
  const closed = signal<CloseRecord>();
  const server = await serving({ closeTimeout: 200, ...options, close: (_, record) => closed.resolve(record) });
  const raw = await openRaw(server.port);
  const [peer] = server.connections;
  if (peer === undefined) throw new Error('no connection');
  return { raw, peer, server, closed: closed.promise };
}

/** A raw server, and the client that connects to it. */
async function attacker(
  onOpen: (raw: RawPeer) => void,
  options: Parameters<typeof connect>[1] = {},
): Promise<Connection> {
  const { url } = await listening((socket) => {
    const raw = new RawPeer(socket);
    void acceptRaw(raw).then(() => onOpen(raw));
  });
  return connect(url, { closeTimeout: 200, ...options });
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Bytes that this process keeps outside of V8's heap, and in it. XState leaves much that is not kept. */
function memory(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Writes until the other side takes no more, or `most` bytes have left. Returns how many have. */
async function flood(raw: RawPeer, bytes: Uint8Array, most: number): Promise<number> {
  let written = 0;
  while (written < most && raw.socket.writable) {
    const taken = new Promise<boolean>((resolve) => raw.socket.write(bytes, (error) => resolve(!error)));
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 200));
    if (!(await Promise.race([taken, late]))) break;
    written += bytes.length;
  }
  return written;
}

describe('floods', () => {
  test('pings to which nobody reads the answers: the newest supersede, the rest is bounded', async () => {
    const seen = watchUncaught();
    let pings = 0;
    const { raw, peer } = await attacked({ ping: () => void pings++, drainTimeout: Infinity });
    raw.socket.pause();
    // The output is blocked first.
    void peer.send(new Uint8Array(16 * MIB));
    await turns(5);
    const before = memory();
    const many = Buffer.concat(Array.from({ length: 1000 }, () => frame(9, 'x'.repeat(125))));
    await flood(raw, many, 8 * MIB);
    await until(
      () => pings >= 30_000,
      () => `${pings} pings`,
    );
    expect(memory() - before).toBeLessThan(24 * MIB);
    expect(peer.bufferedAmount).toBeLessThan(17 * MIB);
    expect(peer.state).toBe('open');
    raw.socket.destroy();
    await peer.closed;
    expect(seen).toEqual([]);
  });

  test('tiny and empty fragments', async () => {
    const { raw, closed } = await attacked({ maxFragments: 1000 });
    const before = memory();
    raw.write(frame(2, 'x', { fin: false }));
    const many = Buffer.concat(Array.from({ length: 10_000 }, () => frame(0, '', { fin: false })));
    raw.write(many);
    const close = await raw.frame();
    expect([close?.opcode, close?.payload.readUInt16BE()]).toEqual([8, 1008]);
    raw.socket.end();
    expect((await closed).violation?.id).toBe('too-many-fragments');
    expect(memory() - before).toBeLessThan(16 * MIB);
  });

  test.each([
    ['a frame', frameHeader(2, 2 ** 40, true), 'frame-too-large', 1009],
    [
      'a message',
      Buffer.concat([frame(2, new Uint8Array(40), { fin: false }), frameHeader(0, 61, true)]),
      'message-too-large',
      1009,
    ],
    ['a length', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'length-overflow', 1002],
    ['a control frame', Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), 'control-frame-too-long', 1002],
  ])('%s that is too large is refused before its bytes come', async (_, bytes, id, code) => {
    const { raw, closed } = await attacked({ maxMessageSize: 100, maxFrameSize: id === 'frame-too-large' ? 50 : 100 });
    raw.write(bytes);
    const close = await raw.frame();
    expect(close?.payload.readUInt16BE()).toBe(code);
    expect(close?.payload.subarray(2).toString()).toBe(id);
    raw.socket.end();
    expect(await closed).toMatchObject({ clean: false, violation: { id, machine: 'readLoop' } });
  });

  test('after a violation what still comes is thrown away, and not for ever', async () => {
    const { raw, closed } = await attacked({ closeTimeout: 300 });
    raw.write(frame(3));
    const before = memory();
    await flood(raw, frame(2, new Uint8Array(MIB)), 64 * MIB);
    expect(await closed).toMatchObject({ violation: { id: 'bad-opcode' } });
    expect(memory() - before).toBeLessThan(48 * MIB);
    await until(() => raw.closed || raw.error !== undefined || raw.ended, 'ended');
  });

  test('data after the close frame is not delivered', async () => {
    const got: unknown[] = [];
    const { raw, closed } = await attacked({ message: (_, message) => void got.push(message) });
    raw.write(
      frame(1, 'before'),
      frame(8, closePayload(1000)),
      frame(1, 'after'),
      frame(8, closePayload(1001)),
      frame(3),
    );
    expect((await raw.frame())?.payload).toEqual(closePayload(1000));
    await raw.end();
    raw.socket.end();
    expect(await closed).toMatchObject({ clean: true, code: 1000, violation: undefined });
    expect(got).toEqual(['before']);
  });
});

describe('peers that are gone', () => {
  test('half-open: keep-alive finds out, and everything that waited completes', async () => {
    const { raw, peer, closed } = await attacked({ idleTimeout: 50, pongTimeout: 50 });
    const ping = peer.ping('?').catch((error) => error);
    // The raw peer's system takes everything; the peer never says a word.
    const record = await closed;
    expect(record).toMatchObject({ clean: false, code: 1006, timer: 'pong', violation: { id: 'pong-timeout' } });
    expect(await ping).toMatchObject({ id: 'aborted', cause: { id: 'pong-timeout' } });
    await expect(peer.send('x')).rejects.toMatchObject({ cause: { id: 'pong-timeout' } });
    expect((await raw.frame())?.opcode).toBe(9);
  });

  test('a client whose server dies finds out, too', async () => {
    const client = await attacker(() => {}, { idleTimeout: 50, pongTimeout: 50 });
    expect(await client.closed).toMatchObject({ timer: 'pong' });
  });

  test('a slow peer that answers pings is left alone', async () => {
    const { raw, peer } = await attacked({ idleTimeout: 20, pongTimeout: 2000 });
    for (let round = 0; round < 5; round++) {
      const ping = await raw.frame();
      expect(ping?.opcode).toBe(9);
      raw.write(frame(10, ping?.payload));
    }
    expect(peer.state).toBe('open');
  });

  test('a peer that takes no bytes is ended by the drain timer; a slow one is not', async () => {
    const size = 24 * MIB;
    const stuck = await attacked({ drainTimeout: 150, idleTimeout: Infinity });
    stuck.raw.socket.pause();
    const sends = Promise.allSettled([stuck.peer.send(new Uint8Array(size)), stuck.peer.send('more')]);
    expect(await stuck.closed).toMatchObject({ timer: 'drain', violation: { id: 'drain-timeout' } });
    expect((await sends)[1]).toMatchObject({ status: 'rejected', reason: { cause: { id: 'drain-timeout' } } });

    const slow = await attacked({ drainTimeout: 1000, idleTimeout: Infinity });
    slow.raw.socket.pause();
    const sent = slow.peer.send(new Uint8Array(size)).then(() => slow.peer.send('all through'));
    // Slow, but moving: all of it takes longer than the drain timer allows for a standstill.
    const timer = setInterval(() => {
      slow.raw.socket.resume();
      setImmediate(() => slow.raw.socket.pause());
    }, 3);
    await sent.finally(() => clearInterval(timer));
    slow.raw.socket.resume();
    expect(slow.peer.state).toBe('open');
  });

  test('a peer that never answers a close is ended by the close timer', async () => {
    const { raw, peer, closed } = await attacked({ closeTimeout: 50 });
    const ping = peer.ping().catch((error) => error.id);
    const writer = peer.beginMessage('text');
    const promises = [ping, peer.close(1000, 'please'), writer.end('x').catch((error) => error.id)];
    expect(await closed).toMatchObject({
      clean: false,
      timer: 'close',
      began: 'us',
      sent: { code: 1000, reason: 'please' },
      received: undefined,
      violation: { id: 'close-timeout' },
    });
    expect((await Promise.all(promises))[0]).toBe('aborted');
    await until(() => raw.ended || raw.closed, 'hung up');
  });

  test('a server that sends its close frame and then never hangs up: closed cleanly all the same', async () => {
    const client = await attacker(
      (raw) => void raw.frame().then((close) => raw.write(frame(8, close?.payload, { masked: false }))),
    );
    expect(await client.close()).toMatchObject({ clean: true, code: 1000 });
  });

  test.each([
    ['resets the connection', (raw: RawPeer) => void raw.socket.resetAndDestroy(), /ECONNRESET/],
    ['ends it without a close frame', (raw: RawPeer) => void raw.socket.end(), undefined],
    [
      'ends its side in the middle of a frame',
      (raw: RawPeer) => void raw.socket.end(frame(1, 'hello').subarray(0, 4)),
      undefined,
    ],
  ])('one that %s', async (_, act, error) => {
    const { raw, peer, closed } = await attacked();
    const ping = peer.ping().catch((reason) => reason);
    act(raw);
    const record = await closed;
    expect(record).toMatchObject({
      clean: false,
      code: 1006,
      began: 'transport',
      violation: { id: 'transport-ended' },
    });
    if (error !== undefined) expect(String(record.error)).toMatch(error);
    expect(await ping).toMatchObject({ id: 'aborted' });
  });

  test('a peer that half-closes behind its close frame still gets ours, and what was sent before', async () => {
    const { raw, peer, closed } = await attacked();
    void peer.send('sent before');
    raw.write(frame(8, closePayload(1000)));
    raw.socket.end();
    expect((await raw.frame())?.payload.toString()).toBe('sent before');
    expect((await raw.frame())?.opcode).toBe(8);
    expect(await closed).toMatchObject({ clean: true, code: 1000, began: 'peer' });
  });
});

describe('servers that answer oddly', () => {
  const answers: [string, (raw: RawPeer) => void, string][] = [
    ['an endless header', (raw) => void flood(raw, Buffer.from('X'.repeat(4096)), MIB), 'malformed-head'],
    ['an endless header after a status line', (raw) => endless(raw, 'X'.repeat(4096)), 'head-too-large'],
    ['a header for ever and ever', (raw) => endless(raw, 'X: 1\r\n'.repeat(20)), 'too-many-headers'],
    ['HTML', (raw) => raw.write('<!doctype html>\r\n\r\n'), 'malformed-head'],
    ['binary', (raw) => raw.write(Buffer.alloc(100, 0x01)), 'malformed-head'],
    ['nothing but line ends', (raw) => raw.write('\r\n\r\n\r\n'), 'malformed-head'],
    ['one byte at a time', (raw) => dribble(raw, 'HTTP/1.1 101 Switching Protocols\r\n'), 'opening-timeout'],
  ];
  function endless(raw: RawPeer, text: string): void {
    raw.write('HTTP/1.1 101 Switching Protocols\r\n');
    void flood(raw, Buffer.from(text), MIB);
  }
  function dribble(raw: RawPeer, text: string): void {
    let at = 0;
    const timer = setInterval(() => raw.socket.writable && raw.write(text[at++ % text.length] ?? ''), 20);
    raw.socket.on('close', () => clearInterval(timer));
  }

  test.each(answers)('%s', async (_, answer, id) => {
    const seen = watchUncaught();
    const { url } = await listening((socket) => {
      const raw = new RawPeer(socket);
      void raw.head().then(() => answer(raw));
    });
    const failure = await connect(url, { openingTimeout: id === 'opening-timeout' ? 300 : 10_000 }).catch(
      (error) => error,
    );
    // An endless first line is refused for its size.
    expect([id, 'head-too-large']).toContain(failure.id);
    expect(failure.record.bytesReceived).toBe(0);
    await turns(3);
    expect(seen).toEqual([]);
  });
});

test('noise of every kind throws nothing out of the library', async () => {
  const seen = watchUncaught();
  const { server } = await attacked();
  let state = 42;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state;
  };
  await Promise.all(
    Array.from({ length: 60 }, async () => {
      const raw = await openRaw(server.port);
      raw.write(Buffer.from(Array.from({ length: (random() % 400) + 1 }, () => random() % 256)));
      if (random() % 2 === 0) raw.socket.end();
      else raw.socket.resetAndDestroy();
      await until(() => raw.closed || raw.ended, 'ended');
      raw.socket.destroy();
    }),
  );
  await until(
    () => server.connections.size <= 1,
    () => `${server.connections.size} connections`,
  );
  await turns(5);
  expect(seen).toEqual([]);
});
