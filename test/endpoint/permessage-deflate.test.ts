/** permessage-deflate in the endpoint: which streams are used when, what the peer may do to us, and what is left behind. */
import { describe, expect, test } from 'vitest';
import { violations } from '../../machines/violations.ts';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { CompressionOptions } from '../../src/endpoint/compression-options.ts';
import type { DeflateEngine } from '../../src/endpoint/deflate-engine.ts';
import type { Message } from '../../src/endpoint/levels.ts';
import { noise } from '../support/compressed-talk.ts';
import { compressed, counting, engines, usual } from '../support/deflate-engines.ts';
import { deflateServer, deflateSides, exchangeAll, extensionOf, prompt } from '../support/deflate-sides.ts';
import { digest } from '../support/messages.ts';
import { encodeFrame } from '../support/vector-frames.ts';
import { exchange, framesOut, give, outcome, type Side, settled } from '../support/wire.ts';

const key = Uint8Array.of(1, 2, 3, 4);
const noHistory: CompressionOptions = { takeover: false, peerTakeover: false };

/** A masked frame of a compressed message. */
function compressedFrame(payload: Uint8Array, { fin = true, first = true, opcode = BINARY } = {}): Uint8Array {
  return encodeFrame({ fin, rsv: first ? 4 : 0, opcode: first ? opcode : 0, key, lengthForm: undefined, payload });
}

/** What a message of `bytes` is on the wire when `engine` compresses it. */
function deflated(engine: DeflateEngine, bytes: Uint8Array): Uint8Array {
  return compressed(engine.createDeflater({ ...usual, level: 9 }), bytes);
}

function collect(): { messages: Message[]; handlers: { message(side: Side, message: Message): void } } {
  const messages: Message[] = [];
  return { messages, handlers: { message: (_, message) => void messages.push(message) } };
}

describe.each(engines)('%s', (_name, zlib) => {
  const engine = prompt(zlib);

  describe('a bomb', () => {
    const MEBIBYTE = 1024 * 1024;
    const bounds = { maxMessageSize: MEBIBYTE };

    function serverWith(maxMessageSize = MEBIBYTE) {
      const { messages, handlers } = collect();
      const options = { handlers, bounds: { ...bounds, maxMessageSize } };
      const server = deflateServer('permessage-deflate; client_no_context_takeover', {
        extension: extensionOf('server', noHistory, engine),
        options,
      });
      return { server, messages };
    }

    function expectTooLarge(server: Side): void {
      expect(framesOut(server)[0]).toMatch(/^fin close 03f1/);
      server.endpoint.transportEnded();
      expect(server.records[0]).toMatchObject({ clean: false, code: 1006, sent: { code: 1009 } });
      expect(server.records[0]?.violation).toMatchObject({
        id: 'message-too-large',
        machine: 'readLoop',
        state: 'message.IN_MSG.payload | flow.flowing',
      });
    }

    test('of exactly the limit passes, one byte more does not', () => {
      const fits = serverWith();
      fits.server.endpoint.receive(compressedFrame(deflated(engine, new Uint8Array(MEBIBYTE))));
      expect(fits.messages.map((message) => message.length)).toEqual([MEBIBYTE]);
      expect(fits.server.endpoint.state).toBe('open');
      const { server, messages } = serverWith();
      server.endpoint.receive(compressedFrame(deflated(engine, new Uint8Array(MEBIBYTE + 1))));
      expect(messages.length).toBe(0);
      expectTooLarge(server);
    });

    test('in frames, each of them small', () => {
      const data = deflated(engine, new Uint8Array(16 * MEBIBYTE));
      const { server, messages } = serverWith();
      for (let at = 0; at < data.length && server.endpoint.state === 'open'; at += 100) {
        const piece = data.subarray(at, at + 100);
        server.endpoint.receive(compressedFrame(piece, { fin: at + 100 >= data.length, first: at === 0 }));
      }
      expect(messages.length).toBe(0);
      expectTooLarge(server);
    });

    test('a byte at a time', () => {
      const { server, messages } = serverWith(1000);
      const bytes = compressedFrame(deflated(engine, new Uint8Array(100_000)));
      for (const byte of bytes) server.endpoint.receive(Uint8Array.of(byte));
      expect(messages.length).toBe(0);
      expectTooLarge(server);
    });

    test('in as many messages as you like: each has the limit to itself', () => {
      const { server, messages } = serverWith();
      const frame = compressedFrame(deflated(engine, new Uint8Array(MEBIBYTE)));
      for (let times = 0; times < 20; times++) server.endpoint.receive(frame.slice());
      expect(messages).toHaveLength(20);
      expect(server.endpoint.state).toBe('open');
    });

    test('without any limit', () => {
      const { server, messages } = serverWith(Number.POSITIVE_INFINITY);
      server.endpoint.receive(compressedFrame(deflated(engine, new Uint8Array(2 * MEBIBYTE))));
      expect(messages.map((message) => message.length)).toEqual([2 * MEBIBYTE]);
    });
  });

  describe('bad data', () => {
    test.each([
      ['in a whole message', [Uint8Array.of(7, 0)]],
      ['in the second frame', [deflated(engine, noise(100)).subarray(0, 50), Uint8Array.of(255, 255, 255, 255)]],
      ['that ends too early', [deflated(engine, Buffer.from('Hello, hello, hello')).subarray(0, 6)]],
    ])('%s ends the connection with 1007', (_what, pieces) => {
      const { messages, handlers } = collect();
      const server = deflateServer('permessage-deflate; client_no_context_takeover', {
        extension: extensionOf('server', noHistory, engine),
        options: { handlers },
      });
      for (const [index, piece] of pieces.entries()) {
        server.endpoint.receive(compressedFrame(piece, { fin: index === pieces.length - 1, first: index === 0 }));
      }
      expect(framesOut(server)[0]).toMatch(/^fin close 03ef/);
      server.endpoint.transportEnded();
      expect(messages).toEqual([]);
      expect(server.records[0]?.violation).toMatchObject({
        id: 'bad-deflate',
        machine: 'readLoop',
        state: 'message.IN_MSG.payload | flow.flowing',
        section: violations['bad-deflate'].section,
      });
      expect(server.records[0]?.sent?.code).toBe(1007);
    });

    test('in inflated text: UTF-8 is checked across frames and pieces', () => {
      const text = Buffer.from('x'.repeat(100).concat('é'.repeat(50)));
      const bad = Buffer.concat([text, Buffer.from([0xc3]), text]);
      for (const [bytes, good] of [
        [text, true],
        [bad, false],
        [Buffer.concat([text, Buffer.from([0xc3])]), false],
        [Buffer.from([0xed, 0xa0, 0x80]), false],
      ] as const) {
        const data = deflated(engine, bytes);
        for (const size of [1, 7, data.length]) {
          const { messages, handlers } = collect();
          const server = deflateServer('permessage-deflate', {
            extension: extensionOf('server', { takeover: true, peerTakeover: true }, engine),
            options: { handlers },
          });
          for (let at = 0; at < data.length && server.endpoint.state === 'open'; at += size) {
            const frame = { fin: at + size >= data.length, first: at === 0, opcode: TEXT };
            server.endpoint.receive(compressedFrame(data.subarray(at, at + size), frame));
          }
          if (good) {
            expect(messages).toEqual([text.toString()]);
            continue;
          }
          expect(messages).toEqual([]);
          expect(framesOut(server)[0]).toMatch(/^fin close 03ef/);
          server.endpoint.transportEnded();
          expect(server.records[0]?.violation?.id).toBe('bad-utf8');
        }
      }
    });
  });

  describe('streams', () => {
    test('with history: one of a kind for each connection, made by its first message, closed with it', async () => {
      const ours = counting(engine);
      const extension = extensionOf('server', { takeover: true, peerTakeover: true, threshold: 0 }, ours.engine);
      const sides = deflateSides({ compression: { threshold: 0 } }, { extension });
      expect(ours.counts).toMatchObject({ deflaters: 0, inflaters: 0 });
      for (let round = 0; round < 3; round++) {
        void sides.client.endpoint.send(TEXT, 'there');
        void sides.server.endpoint.send(TEXT, 'back');
        await exchangeAll(sides);
      }
      expect(ours.counts).toMatchObject({ deflaters: 1, inflaters: 1, closed: 0 });
      sides.client.endpoint.close(1000, '');
      await exchangeAll(sides);
      expect(sides.server.records[0]?.clean).toBe(true);
      expect(ours.counts).toMatchObject({ deflaters: 1, inflaters: 1, closed: 2 });
    });

    test('without: a thousand connections share a few, and keep none', async () => {
      const [there, back] = ['there '.repeat(10), 'back '.repeat(10)];
      const ours = counting(engine);
      const extension = extensionOf('server', { ...noHistory, threshold: 0 }, ours.engine);
      const client = extensionOf('client', { threshold: 0 }, engine);
      const { messages, handlers } = collect();
      // Which engine runs the machines does not matter here.
      const options = { handlers, engine: 'compiled' } as const;
      const all = Array.from({ length: 1000 }, () =>
        deflateSides({ extension: client, options }, { extension, options }),
      );
      for (const sides of all) {
        void sides.client.endpoint.send(TEXT, there);
        void sides.server.endpoint.send(TEXT, back);
        exchange(sides.client, sides.server);
      }
      expect(messages).toHaveLength(2000);
      expect(new Set(messages)).toEqual(new Set([there, back]));
      expect(ours.counts).toMatchObject({ deflaters: 1, inflaters: 1, closed: 0 });
      for (const { server } of all) expect(server.endpoint.codec?.atRest).toBe(true);
      for (const sides of all) {
        sides.client.endpoint.close(1000, '');
        exchange(sides.client, sides.server);
      }
      expect(ours.counts).toMatchObject({ deflaters: 1, inflaters: 1, closed: 0 });
    });

    test('that are many at once are not all kept', () => {
      const ours = counting(engine);
      const extension = extensionOf('server', noHistory, ours.engine);
      const data = deflated(engine, noise(100));
      const { messages, handlers } = collect();
      const all = Array.from({ length: 100 }, () => deflateServer(undefined, { extension, options: { handlers } }));
      for (const server of all) server.endpoint.receive(compressedFrame(data.subarray(0, 50), { fin: false }));
      expect(ours.counts).toMatchObject({ inflaters: 100, closed: 0 });
      for (const server of all) server.endpoint.receive(compressedFrame(data.subarray(50), { first: false }));
      expect(messages.map(digest)).toEqual(all.map(() => digest(noise(100))));
      expect(ours.counts.closed).toBeGreaterThanOrEqual(80);
    });

    test('that have failed, or were left in the middle, are not lent again', () => {
      const ours = counting(engine);
      const extension = extensionOf('server', noHistory, ours.engine);
      const { messages, handlers } = collect();
      const data = deflated(engine, noise(100));
      const make = () => deflateServer(undefined, { extension, options: { handlers } });
      const failing = make();
      failing.endpoint.receive(compressedFrame(Uint8Array.of(7, 0)));
      const leaving = make();
      leaving.endpoint.receive(compressedFrame(data.subarray(0, 50), { fin: false }));
      leaving.endpoint.transportEnded();
      const sending = make();
      const message = sending.endpoint.outgoing.begin(TEXT, true);
      void sending.endpoint.outgoing.frame(message, 'some of it', false);
      sending.endpoint.abort('aborted');
      expect(ours.counts.closed).toBe(ours.counts.deflaters + ours.counts.inflaters);
      const next = make();
      next.endpoint.receive(compressedFrame(data));
      expect(messages.map(digest)).toEqual([digest(noise(100))]);
    });
  });

  test('what a connection has received it does not keep', async () => {
    const { handlers, messages } = collect();
    const sides = deflateSides(
      { extension: extensionOf('client', true, engine) },
      { extension: extensionOf('server', { takeover: true, peerTakeover: true }, engine), options: { handlers } },
    );
    void sides.client.endpoint.send(BINARY, new Uint8Array(1_000_000), true);
    await exchangeAll(sides);
    expect(messages.map((message) => message.length)).toEqual([1_000_000]);
    expect(sides.server.endpoint.codec?.takeInflated()).toHaveLength(0);
  });

  test('empty messages and frames, alone and among others', async () => {
    for (const takeover of [true, false]) {
      const { messages, handlers } = collect();
      const sides = deflateSides(
        { extension: extensionOf('client', { takeover, threshold: 0 }, engine) },
        { extension: extensionOf('server', { takeover: true, peerTakeover: true }, engine), options: { handlers } },
      );
      const { endpoint } = sides.client;
      const nothing = new Uint8Array(0);
      void endpoint.send(TEXT, 'one', true);
      void endpoint.send(TEXT, '', true);
      const message = endpoint.outgoing.begin(TEXT, true);
      for (const piece of ['', 'tw', '', 'o', '']) void endpoint.outgoing.frame(message, piece, false);
      void endpoint.outgoing.end(message);
      const empty = endpoint.outgoing.begin(BINARY, true);
      void endpoint.outgoing.frame(empty, nothing, false);
      void endpoint.outgoing.frame(empty, nothing, true);
      void endpoint.outgoing.end(endpoint.outgoing.begin(BINARY, true));
      void endpoint.send(TEXT, 'one', true);
      await exchangeAll(sides);
      expect(messages).toEqual(['one', '', 'two', nothing, nothing, 'one']);
    }
  });
});

describe('in the background', () => {
  /** An engine whose background is done when the test says so. */
  function held(): { engine: DeflateEngine; release: ((failure?: Error) => Promise<void>)[] } {
    const now = prompt(engines[0]?.[1] as DeflateEngine);
    const release: ((failure?: Error) => Promise<void>)[] = [];
    const deflateApart: DeflateEngine['deflateApart'] = (bytes, settings) =>
      new Promise((resolve, reject) => {
        release.push(async (failure) => {
          if (failure === undefined) resolve(await now.deflateApart(bytes, settings));
          else reject(failure);
          await settled();
        });
      });
    return { engine: { ...now, deflateApart }, release };
  }

  function conversation(takeover = true) {
    const { messages, handlers } = collect();
    const { engine, release } = held();
    const extension = extensionOf('client', { takeover, threshold: 0 }, engine);
    const sides = deflateSides({ extension }, { options: { handlers } });
    return { ...sides, messages, release };
  }

  const large = 'large '.repeat(10_000);

  test('those behind a large message wait, pings do not', async () => {
    const { client, server, messages, release } = conversation();
    void client.endpoint.send(TEXT, 'before');
    void client.endpoint.send(TEXT, large);
    void client.endpoint.send(TEXT, 'behind');
    const message = client.endpoint.outgoing.begin(TEXT);
    void client.endpoint.outgoing.frame(message, 'at the end', true);
    const ping = client.endpoint.ping(new Uint8Array(0));
    exchange(client, server);
    expect(messages).toEqual(['before']);
    expect(await outcome(ping)).toBe('done');
    await release[0]?.();
    exchange(client, server);
    expect(messages).toEqual(['before', large, 'behind', 'at the end']);
  });

  test('a close waits for it, and for those behind it', async () => {
    const { client, server, messages, release } = conversation();
    const sends = [client.endpoint.send(TEXT, large), client.endpoint.send(TEXT, 'behind')];
    client.endpoint.close(1000, '');
    exchange(client, server);
    expect(server.endpoint.state).toBe('open');
    await release[0]?.();
    exchange(client, server);
    expect(messages).toEqual([large, 'behind']);
    expect(await Promise.all(sends.map(outcome))).toEqual(['done', 'done']);
    expect(client.records[0]).toMatchObject({ clean: true, code: 1000 });
  });

  test.each(['abort', 'peer closes', 'transport ends', 'transport fails'] as const)(
    '%s meanwhile: nothing stays pending, and what comes out of it later does no harm',
    async (what) => {
      const { client, server, messages, release } = conversation();
      const sends = [large, 'behind'].map((text) => client.endpoint.send(TEXT, text));
      exchange(client, server);
      if (what === 'abort') client.endpoint.abort('aborted');
      else if (what === 'peer closes') server.endpoint.close(1001, '');
      else client.endpoint.transportEnded(what === 'transport fails' ? new Error('reset') : undefined);
      exchange(client, server);
      await release[0]?.();
      exchange(client, server);
      expect(messages).toEqual([]);
      expect(client.endpoint.state).toBe('closed');
      const ids = await Promise.all(sends.map(outcome));
      for (const id of ids) expect(['aborted', 'closing']).toContain(id);
      expect(client.endpoint.outgoing.waiting).toBe(0);
      expect(client.records).toHaveLength(1);
    },
  );

  test('without memory for it the message leaves as it is', async () => {
    const { client, server, messages, release } = conversation();
    const sends = [large, 'behind'].map((text) => client.endpoint.send(TEXT, text));
    await release[0]?.(new Error('no memory'));
    exchange(client, server);
    expect(messages).toEqual([large, 'behind']);
    expect(await Promise.all(sends.map(outcome))).toEqual(['done', 'done']);
  });

  test('one that has become no smaller leaves as it is, with history and without', async () => {
    for (const takeover of [true, false]) {
      const { client, server, messages, release } = conversation(takeover);
      void client.endpoint.send(BINARY, noise(40_000));
      await release[0]?.();
      void client.endpoint.send(TEXT, 'behind');
      const bytes = client.transport.take();
      expect((bytes[0] ?? 0) & 0x40).toBe(0);
      server.endpoint.receive(bytes);
      expect(messages.map(digest)).toEqual([digest(noise(40_000)), 'behind']);
    }
  });

  test('what follows does not lean on what was before it', async () => {
    const { client, server, messages, release } = conversation();
    const small = Buffer.from(noise(500, 5)).toString('hex');
    void client.endpoint.send(TEXT, small);
    void client.endpoint.send(TEXT, large);
    void client.endpoint.send(TEXT, small);
    await release[0]?.();
    void client.endpoint.send(TEXT, small);
    exchange(client, server);
    expect(messages).toEqual([small, large, small, small]);
  });

  test('the engine may be changed meanwhile', async () => {
    const { client, server, messages, release } = conversation();
    void client.endpoint.send(TEXT, large);
    void client.endpoint.send(TEXT, 'behind');
    client.endpoint.useEngine(client.endpoint.engine.kind === 'compiled' ? 'interpreted' : 'compiled');
    exchange(client, server);
    await release[0]?.();
    exchange(client, server);
    expect(messages).toEqual([large, 'behind']);
  });
});

test('without an agreement RSV1 is an error, and nothing is compressed', async () => {
  const { client, server } = { client: deflateServer('x-other'), server: deflateServer() };
  expect(client.endpoint.agreement).toBeUndefined();
  void client.endpoint.send(TEXT, 'x'.repeat(5000), true);
  expect(framesOut(client)[0]).toMatch(/^fin text 5000 bytes/);
  give(client, 'fin rsv1 text f248cdc9c90700');
  expect(framesOut(client)[0]).toMatch(/^fin close 03ea/);
  give(server, 'fin rsv1 text f248cdc9c90700');
  expect(framesOut(server)).toEqual([]);
});
