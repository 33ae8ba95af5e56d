import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyMask, MaskingKeySource, maskInto } from '../../src/codec/masking.ts';

/** RFC 6455 5.3, word for word: octet i of the payload and octet (i MOD 4) of the key. */
function reference(bytes: Uint8Array, start: number, end: number, maskingKey: number, phase: number): Uint8Array {
  const key = [maskingKey >>> 24, (maskingKey >>> 16) & 255, (maskingKey >>> 8) & 255, maskingKey & 255];
  return bytes.map((byte, at) => (at >= start && at < end ? byte ^ Number(key[(at - start + phase) % 4]) : byte));
}

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index * 31 + 7);
}

const KEY = 0x8a_1b_2c_f3 | 0;

describe('applyMask', () => {
  test('the example of RFC 6455 5.7: a masked "Hello"', () => {
    const bytes = new TextEncoder().encode('Hello');
    applyMask(bytes, 0, 5, 0x37fa213d, 0);
    expect([...bytes]).toEqual([0x7f, 0x9f, 0x4d, 0x51, 0x58]);
  });

  test('every offset, alignment, phase and length to 140, and nothing outside the range', () => {
    for (let byteOffset = 0; byteOffset < 4; byteOffset++) {
      for (let start = 0; start < 5; start++) {
        for (let length = 0; length <= 140; length++) {
          for (let phase = 0; phase < 4; phase++) {
            const view = new Uint8Array(new ArrayBuffer(160), byteOffset, 152);
            view.set(numbered(152));
            const expected = reference(view, start, start + length, KEY, phase);
            applyMask(view, start, start + length, KEY, phase);
            if (!same(view, expected)) expect({ byteOffset, start, length, phase, view }).toEqual({ view: expected });
          }
        }
      }
    }
    // One of the above again, in plain sight.
    const view = numbered(112);
    applyMask(view, 3, 103, KEY, 2);
    expect(view).toEqual(reference(numbered(112), 3, 103, KEY, 2));
  });

  test('any range, key and phase, in buffers old and new', () => {
    const shared = new ArrayBuffer(4096 + 8);
    const range = fc.record({
      byteOffset: fc.nat(7),
      start: fc.nat(40),
      length: fc.nat(4000),
      phase: fc.nat(3),
      key: fc.integer(),
      reused: fc.boolean(),
    });
    fc.assert(
      fc.property(range, ({ byteOffset, start, length, phase, key, reused }) => {
        const view = new Uint8Array(reused ? shared : new ArrayBuffer(4096 + 8), byteOffset, 4096);
        view.set(numbered(4096));
        const expected = reference(view, start, start + length, key, phase);
        applyMask(view, start, start + length, key, phase);
        expect(same(view, expected)).toBe(true);
      }),
    );
  });

  test('a payload in parts is as one payload', () => {
    const parts = fc.array(fc.nat(90), { maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.integer(), (lengths, key) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const bytes = numbered(total);
        let at = 0;
        for (const length of lengths) {
          applyMask(bytes, at, at + length, key, at & 3);
          at += length;
        }
        expect(bytes).toEqual(reference(numbered(total), 0, total, key, 0));
      }),
    );
  });

  test('twice is not at all', () => {
    const bytes = numbered(65_536 + 3);
    applyMask(bytes, 1, bytes.length, KEY, 1);
    expect(same(bytes, numbered(bytes.length))).toBe(false);
    applyMask(bytes, 1, bytes.length, KEY, 1);
    expect(same(bytes, numbered(bytes.length))).toBe(true);
  });

  test('a buffer whose size is not a whole number of words, and one too large to be kept', () => {
    for (const size of [101, 102, 103, (1 << 20) + 5]) {
      const bytes = numbered(size);
      const expected = reference(bytes, 0, size, KEY, 0);
      applyMask(bytes, 0, size, KEY, 0);
      expect(same(bytes, expected)).toBe(true);
    }
  });
});

describe('maskInto', () => {
  test.each([0, 1, 5, 47, 48, 200, 5000])('copies %i bytes masked, and leaves the source alone', (length) => {
    const source = numbered(length);
    const target = new Uint8Array(length + 9);
    maskInto(source, target, 5, KEY, 3);
    expect(source).toEqual(numbered(length));
    const expected = new Uint8Array(length + 9);
    expected.set(reference(numbered(length), 0, length, KEY, 3), 5);
    expect(target).toEqual(expected);
  });

  test('refuses a target without room', () => {
    expect(() => maskInto(new Uint8Array(4), new Uint8Array(6), 3, KEY, 0)).toThrow(RangeError);
    expect(() => maskInto(new Uint8Array(400), new Uint8Array(402), 3, KEY, 0)).toThrow(RangeError);
  });
});

describe('MaskingKeySource', () => {
  test('gives int32s that do not repeat', () => {
    const source = new MaskingKeySource();
    const keys = Array.from({ length: 2000 }, () => source.next());
    expect(keys.every((key) => key === (key | 0))).toBe(true);
    // Of 2000 random 32-bit numbers two are equal once in 2000 runs; 10 pairs never.
    expect(new Set(keys).size).toBeGreaterThan(1990);
  });

  test('each key is used once, and the pool is filled again when it is empty', () => {
    let filled = 0;
    let next = 0;
    const source = new MaskingKeySource((keys) => {
      filled++;
      for (let at = 0; at < keys.length; at++) keys[at] = next++;
    });
    const keys = Array.from({ length: 600 }, () => source.next());
    expect(keys).toEqual(Array.from({ length: 600 }, (_, index) => index));
    expect(filled).toBe(3);
  });
});

/** Much faster than `toEqual` on large arrays. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
