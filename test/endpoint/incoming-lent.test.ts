/** Bytes that are overwritten as soon as they were taken: whatever comes of them is what comes of bytes that stay. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINARY, CONTINUATION, PING, TEXT } from '../../src/codec/opcodes.ts';
import { resolveCompression } from '../../src/endpoint/compression-options.ts';
import type { Handlers } from '../../src/endpoint/levels.ts';
import { PermessageDeflate } from '../../src/endpoint/permessage-deflate.ts';
import { nodeZlib } from '../../src/node/zlib.ts';
import { type Feeding, feedings, given } from '../support/feeding.ts';
import { patternBytes, patternText } from '../support/messages.ts';
import { encodeFrame } from '../support/vector-frames.ts';
import {
  concat,
  connected,
  exchange,
  frameBytes,
  framesOut,
  makeSide,
  openServer,
  type Side,
} from '../support/wire.ts';

const lentFeedings = feedings.filter(([, feeding]) => feeding !== given);

/** Whatever handlers were told, kept as they got it. */
type Told = [name: string, payload?: unknown];

/** Handlers of a level that note everything, and pause reading at every so many calls. */
function noting(level: number, told: Told[], pauseEvery: number): Handlers<Side> {
  const note = (name: string) => (side: Side, payload?: unknown) => {
    told.push([name, payload]);
    if (told.length % pauseEvery === 0) side.endpoint.pause();
  };
  const control = { ping: note('ping'), pong: note('pong') };
  if (level === 1) return { ...control, message: note('message') };
  if (level === 2) {
    return {
      ...control,
      messageBegin: note('messageBegin'),
      messageFrame: note('messageFrame'),
      messageEnd: note('messageEnd'),
    };
  }
  return { ...control, frameBegin: note('frameBegin'), frameData: note('frameData'), frameEnd: note('frameEnd') };
}

/** Feeds the bytes cut into pieces of these sizes, again and again; reading goes on after each. */
function feedAll(side: Side, { feed }: Feeding, bytes: Uint8Array, sizes: readonly number[]): void {
  for (let at = 0, each = 0; at < bytes.length; each++) {
    const size = sizes[each % sizes.length] ?? bytes.length;
    feed(side.endpoint, bytes.subarray(at, at + size));
    at += size;
    // Not at once: a chunk may come before reading goes on.
    if (each % 2 === 1) side.endpoint.resume();
  }
  for (let last = 0; last < 1000 && side.endpoint.incoming.suspended; last++) side.endpoint.resume();
}

interface Conversation {
  readonly bytes: Uint8Array;
  readonly sizes: readonly number[];
  readonly level: number;
  readonly pauseEvery: number;
}

function outcomeOf(feeding: Feeding, { bytes, sizes, level, pauseEvery }: Conversation) {
  const told: Told[] = [];
  const side = openServer({ handlers: noting(level, told, pauseEvery), platform: feeding.platform });
  feedAll(side, feeding, bytes, sizes);
  const out = framesOut(side);
  side.endpoint.transportEnded();
  const [record] = side.records;
  return { told, out, violation: record?.violation, bytesReceived: record?.bytesReceived };
}

const payload = fc.oneof(
  fc.nat(20).map((length) => ({ opcode: TEXT, bytes: Buffer.from(patternText(length)) })),
  fc.nat(3000).map((length) => ({ opcode: TEXT, bytes: Buffer.from(patternText(length)) })),
  fc.nat(20).map((length) => ({ opcode: BINARY, bytes: patternBytes(length) })),
  fc.nat(3000).map((length) => ({ opcode: BINARY, bytes: patternBytes(length) })),
);

/** A message in frames, with a ping between each two. */
const message = fc
  .record({
    payload,
    frames: fc.integer({ min: 1, max: 4 }),
    pings: fc.boolean(),
    key: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  })
  .map(({ payload: { opcode, bytes }, frames, pings, key }) => {
    const size = Math.ceil(bytes.length / frames);
    const frame = (fin: boolean, code: number, part: Uint8Array) =>
      encodeFrame({ fin, rsv: 0, opcode: code, key, lengthForm: undefined, payload: part });
    return concat(
      Array.from({ length: frames }, (_, index) => {
        const part = bytes.subarray(index * size, (index + 1) * size);
        const data = frame(index === frames - 1, index === 0 ? opcode : CONTINUATION, part);
        return pings ? concat([data, frame(true, PING, patternBytes(index * 40))]) : data;
      }),
    );
  });

const conversation: fc.Arbitrary<Conversation> = fc.record({
  bytes: fc.array(message, { minLength: 1, maxLength: 8 }).map(concat),
  sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6000 })), {
    minLength: 1,
    maxLength: 5,
  }),
  level: fc.constantFrom(1, 2, 3),
  pauseEvery: fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY),
});

test.each(lentFeedings)('%s: any messages, cuts, levels and pauses', (_, feeding) => {
  fc.assert(
    fc.property(conversation, (each) => {
      expect(outcomeOf(feeding, each)).toEqual(outcomeOf(given, each));
    }),
    { numRuns: 60 },
  );
});

describe.each(feedings)('%s', (_, feeding) => {
  const { platform } = feeding;
  /** Frames in words, all in one chunk. */
  const chunk = (side: Side, ...frames: readonly string[]) => feeding.feed(side.endpoint, frameBytes(side, ...frames));

  test('bytes that come from inside of a handler wait for their turn', () => {
    const messages: unknown[] = [];
    const side = openServer({
      platform,
      handlers: {
        message: (self, each) => {
          if (messages.push(each) === 1) chunk(self, 'fin binary 03');
        },
      },
    });
    // Its own buffer: what arrives meanwhile arrives elsewhere.
    side.endpoint.receiveLent(frameBytes(side, 'fin binary 01', 'fin binary 02'), 14);
    expect(messages).toEqual([Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
  });

  test('such bytes wait behind the rest of their chunk, if reading is paused, too', () => {
    const messages: unknown[] = [];
    const side = openServer({
      platform,
      handlers: {
        message: (self, each) => {
          if (messages.push(each) === 1) chunk(self, 'fin binary 03');
          self.endpoint.pause();
        },
      },
    });
    side.endpoint.receiveLent(frameBytes(side, 'fin binary 01', 'fin binary 02'), 14);
    expect(messages).toEqual([Uint8Array.of(1)]);
    side.endpoint.resume();
    side.endpoint.resume();
    expect(messages).toEqual([Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
  });

  test('no byte behind those that arrived is looked at', () => {
    const messages: unknown[] = [];
    const side = openServer({ platform, handlers: { message: (_, each) => void messages.push(each) } });
    const bytes = frameBytes(side, 'fin binary 01', 'fin binary 02');
    const { length } = frameBytes(side, 'fin binary 01');
    side.endpoint.receiveLent(bytes, length + 3);
    expect(messages).toEqual([Uint8Array.of(1)]);
    expect(side.endpoint.bytesReceived).toBe(length + 3);
  });

  test('frames behind the request wait until it is accepted', () => {
    const messages: unknown[] = [];
    const side = makeSide({
      role: 'server',
      base: platform,
      decide: () => {},
      handlers: { message: (_, each) => void messages.push(each) },
    });
    side.endpoint.transportReady();
    const head = [
      'GET / HTTP/1.1',
      'Host: a',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      '\r\n',
    ].join('\r\n');
    feeding.feed(side.endpoint, Buffer.from(head.slice(0, 40)));
    feeding.feed(
      side.endpoint,
      concat([Buffer.from(head.slice(40)), frameBytes(side, 'fin text "früh"', 'binary 01')]),
    );
    feeding.feed(side.endpoint, frameBytes(side, 'fin continuation 02'));
    expect(side.endpoint.request?.target).toBe('/');
    expect(messages).toEqual([]);
    side.endpoint.accept();
    expect(messages).toEqual(['früh', Uint8Array.of(1, 2)]);
  });

  test('the default handlers, called on from level 3, gather what stays', () => {
    const messages: unknown[] = [];
    const side = openServer({
      platform,
      handlers: {
        frameBegin: ({ endpoint }, frame) => endpoint.defaults.frameBegin(frame),
        frameData: ({ endpoint }, bytes) => endpoint.defaults.frameData(bytes),
        frameEnd: ({ endpoint }) => endpoint.defaults.frameEnd(),
        message: (_, each) => void messages.push(each),
      },
    });
    chunk(side, 'binary 01 02', 'fin continuation 03', 'fin binary 04', 'fin text "fünf"');
    expect(messages).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4), 'fünf']);
  });

  test('what an application keeps and writes over is its own', () => {
    const messages: Uint8Array[] = [];
    const side = openServer({
      platform,
      handlers: {
        message: ({ endpoint }, each) => {
          if (typeof each === 'string') return;
          messages.push(each.slice());
          each.fill(0xee);
          void endpoint.send(BINARY, each);
        },
      },
    });
    chunk(side, 'fin binary 01 02', 'fin ping "p"', 'fin binary 03 04');
    expect(messages).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]);
    expect(framesOut(side)).toEqual(['fin binary eeee', 'fin pong "p"', 'fin binary eeee']);
  });

  test('compressed messages, among others', () => {
    const extension = (role: 'client' | 'server') => {
      const settings = resolveCompression({ threshold: 100 }, role);
      return settings && new PermessageDeflate(settings, nodeZlib(), platform);
    };
    const messages: unknown[] = [];
    const { client, server } = connected(
      { extension: extension('client') },
      { extension: extension('server'), platform, handlers: { message: (_, each) => void messages.push(each) } },
    );
    const sent: (string | Uint8Array)[] = [];
    for (const size of [50, 99, 100, 101, 1000, 20_000, 3, 2049, 0, 30_000]) {
      sent.push(patternText(size), patternBytes(size));
    }
    for (const each of sent) void client.endpoint.send(typeof each === 'string' ? TEXT : BINARY, each);
    feedAll(server, feeding, client.transport.take(), [1, 700, 33, 5000]);
    expect(messages).toEqual(sent);
    exchange(client, server);
  });
});
