import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Deflater, Inflater } from '../../src/conformance/deflate.ts';

const LIMIT = 1 << 20;

/** Octets that do not compress, and are the same every time. */
function noise(size: number, seed = 1): Uint8Array {
  const octets = new Uint8Array(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    octets[at] = state >>> 16;
  }
  return octets;
}

/** A subject that compresses with one zlib stream, whatever was agreed on: its messages one by one. */
function careless(messages: readonly Uint8Array[], windowBits: number): Uint8Array[] {
  let history = Buffer.alloc(0);
  return messages.map((message) => {
    const dictionary = history.subarray(-(1 << windowBits));
    const octets = deflateRawSync(message, {
      windowBits,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(dictionary.length === 0 ? {} : { dictionary }),
    });
    history = Buffer.concat([history, message]);
    return octets.subarray(0, -4);
  });
}

describe.each([true, false])('no context takeover: %s', (noContextTakeover) => {
  test.each([8, 9, 12, 15])('window bits %i: what is deflated is inflated', (windowBits) => {
    const direction = { noContextTakeover, windowBits };
    const deflater = new Deflater(direction);
    const inflater = new Inflater(direction);
    const messages = ['', 'hello', 'hello', 'x'.repeat(70_000), '', 'hello'].map((text) =>
      new TextEncoder().encode(text),
    );
    for (const message of [...messages, noise(300), noise(300), noise(40_000), noise(40_000)]) {
      expect(Buffer.compare(inflater.inflate(deflater.deflate(message), LIMIT), message)).toBe(0);
    }
  });
});

test('with context takeover a message that was there before costs little', () => {
  const repeated = noise(1_000);
  const sizes = [true, false].map((noContextTakeover) => {
    const deflater = new Deflater({ noContextTakeover, windowBits: 15 });
    deflater.deflate(repeated);
    return deflater.deflate(repeated).length;
  });
  expect(sizes[0]).toBeGreaterThan(1_000);
  expect(sizes[1]).toBeLessThan(100);
});

test('an empty message is one octet (RFC 7692 §7.2.3.6)', () => {
  expect([...new Deflater({ noContextTakeover: true, windowBits: 15 }).deflate(new Uint8Array(0))]).toEqual([0]);
});

test('a subject that keeps its window although it must not is found out', () => {
  const inflater = new Inflater({ noContextTakeover: true, windowBits: 15 });
  const [first, second] = careless([noise(500), noise(500)], 15);
  expect(inflater.inflate(first ?? new Uint8Array(0), LIMIT)).toHaveLength(500);
  expect(() => inflater.inflate(second ?? new Uint8Array(0), LIMIT)).toThrow(/no context takeover was agreed on/);
});

test.each([8, 9, 10, 14])('a subject that refers further back than %i window bits is found out', (windowBits) => {
  const gap = (1 << windowBits) + 300;
  const far = Buffer.concat([noise(100), noise(gap, 7), noise(100)]);
  const within = new Inflater({ noContextTakeover: false, windowBits });
  expect(() => within.inflate(careless([far], 15)[0] ?? new Uint8Array(0), LIMIT)).toThrow(/window agreed on has/);
  const across = new Inflater({ noContextTakeover: false, windowBits });
  const [first, second] = careless([far.subarray(0, -100), far.subarray(-100)], 15);
  across.inflate(first ?? new Uint8Array(0), LIMIT);
  expect(() => across.inflate(second ?? new Uint8Array(0), LIMIT)).toThrow(/window agreed on has/);
  // One that keeps to its window is not.
  const honest = new Inflater({ noContextTakeover: false, windowBits: Math.max(9, windowBits) });
  for (const each of careless([far, far], Math.max(9, windowBits))) honest.inflate(each, LIMIT);
});

test('inflating stops at the limit', () => {
  const bomb = careless([new Uint8Array(LIMIT + 1)], 15)[0] ?? new Uint8Array(0);
  const inflater = new Inflater({ noContextTakeover: false, windowBits: 15 });
  expect(() => inflater.inflate(bomb, LIMIT)).toThrow(/inflates to more than 1048576 octets/);
});

test('nonsense is refused in words', () => {
  const inflater = new Inflater({ noContextTakeover: false, windowBits: 15 });
  expect(() => inflater.inflate(Uint8Array.of(0xff, 0xff), LIMIT)).toThrow(
    /^A compressed message cannot be inflated: /,
  );
});

describe('a message that does not end as it has to (RFC 7692 §7.2.1) is found out', () => {
  const flushed = deflateRawSync(noise(500), { finishFlush: constants.Z_SYNC_FLUSH });

  test.each([
    ['the four octets at the end of a flush are still there', flushed],
    ['an octet more is gone', flushed.subarray(0, -5)],
    ['it ends within a block', flushed.subarray(0, 200)],
    ['a block without compression has fewer octets than it says', Buffer.from('000500faff4865', 'hex')],
  ])('%s', (_, octets) => {
    const inflater = new Inflater({ noContextTakeover: true, windowBits: 15 });
    expect(() => inflater.inflate(octets, LIMIT)).toThrow(/cannot be inflated/);
  });

  test.each([
    ['a final block', 'f348cdc9c9070000'],
    ['a final block and nothing behind it', 'f348cdc9c90700'],
  ])('it may end with %s', (_, digits) => {
    const inflater = new Inflater({ noContextTakeover: true, windowBits: 15 });
    expect(Buffer.from(inflater.inflate(Buffer.from(digits, 'hex'), LIMIT)).toString()).toBe('Hello');
  });

  test('no octets at all are an empty message', () => {
    const inflater = new Inflater({ noContextTakeover: true, windowBits: 15 });
    expect(inflater.inflate(new Uint8Array(0), LIMIT)).toHaveLength(0);
  });
});
