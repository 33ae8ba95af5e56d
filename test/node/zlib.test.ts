/** Both ways to zlib do the same with the same bytes: what is here runs on either. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeflateEngine } from '../../src/endpoint/deflate-engine.ts';
import { nodeZlib } from '../../src/node/zlib.ts';
import { nativeZlib } from '../../src/node/zlib-native.ts';
import { noise } from '../support/compressed-talk.ts';
import { readDeflate } from '../support/deflate-blocks.ts';
import { against, compressed, engines, inflated, TAIL, usual } from '../support/deflate-engines.ts';
import { patternBytes } from '../support/messages.ts';
import { concat } from '../support/wire.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (value: string) => new Uint8Array(Buffer.from(value));
const KIBIBYTES_64 = 64 * 1024;

/** Bytes of which some stand there again, at distances of all kinds. */
function echoes(length: number): Uint8Array {
  const bytes = noise(length, 9);
  for (let at = 100; at + 20 < length; at += 31) {
    const from = at - 20 - ((at * 7919) % Math.min(at - 20, 2 ** (5 + (at % 10))));
    bytes.copyWithin(at, from, from + 20);
  }
  return bytes;
}

test('Node runs on the fast way', () => {
  expect(nodeZlib()).toBe(nativeZlib);
});

describe.each(engines)('%s', (_, engine) => {
  describe('the examples of RFC 7692 §7.2.3', () => {
    test.each([
      ['§7.2.3.1 one compressed block', 'f2 48 cd c9 c9 07 00', 'Hello'],
      ['§7.2.3.3 a stored block', '00 05 00 fa ff 48 65 6c 6c 6f 00', 'Hello'],
      ['§7.2.3.4 a block that says it is the last', 'f3 48 cd c9 c9 07 00 00', 'Hello'],
      ['§7.2.3.5 two blocks', 'f2 48 05 00 00 00 ff ff ca c9 c9 07 00', 'Hello'],
      ['§7.2.3.6 an empty message', '00', ''],
    ])('%s', (_name, bytes, message) => {
      for (const checkEnd of [true, false]) {
        expect(String(inflated(engine.createInflater(15, checkEnd), [hex(bytes)]))).toBe(message);
      }
    });

    test('§7.2.3.2 the second message leans on the first', () => {
      const inflater = engine.createInflater(15, false);
      expect(String(inflated(inflater, [hex('f2 48 cd c9 c9 07 00')]))).toBe('Hello');
      expect(String(inflated(inflater, [hex('f2 00 11 00 00')]))).toBe('Hello');
      inflater.reset();
      expect(inflated(inflater, [hex('f2 00 11 00 00')])).toBe('bad-data');
    });

    test('what we make of them', () => {
      const deflater = engine.createDeflater(usual);
      expect(compressed(deflater, text('Hello'))).toEqual(hex('f2 48 cd c9 c9 07 00'));
      expect(compressed(deflater, text('Hello'))).toEqual(hex('f2 00 11 00 00'));
      deflater.reset();
      expect(compressed(deflater, text('Hello'))).toEqual(hex('f2 48 cd c9 c9 07 00'));
    });
  });

  test('cut at every byte, with and without history', () => {
    const message = Buffer.from(JSON.stringify(Array.from({ length: 20 }, (_, id) => ({ id, name: `sensor ${id}` }))));
    const deflater = engine.createDeflater(usual);
    const [first, second] = [compressed(deflater, message), compressed(deflater, message)];
    for (const checkEnd of [true, false]) {
      for (let at = 0; at <= first.length; at++) {
        const inflater = engine.createInflater(15, checkEnd);
        expect(against(inflated(inflater, [first.subarray(0, at), first.subarray(at)]), message)).toBe('as sent');
        if (checkEnd) continue;
        const cut = at % second.length;
        expect(against(inflated(inflater, [second.subarray(0, cut), second.subarray(cut)]), message)).toBe('as sent');
      }
      const inflater = engine.createInflater(15, checkEnd);
      expect(
        inflated(
          inflater,
          [...first].map((byte) => Uint8Array.of(byte)),
        ),
      ).toEqual(message);
    }
  });

  test('what is left behind by one message is not in the next', () => {
    const inflater = engine.createInflater(15, true);
    const deflater = engine.createDeflater(usual);
    for (let round = 0; round < 3; round++) {
      const message = Buffer.from(`message ${round}`);
      expect(against(inflated(inflater, [compressed(deflater, message)]), message)).toBe('as sent');
      deflater.reset();
      inflater.reset();
    }
  });

  describe('blocks that say they are the last (RFC 7692 §7.2.3.4)', () => {
    const last = hex('f3 48 cd c9 c9 07 00');

    test.each([
      ['one, at the end', [last], 'Hello'],
      ['one, with the empty block behind it', [last, hex('00')], 'Hello'],
      ['two', [last, last], 'HelloHello'],
      ['one, and an ordinary one', [last, hex('f2 48 cd c9 c9 07 00')], 'HelloHello'],
      ['an empty one between', [hex('f2 48 cd c9 c9 07 00 00 00 ff ff'), hex('03 00'), last, hex('00')], 'HelloHello'],
    ] as const)('%s', (_name, pieces, message) => {
      for (const checkEnd of [true, false]) {
        expect(String(inflated(engine.createInflater(15, checkEnd), [concat(pieces)]))).toBe(message);
        expect(String(inflated(engine.createInflater(15, checkEnd), pieces))).toBe(message);
        const bytes = [...concat(pieces)].map((byte) => Uint8Array.of(byte));
        const inflater = engine.createInflater(15, checkEnd);
        expect(String(inflated(inflater, bytes))).toBe(message);
        // And it is of use for the next.
        expect(String(inflated(inflater, [hex('f2 48 cd c9 c9 07 00')]))).toBe('Hello');
      }
    });
  });

  describe('what is wrong', () => {
    test.each([
      ['a type of block that there is not', '07 00'],
      ['a stored block whose length stands there wrongly', '00 05 00 00 00 48 65 6c 6c 6f 00'],
      ['a match that reaches back before the beginning', 'f2 00 11 00 00'],
      ['too many lengths in a dynamic block', 'fd ff ff'],
    ])('%s', (_name, bytes) => {
      for (const checkEnd of [true, false]) {
        expect(inflated(engine.createInflater(15, checkEnd), [hex(bytes)])).toBe('bad-data');
      }
    });

    test('data that ends too early is found out where no history is kept', () => {
      const whole = compressed(engine.createDeflater(usual), text('Hello, hello, hello, and a bit more of it'));
      let found = 0;
      for (let length = 1; length < whole.length; length++) {
        const result = inflated(engine.createInflater(15, true), [whole.subarray(0, length)]);
        if (result === 'bad-data') found++;
        else expect(result.length).toBeLessThan(41);
      }
      // The bits that the tail begins with may stand for the end of a block; more than that is no accident.
      expect(found).toBeGreaterThan(whole.length - 5);
    });

    test('garbage is refused or becomes something, and nothing hangs or throws', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), fc.nat(200), (bytes, checkEnd, cut) => {
          const [one, two] = [engine.createInflater(15, checkEnd), nativeZlib.createInflater(15, checkEnd)];
          const pieces = [bytes.slice(0, cut), bytes.slice(cut)];
          const result = inflated(one, pieces, 1000);
          const wanted = inflated(two, pieces, 1000);
          expect(typeof result === 'string' ? result : result.toString('hex')).toBe(
            typeof wanted === 'string' ? wanted : wanted.toString('hex'),
          );
          one.close();
          two.close();
        }),
        { numRuns: 500 },
      );
    });
  });

  describe('room', () => {
    test.each([0, 1, 1000, KIBIBYTES_64, 1024 * 1024])('for %i bytes', (size) => {
      const data = compressed(engine.createDeflater(usual), new Uint8Array(size));
      for (const checkEnd of [true, false]) {
        const result = inflated(engine.createInflater(15, checkEnd), [data], size);
        expect(typeof result === 'string' ? result : result.length).toBe(size);
        expect(inflated(engine.createInflater(15, checkEnd), [data], size + 1)).toHaveLength(size);
        if (size > 0) expect(inflated(engine.createInflater(15, checkEnd), [data], size - 1)).toBe('too-large');
      }
    });

    test.each([Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER])('as much as you like: %d', (room) => {
      const data = compressed(engine.createDeflater(usual), text('Hello'));
      expect(String(inflated(engine.createInflater(15, true), [data], room))).toBe('Hello');
    });
  });

  test('output of about as much as is put out at once, and of multiples of it', () => {
    for (const times of [1, 2, 3]) {
      for (const more of [-6, -5, -4, -1, 0, 1, 4, 5, 6]) {
        const message = Buffer.from(patternBytes(times * KIBIBYTES_64 + more));
        const deflater = engine.createDeflater(usual);
        const inflater = engine.createInflater(15, false);
        expect(against(inflated(inflater, [compressed(deflater, message)]), message)).toBe('as sent');
        const short = Buffer.from('what comes next');
        expect(against(inflated(inflater, [compressed(deflater, short)]), short)).toBe('as sent');
      }
    }
  });

  test('compressed data of about as much as is put out at once', () => {
    // Stored blocks cost 5 bytes for each 16,383 to 65,535: the sizes are tried one by one around the border.
    for (let size = KIBIBYTES_64 - 60; size <= KIBIBYTES_64 + 5; size++) {
      const message = Buffer.from(noise(size, size));
      const deflater = engine.createDeflater(usual);
      const inflater = engine.createInflater(15, true);
      const made = new Uint8Array(deflater.deflate(message, 0, message.length));
      expect(made.subarray(-4)).toEqual(TAIL);
      expect(against(inflated(inflater, [made.subarray(0, -4)]), message)).toBe('as sent');
    }
  });

  describe('windows', () => {
    const message = Buffer.from(echoes(20_000));

    test.each([8, 9, 10, 11, 12, 13, 14, 15])('of %i bits: no match reaches farther back', (windowBits) => {
      for (const level of [1, 6, 9]) {
        const deflater = engine.createDeflater({ ...usual, windowBits, level });
        const one = compressed(deflater, message);
        const two = compressed(deflater, message);
        const facts = [readDeflate(concat([one, TAIL])), readDeflate(concat([two, TAIL]), message)];
        for (const { bytes, farthest } of facts) {
          expect(against(bytes, message)).toBe('as sent');
          expect(farthest).toBeLessThanOrEqual(2 ** windowBits);
          expect(farthest).toBeGreaterThan(2 ** windowBits / 4);
        }
        const inflater = engine.createInflater(windowBits, false);
        for (const data of [one, two]) expect(against(inflated(inflater, [data]), message)).toBe('as sent');
      }
    });

    test('of 8 bits takes what a window of 512 bytes has made', () => {
      // A compressor that asks its zlib for 8 gets 9, and need not stop short of its end as zlib does.
      const deflater = engine.createDeflater(usual);
      const inflater = engine.createInflater(8, false);
      const again = noise(400, 1);
      for (const leansBack of [false, true]) {
        const data = compressed(deflater, again);
        if (leansBack) expect(readDeflate(concat([data, TAIL]), again).farthest).toBe(400);
        expect(against(inflated(inflater, [data]), again)).toBe('as sent');
      }
    });

    test('of 8 bits in the background', async () => {
      const data = await engine.deflateApart(message, { ...usual, windowBits: 8 });
      const { bytes, farthest } = readDeflate(data);
      expect(against(bytes, message)).toBe('as sent');
      expect(farthest).toBeLessThanOrEqual(256);
    });

    test('of 9 bits refuses what reaches farther back into what was', () => {
      const deflater = engine.createDeflater(usual);
      const [first, second] = [noise(1000, 1), noise(300, 1)];
      const data = [compressed(deflater, first), compressed(deflater, second)];
      expect(readDeflate(concat([data[1] ?? first, TAIL]), first).farthest).toBe(1000);
      for (const [bits, result] of [
        [9, 'bad-data'],
        [10, 'as sent'],
      ] as const) {
        const inflater = engine.createInflater(bits, false);
        expect(data.map((piece, index) => against(inflated(inflater, [piece]), index === 0 ? first : second))).toEqual([
          'as sent',
          result,
        ]);
      }
    });
  });

  test('any messages, one after the other, in any pieces, come out as they went in', () => {
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map(text),
      fc.record({ size: fc.nat(200_000), seed: fc.nat() }).map(({ size, seed }) => noise(size, seed)),
      fc.nat(200_000).map((size) => new Uint8Array(size)),
    );
    const windowBits = fc.integer({ min: 8, max: 15 });
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(message, cuts), { maxLength: 6 }), windowBits, fc.boolean(), (all, bits, kept) => {
        const deflater = engine.createDeflater({ ...usual, windowBits: bits });
        const inflater = otherEngine(engine).createInflater(bits, !kept);
        for (const [bytes, at] of all) {
          const data = compressed(deflater, bytes);
          expect(against(inflated(inflater, piecesOf(data, at)), bytes)).toBe('as sent');
          if (kept) continue;
          deflater.reset();
          inflater.reset();
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** One compresses, the other inflates. */
function otherEngine(engine: DeflateEngine): DeflateEngine {
  return engines.find(([, other]) => other !== engine)?.[1] ?? engine;
}

function piecesOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((one, two) => one - two), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}
