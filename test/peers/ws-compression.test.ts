/** permessage-deflate with the package ws on the other side, as client and as server, with all that both can agree on. */
import { describe, expect, test } from 'vitest';
import type { PerMessageDeflateOptions } from 'ws';
import type { CompressionOptions, Connection, Message } from '../../src/api/index.ts';
import { compressedTalk, noise } from '../support/compressed-talk.ts';
import { deferred } from '../support/deferred.ts';
import { digest, patternBytes, patternText } from '../support/messages.ts';
import { nextOf, type Pair, type PairOptions, pair, socketOf } from '../support/ws-peer.ts';

type Role = 'client' | 'server';

/** What is agreed on, seen from our side. */
interface Agreed {
  readonly takeover: boolean;
  readonly peerTakeover: boolean;
  readonly windowBits: number;
  readonly peerWindowBits: number;
}

const booleans = [true, false] as const;
/** Theirs with 8 is a test of its own: zlib's compressor does not do it, and takes 9 instead. */
const windows = [9, 15] as const;
const agreements: Agreed[] = [
  ...booleans.flatMap((takeover) =>
    booleans.flatMap((peerTakeover) =>
      [8, ...windows].flatMap((windowBits) =>
        windows.map((peerWindowBits) => ({ takeover, peerTakeover, windowBits, peerWindowBits })),
      ),
    ),
  ),
  ...[10, 11, 12, 13, 14].map((bits) => ({
    takeover: true,
    peerTakeover: true,
    windowBits: bits,
    peerWindowBits: bits,
  })),
];

/** Options for ws that make it ask for this, whatever it is. */
function wanted(by: Role, agreed: Agreed): PerMessageDeflateOptions {
  const { takeover, peerTakeover, windowBits, peerWindowBits } = agreed;
  const client = by === 'client' ? { takeover: peerTakeover, bits: peerWindowBits } : { takeover, bits: windowBits };
  const server = by === 'client' ? { takeover, bits: windowBits } : { takeover: peerTakeover, bits: peerWindowBits };
  return {
    threshold: 0,
    clientNoContextTakeover: !client.takeover,
    serverNoContextTakeover: !server.takeover,
    clientMaxWindowBits: client.bits,
    serverMaxWindowBits: server.bits,
  };
}

const nothingAsked = { threshold: 0, takeover: true, peerTakeover: true } satisfies CompressionOptions;

/** The parameters in a Sec-WebSocket-Extensions value, read here without src/codec. */
function readAgreed(ours: Connection, role: Role, wishes: CompressionOptions): Agreed {
  const parts = ours.extensions.split(/; */).map((part) => part.split('='));
  const said = new Map(parts.map(([name = '', value]) => [name, value]));
  expect([...said.keys()][0]).toBe('permessage-deflate');
  const side = (name: Role) => ({
    takeover: !said.has(`${name}_no_context_takeover`),
    bits: Number(said.get(`${name}_max_window_bits`) ?? 15),
  });
  const [us, them] = [side(role), side(role === 'client' ? 'server' : 'client')];
  return {
    // A client does what it has announced, even if the server does not repeat it.
    takeover: us.takeover && wishes.takeover !== false,
    peerTakeover: them.takeover,
    windowBits: Math.min(us.bits, wishes.windowBits ?? 15),
    peerWindowBits: them.bits,
  };
}

async function next(connection: Connection): Promise<Message> {
  return (await connection[Symbol.asyncIterator]().next()).value ?? 'nothing';
}

async function talkBothWays({ ours, theirs }: Pair, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const arrived = nextOf(theirs);
    void ours.send(message);
    expect(digest(await arrived)).toBe(digest(message));
    theirs.send(message);
    expect(digest(await next(ours))).toBe(digest(message));
  }
}

/** How many bytes cross the wire in either direction while the same noise is sent again and again. */
async function repeatNoise(both: Pair): Promise<{ out: number; in: number }> {
  const socket = socketOf(both.theirs);
  const before = { out: socket.bytesRead, in: socket.bytesWritten };
  await talkBothWays(both, new Array(TIMES).fill(noise(SIZE, 77)));
  return { out: socket.bytesRead - before.out, in: socket.bytesWritten - before.in };
}

const TIMES = 6;
/** Farther back than a window of 9 bits reaches, and well within one of 12. */
const SIZE = 1500;

/** The history is found where it is kept and reaches far enough; the first message is whole in any case. */
function expectHistory(bytes: number, kept: boolean, bits: number): void {
  if (kept && bits >= 12) expect(bytes).toBeLessThan(2 * SIZE);
  else if (!kept || bits <= 10) expect(bytes).toBeGreaterThan(TIMES * SIZE);
}

describe.each(['client', 'server'] as const)('ours is the %s', (role) => {
  const other = role === 'client' ? 'server' : 'client';

  async function converse(options: PairOptions, wishes: CompressionOptions, agreed: Agreed): Promise<void> {
    await using both = await pair(role, options);
    expect(both.theirs.extensions).toBe('permessage-deflate');
    expect(readAgreed(both.ours, role, wishes)).toEqual(agreed);
    await talkBothWays(both, compressedTalk);
    const bytes = await repeatNoise(both);
    expectHistory(bytes.out, agreed.takeover, agreed.windowBits);
    expectHistory(bytes.in, agreed.peerTakeover, agreed.peerWindowBits);
    expect(await both.ours.close(1000, 'said all')).toMatchObject({ clean: true, code: 1000 });
  }

  test.each(agreements)('we ask for $takeover $peerTakeover $windowBits $peerWindowBits', async (agreed) => {
    const wishes = { ...agreed, threshold: 0 };
    await converse({ ours: { compression: wishes }, theirs: { perMessageDeflate: { threshold: 0 } } }, wishes, agreed);
  });

  test.each(agreements)('they ask for $takeover $peerTakeover $windowBits $peerWindowBits', async (agreed) => {
    const theirs = { perMessageDeflate: wanted(other, agreed) };
    await converse({ ours: { compression: nothingAsked }, theirs }, nothingAsked, agreed);
  });

  test('what they compress for a window of 8 bits', async () => {
    const theirs = { perMessageDeflate: { threshold: 0 } };
    await using both = await pair(role, { ours: { compression: { ...nothingAsked, peerWindowBits: 8 } }, theirs });
    expect(both.ours.extensions).toContain(`${other}_max_window_bits=8`);
    for (const message of compressedTalk) {
      both.theirs.send(message);
      expect(digest(await next(both.ours))).toBe(digest(message));
    }
  });

  test('large messages, and small ones behind them, stay in order', async () => {
    await using both = await pair(role, { ours: { compression: nothingAsked }, theirs: { perMessageDeflate: true } });
    const sent = Array.from({ length: 60 }, (_, index) =>
      index % 3 === 0 ? patternText(100_000 + index) : index % 3 === 1 ? `small ${index}` : noise(50_000, index),
    );
    const got: string[] = [];
    const all = deferred<void>();
    both.theirs.on('message', (data: Buffer, binary) => {
      if (got.push(digest(binary ? new Uint8Array(data) : data.toString())) === sent.length) all.resolve();
    });
    for (const message of sent) void both.ours.send(message);
    await all.promise;
    expect(got).toEqual(sent.map(digest));
    for (const message of sent) both.theirs.send(message);
    const back: string[] = [];
    for await (const message of both.ours) if (back.push(digest(message)) === sent.length) break;
    expect(back).toEqual(sent.map(digest));
  });

  test('what has been received does not change when more comes', async () => {
    const theirs = { perMessageDeflate: { threshold: 0 } };
    await using both = await pair(role, { ours: { compression: nothingAsked }, theirs });
    const sent = Array.from({ length: 20 }, (_, index) => noise(300, index));
    for (const message of sent) both.theirs.send(message);
    const kept: Message[] = [];
    for await (const message of both.ours) if (kept.push(message) === sent.length) break;
    expect(kept.map(digest)).toEqual(sent.map(digest));
  });

  test('a mebibyte each way, in one frame and in many', async () => {
    for (const fragmentSize of [Number.POSITIVE_INFINITY, 10_000]) {
      const ours = { compression: nothingAsked, fragmentSize };
      await using both = await pair(role, { ours, theirs: { perMessageDeflate: true } });
      await talkBothWays(both, [patternBytes(1024 * 1024), noise(1024 * 1024), patternText(1024 * 1024)]);
    }
  });

  test.each(booleans)('their fragments, with pings between them (context takeover: %s)', async (peerTakeover) => {
    const told: string[] = [];
    const done = deferred<void>();
    await using both = await pair(role, {
      ours: {
        compression: { ...nothingAsked, peerTakeover },
        ping: (_, payload) => void told.push(`ping ${Buffer.from(payload)}`),
        message: (_, message) => {
          if (told.push(digest(message)) === 8) done.resolve();
        },
      },
      theirs: { perMessageDeflate: { threshold: 0 } },
    });
    // The fox is cut in two. The second time it is in the window, and then a message is not compressed.
    for (const compress of [true, true, false, true]) {
      both.theirs.send(Buffer.from('f09f', 'hex'), { fin: false, binary: false, compress });
      both.theirs.ping('between');
      both.theirs.send(Buffer.from('', 'hex'), { fin: false, compress });
      both.theirs.send(Buffer.from('a68a', 'hex'), { fin: true, compress });
    }
    await done.promise;
    expect(told).toEqual(new Array(4).fill(['ping between', '🦊']).flat());
  });

  test.each(booleans)('our frames, with pings between them (context takeover: %s)', async (takeover) => {
    const compression = { ...nothingAsked, takeover };
    await using both = await pair(role, { ours: { compression }, theirs: { perMessageDeflate: true } });
    for (const compress of [true, true, false, true]) {
      const arrived = nextOf(both.theirs);
      const text = both.ours.beginMessage('text', { compress });
      await text.frame(Buffer.from('f09f', 'hex'));
      expect(await both.ours.ping('between')).toBeGreaterThanOrEqual(0);
      await text.frame(new Uint8Array(0));
      await text.end(Buffer.from('a68a', 'hex'));
      expect(await arrived).toBe('🦊');
    }
    const arrived = nextOf(both.theirs);
    const empty = both.ours.beginMessage('binary', { compress: true });
    await empty.frame(new Uint8Array(0));
    await empty.end(new Uint8Array(0));
    expect(await arrived).toEqual(new Uint8Array(0));
  });

  test('message by message: compressed or not, as the sender says', async () => {
    await using both = await pair(role, { ours: { compression: nothingAsked }, theirs: { perMessageDeflate: true } });
    const socket = socketOf(both.theirs);
    const text = 'x'.repeat(10_000);
    for (const compress of [true, false, true]) {
      const before = socket.bytesRead;
      const arrived = nextOf(both.theirs);
      void both.ours.send(text, { compress });
      expect(await arrived).toBe(text);
      const bytes = socket.bytesRead - before;
      if (compress) expect(bytes).toBeLessThan(200);
      else expect(bytes).toBeGreaterThan(10_000);
    }
  });

  test('a message that inflates to more than our limit ends the connection with 1009', async () => {
    const ours = { compression: nothingAsked, maxMessageSize: 10_000 };
    await using both = await pair(role, { ours, theirs: { perMessageDeflate: { threshold: 0 } } });
    both.theirs.send('x'.repeat(10_000));
    expect(digest(await next(both.ours))).toBe(digest('x'.repeat(10_000)));
    both.theirs.send('x'.repeat(10_001));
    const record = await both.ours.closed;
    expect(record).toMatchObject({ violation: { id: 'message-too-large' }, sent: { code: 1009 } });
  });

  test('bytes that do not inflate end the connection with 1007, and they are told', async () => {
    await using both = await pair(role, { ours: { compression: nothingAsked }, theirs: { perMessageDeflate: true } });
    const told = deferred<number>();
    both.theirs.on('close', (code) => told.resolve(code));
    socketOf(both.theirs).write(Buffer.from(role === 'server' ? 'c1810000000006' : 'c10106', 'hex'));
    expect((await both.ours.closed).violation).toMatchObject({ id: 'bad-deflate' });
    expect(await told.promise).toBe(1007);
  });

  test('where one side wants no compression there is none', async () => {
    for (const [compression, perMessageDeflate] of [
      [false, true],
      [nothingAsked, false],
    ] as const) {
      await using both = await pair(role, { ours: { compression }, theirs: { perMessageDeflate } });
      expect([both.ours.extensions, both.theirs.extensions]).toEqual(['', '']);
      await talkBothWays(both, compressedTalk);
    }
  });
});
