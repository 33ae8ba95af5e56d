/** Messages that are encoded once and sent on many connections. */
import { describe, expect, test } from 'vitest';
import { TEXT } from '../../src/codec/opcodes.ts';
import type { MessageCodec } from '../../src/endpoint/extension.ts';
import type { Message } from '../../src/endpoint/levels.ts';
import { type Platform, portable } from '../../src/endpoint/platform.ts';
import { PreparedMessage } from '../../src/endpoint/prepared.ts';
import { Tally } from '../../src/endpoint/tally.ts';
import { noise } from '../support/compressed-talk.ts';
import { deflateServer, deflateSides, exchangeAll, extensionOf } from '../support/deflate-sides.ts';
import { digest, patternText } from '../support/messages.ts';
import { decodeFrames } from '../support/vector-frames.ts';
import { connected, framesOut, give, openServer, outcome, outcomes, type Side, settled } from '../support/wire.ts';

function prepare(message: Message, compress?: boolean, platform: Platform = portable): PreparedMessage {
  return new PreparedMessage(message, compress, platform);
}

/** Delivers to all, as a broadcast does. */
function deliver(sides: readonly Side[], prepared: PreparedMessage, compress?: boolean): Promise<void> {
  const tally = new Tally();
  for (const { endpoint } of sides) endpoint.deliver(prepared, compress, tally);
  tally.done();
  return tally.promise;
}

describe('what is prepared', () => {
  test('text is known by its bytes as UTF-8', () => {
    const { type, length, plain } = prepare('Grüße');
    expect([type, length]).toEqual(['text', 7]);
    expect(Buffer.from(plain.frame).toString('latin1')).toBe(`\u0081\u0007${Buffer.from('Grüße').toString('latin1')}`);
  });

  test('bytes are copied: what becomes of the caller’s changes nothing', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const prepared = prepare(bytes);
    bytes.fill(9);
    const side = openServer();
    void side.endpoint.outgoing.sendPrepared(prepared);
    expect(framesOut(side)).toEqual(['fin binary 010203']);
  });

  test('text is encoded once, however many get it', () => {
    let encodings = 0;
    const counting: Platform = {
      ...portable,
      encodeText: (...args) => {
        encodings++;
        return portable.encodeText(...args);
      },
    };
    const prepared = prepare('to all', undefined, counting);
    const sides = [1, 2, 3].map(() => openServer({ platform: counting }));
    void deliver(sides, prepared);
    for (const side of sides) expect(framesOut(side)).toEqual(['fin text "to all"']);
    expect(encodings).toBe(1);
  });

  test('a client masks it anew each time, and leaves it as it was', () => {
    const got: string[] = [];
    const { client, server } = connected({}, { handlers: { message: (_, message) => void got.push(String(message)) } });
    const prepared = prepare('hello');
    void client.endpoint.outgoing.sendPrepared(prepared);
    void client.endpoint.outgoing.sendPrepared(prepared);
    const sent = client.transport.take();
    const [one, two] = decodeFrames(sent).map(({ key }) => Buffer.from(key ?? []).toString('hex'));
    expect(one).not.toBe(two);
    server.endpoint.receive(sent);
    expect(got).toEqual(['hello', 'hello']);
    expect(Buffer.from(prepared.plain.payload).toString()).toBe('hello');
  });
});

describe('among other messages', () => {
  test('in the order of the calls, whatever waits', async () => {
    const side = openServer();
    const { endpoint, transport } = side;
    const { outgoing } = endpoint;
    const [one, two] = [prepare('one'), prepare('two')];
    const sent = [endpoint.send(TEXT, 'a'), outgoing.sendPrepared(one), deliver([side], two), endpoint.send(TEXT, 'b')];
    const message = outgoing.begin(TEXT);
    sent.push(outgoing.frame(message, 'be', false), outgoing.sendPrepared(two), deliver([side], one));
    give(side, 'fin ping "p"');
    sent.push(outgoing.frame(message, 'gun', true));
    transport.accepts = false;
    expect(framesOut(side)).toEqual(
      ['fin text "a"', 'fin text "one"', 'fin text "two"', 'fin text "b"', 'text "be"', 'fin pong "p"'].concat([
        'fin continuation "gun"',
        'fin text "two"',
        'fin text "one"',
      ]),
    );
    expect(await outcomes(sent)).toEqual(sent.map(() => 'done'));
    const blocked = [deliver([side], one), outgoing.sendPrepared(two)];
    expect(await outcomes(blocked)).toEqual(['pending', 'pending']);
    expect(framesOut(side)).toEqual([]);
    transport.accepts = true;
    endpoint.drained();
    expect(framesOut(side)).toEqual(['fin text "one"', 'fin text "two"']);
    expect(await outcomes(blocked)).toEqual(['done', 'done']);
  });

  test('bytes that wait are counted: in the output, and behind a transport that is blocked', () => {
    const side = openServer();
    const { endpoint, transport } = side;
    const prepared = prepare(new Uint8Array(100));
    void deliver([side], prepared);
    expect([endpoint.output.size, endpoint.outgoing.waiting]).toEqual([102, 0]);
    transport.accepts = false;
    endpoint.flush();
    expect([endpoint.output.size, endpoint.outgoing.waiting]).toEqual([0, 0]);
    void deliver([side], prepared);
    expect(endpoint.outgoing.waiting).toBeGreaterThanOrEqual(100);
    transport.accepts = true;
    endpoint.drained();
    endpoint.flush();
    expect([endpoint.output.size, endpoint.outgoing.waiting]).toEqual([0, 0]);
  });

  test('past the limit of what may wait it is refused', async () => {
    const side = openServer({ bounds: { maxBufferedOutput: 500 } });
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'blocks');
    side.endpoint.flush();
    const prepared = prepare(new Uint8Array(300));
    const sent = [side.endpoint.outgoing.sendPrepared(prepared), side.endpoint.outgoing.sendPrepared(prepared)];
    expect(await outcomes(sent)).toEqual(['pending', 'output-limit']);
    expect(await outcome(deliver([side], prepared))).toBe('done');
  });

  test('after a close it is refused, or passed over', async () => {
    const side = openServer();
    side.endpoint.close(1000, '');
    const prepared = prepare('late');
    expect(await outcome(side.endpoint.outgoing.sendPrepared(prepared))).toBe('closing');
    expect(await outcome(deliver([side], prepared))).toBe('done');
    expect(framesOut(side)).toEqual(['fin close 03e8']);
  });
});

describe('the promise of many', () => {
  test('settles when the last of them was flushed', async () => {
    const [one, two] = [openServer(), openServer()];
    const all = [deliver([one, two], prepare('x')), deliver([two], prepare('y'))];
    one.endpoint.flush();
    expect(await outcomes(all)).toEqual(['pending', 'pending']);
    two.endpoint.flush();
    expect(await outcomes(all)).toEqual(['done', 'done']);
  });

  test('settles when a connection ends before it was flushed', async () => {
    const [one, two] = [openServer(), openServer()];
    const all = deliver([one, two], prepare('x'));
    one.endpoint.flush();
    two.endpoint.abort('aborted');
    two.endpoint.transportEnded();
    expect(await outcome(all)).toBe('done');
  });
});

test('connections that get the same message share one engine', () => {
  const sides = Array.from({ length: 5 }, () => openServer({ engine: 'compiled' }));
  for (const side of sides) side.endpoint.flush();
  const seen = new Set<unknown>();
  for (const { endpoint } of sides) {
    const { outgoing } = endpoint;
    const write = outgoing.writeMessage.bind(outgoing);
    outgoing.writeMessage = (rsv1) => {
      seen.add(endpoint.engine);
      write(rsv1);
    };
  }
  void deliver(sides, prepare('x'));
  expect(seen.size).toBe(1);
  for (const side of sides) expect(framesOut(side)).toEqual(['fin text "x"']);
});

describe('compressed', () => {
  const shared = 'permessage-deflate; server_no_context_takeover';

  /** Counts what a codec compresses. */
  function watchCodec({ endpoint }: Side): { count: number } {
    const seen = { count: 0 };
    const { agreement } = endpoint;
    if (agreement === undefined) throw new Error('nothing was agreed on');
    const counting = (codec: MessageCodec): MessageCodec => {
      const deflate = codec.deflate.bind(codec);
      const deflateLater = codec.deflateLater.bind(codec);
      codec.deflate = (...args) => {
        seen.count++;
        return deflate(...args);
      };
      codec.deflateLater = (...args) => {
        seen.count++;
        return deflateLater(...args);
      };
      return codec;
    };
    endpoint.agreement = { header: agreement.header, createCodec: () => counting(agreement.createCodec()) };
    return seen;
  }

  test.each([2000, 40_000])('without takeover once for all, %i bytes', async (size) => {
    const extension = extensionOf('server', { takeover: true, peerTakeover: true });
    const sides = [1, 2, 3].map(() => deflateServer(shared, { extension }));
    const counts = sides.map(watchCodec);
    const prepared = prepare(patternText(size));
    void deliver(sides, prepared);
    await settled();
    const frames = sides.map((side) => Buffer.from(side.transport.take()).toString('hex'));
    expect(frames[0]).toMatch(/^c1/);
    expect(frames[0]?.length).toBeLessThan(size);
    expect(new Set(frames).size).toBe(1);
    expect(counts.map(({ count }) => count)).toEqual([1, 0, 0]);
    // Once it is there, nobody has to wait for it.
    void deliver(sides, prepared);
    expect(Buffer.from((sides[2] as Side).transport.take()).toString('hex')).toBe(frames[0]);
  });

  test('with takeover by each connection, as it leans on what was sent before', async () => {
    const extension = extensionOf('server', { takeover: true, peerTakeover: true });
    const sides = [1, 2].map(() => deflateServer('permessage-deflate', { extension }));
    const counts = sides.map(watchCodec);
    const prepared = prepare(patternText(2000));
    for (let round = 0; round < 2; round++) void deliver(sides, prepared);
    const [one] = sides.map((side) => decodeFrames(side.transport.take()));
    expect(one?.[1]?.payload.length).toBeLessThan(one?.[0]?.payload.length ?? 0);
    expect(counts.map(({ count }) => count)).toEqual([2, 2]);
  });

  test('by connections with other windows each in its way, and read by all', async () => {
    const message = patternText(30_000);
    const prepared = prepare(message);
    const got: string[] = [];
    for (const windowBits of [15, 9, 10, 11, 12, 13, 14, 9, 15]) {
      const sides = deflateSides(
        { options: { handlers: { message: (_, each) => void got.push(digest(each)) } } },
        { compression: { windowBits } },
      );
      void deliver([sides.server], prepared);
      await exchangeAll(sides);
    }
    expect(got).toEqual(Array.from({ length: 9 }, () => digest(message)));
  });

  test('what becomes no smaller goes as it is, and is tried once', () => {
    const extension = extensionOf('server', { takeover: true, peerTakeover: true });
    const sides = [1, 2].map(() => deflateServer(shared, { extension }));
    const counts = sides.map(watchCodec);
    const prepared = prepare(noise(2000));
    void deliver(sides, prepared);
    for (const side of sides) expect(side.transport.take()).toEqual(Uint8Array.from(prepared.plain.frame));
    expect(counts.map(({ count }) => count)).toEqual([1, 0]);
  });

  test('or not, as preparing or sending says', () => {
    const side = deflateServer(shared);
    const [yes, no, short] = [prepare('x'.repeat(50), true), prepare('x'.repeat(2000), false), prepare('x'.repeat(50))];
    const { outgoing } = side.endpoint;
    for (const each of [yes, no, short]) void outgoing.sendPrepared(each);
    void outgoing.sendPrepared(yes, false);
    void outgoing.sendPrepared(no, true);
    const compressed = decodeFrames(side.transport.take()).map(({ rsv }) => rsv === 4);
    expect(compressed).toEqual([true, false, false, false, true]);
  });

  test('a background without memory leaves it as it is, and the next one tries again', async () => {
    const side = deflateServer(shared);
    const codec = side.endpoint.agreement?.createCodec();
    if (codec === undefined) throw new Error('nothing was agreed on');
    const deflateLater = codec.deflateLater.bind(codec);
    codec.deflateLater = () => Promise.reject(new Error('no memory'));
    side.endpoint.agreement = { header: '', createCodec: () => codec };
    const prepared = prepare(patternText(40_000));
    void deliver([side], prepared);
    await settled();
    expect(decodeFrames(side.transport.take()).map(({ payload }) => payload.length)).toEqual([40_000]);
    codec.deflateLater = deflateLater;
    void deliver([side], prepared);
    await settled();
    expect(decodeFrames(side.transport.take())[0]?.payload.length).toBeLessThan(20_000);
  });
});
