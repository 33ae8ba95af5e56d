import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, encodeUtf8Into, Utf8Validator, utf8Length } from '../../src/codec/utf8.ts';

/** The table "Well-Formed UTF-8 Byte Sequences" of the Unicode standard (3-7): ranges of the bytes of each sequence. */
const table: [low: number, high: number][][] = [
  [[0x00, 0x7f]],
  [
    [0xc2, 0xdf],
    [0x80, 0xbf],
  ],
  [
    [0xe0, 0xe0],
    [0xa0, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xe1, 0xec],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xed, 0xed],
    [0x80, 0x9f],
    [0x80, 0xbf],
  ],
  [
    [0xee, 0xef],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf0, 0xf0],
    [0x90, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf1, 0xf3],
    [0x80, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf4, 0xf4],
    [0x80, 0x8f],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
];

/** Walks the table byte by byte: the first byte that fits no row, and whether the text may end. */
function reference(bytes: Uint8Array): { bad: number; complete: boolean } {
  let rows = table;
  let depth = 0;
  for (const [at, byte] of bytes.entries()) {
    rows = rows.filter((row) => {
      const range = row[depth];
      return range !== undefined && byte >= range[0] && byte <= range[1];
    });
    if (rows.length === 0) return { bad: at, complete: false };
    depth++;
    if (rows[0]?.length === depth) {
      rows = table;
      depth = 0;
    }
  }
  return { bad: -1, complete: depth === 0 };
}

/** Validates `bytes` in parts, inside a larger array that does not begin where its buffer does. */
function validate(bytes: Uint8Array, cuts: number[]): { bad: number; complete: boolean } {
  const validator = new Utf8Validator();
  const padded = new Uint8Array(new ArrayBuffer(bytes.length + 13), 5).fill(0x41);
  padded.set(bytes, 3);
  let start = 3;
  for (const cut of [...cuts, bytes.length]) {
    const bad = validator.push(padded, start, 3 + cut);
    if (bad >= 0) return { bad: bad - 3, complete: validator.complete };
    start = 3 + cut;
  }
  return { bad: -1, complete: validator.complete };
}

/** Bytes that are often near the border between right and wrong. */
const borderByte = fc.constantFrom(
  ...[0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef],
  ...[0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff],
);
const someText = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => new TextEncoder().encode(text));
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.array(borderByte, { maxLength: 12 }).map((bytes) => Uint8Array.from(bytes)),
  someText,
  // Valid text that goes wrong somewhere.
  fc
    .tuple(someText, fc.array(borderByte, { maxLength: 3 }), someText)
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part]))),
);

describe('Utf8Validator', () => {
  test.each([
    ['continuation first', [0x80], 0],
    ['C0', [0xc0, 0x80], 0],
    ['C1', [0xc1, 0xbf], 0],
    ['no continuation', [0xc2, 0x41], 1],
    ['E0 80', [0xe0, 0x80, 0x80], 1],
    ['E0 9F', [0xe0, 0x9f, 0xbf], 1],
    ['surrogate ED A0', [0xed, 0xa0, 0x80], 1],
    ['surrogate ED BF', [0xed, 0xbf, 0xbf], 1],
    ['third byte', [0xe1, 0x80, 0x41], 2],
    ['F0 8F', [0xf0, 0x8f, 0xbf, 0xbf], 1],
    ['F4 90', [0xf4, 0x90, 0x80, 0x80], 1],
    ['fourth byte', [0xf1, 0x80, 0x80, 0xc0], 3],
    ['F5', [0xf5, 0x80, 0x80, 0x80], 0],
    ['FF', [0xff], 0],
    ['after text', [0x68, 0xc3, 0xa9, 0x68, 0xff], 4],
  ])('fails at the first impossible byte: %s', (_name, bytes, bad) => {
    const wire = Uint8Array.from(bytes);
    expect(validate(wire, [])).toEqual({ bad, complete: false });
    const everywhere = bytes.slice(1).map((_, index) => index + 1);
    expect(validate(wire, everywhere)).toEqual({ bad, complete: false });
  });

  test('every pair of bytes', () => {
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        const bytes = Uint8Array.of(first, second);
        const expected = reference(bytes);
        const got = validate(bytes, []);
        if (got.bad !== expected.bad || got.complete !== expected.complete) {
          expect({ first, second, ...got }).toEqual({ first, second, ...expected });
        }
      }
    }
    expect(validate(Uint8Array.of(0xc3, 0xa9), [])).toEqual({ bad: -1, complete: true });
  });

  test('the first and last character of each length', () => {
    for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x1_0000, 0x10_ffff]) {
      const bytes = new TextEncoder().encode(String.fromCodePoint(point));
      expect(validate(bytes, [])).toEqual({ bad: -1, complete: true });
      for (let cut = 1; cut < bytes.length; cut++) {
        expect(validate(bytes, [cut])).toEqual({ bad: -1, complete: true });
        expect(validate(bytes.subarray(0, cut), [])).toEqual({ bad: -1, complete: false });
      }
    }
  });

  test('any bytes, at every split, as the Unicode table and TextDecoder have it', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const expected = reference(bytes);
        expect(validate(bytes, [])).toEqual(expected);
        for (let cut = 0; cut <= bytes.length; cut++) expect(validate(bytes, [cut])).toEqual(expected);
        expect(validate(bytes, Array.from(bytes.keys()))).toEqual(expected);
        expect(expected.complete).toBe(isFatalDecodable(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  test('one wrong byte in a long text, at each of its places', () => {
    const text = new TextEncoder().encode(
      'plain ASCII of more than one step, then ümläute, 漢字かな, 🌍🌎🌏 and again ASCII.',
    );
    for (let at = 0; at < text.length; at++) {
      const broken = text.slice();
      broken[at] = 0xff;
      expect(validate(broken, [])).toEqual({ bad: at, complete: false });
    }
  });

  test('one wrong byte, or one cut sequence, in long ASCII, at each of its places', () => {
    // From 120 down to 0 bytes before: every alignment, and every step of the loop over words.
    const bytes = new Uint8Array(120).fill(0x61);
    for (let at = 0; at < bytes.length; at++) {
      const broken = bytes.slice();
      broken[at] = 0x80;
      expect(validate(broken, [])).toEqual({ bad: at, complete: false });
      expect(validate(broken.subarray(0, at), [])).toEqual({ bad: -1, complete: true });
      broken[at] = 0xc3;
      expect(validate(broken, [])).toEqual(
        at === 119 ? { bad: -1, complete: false } : { bad: at + 1, complete: false },
      );
    }
  });

  test('with a platform’s own check for long pieces: the same verdict at the same byte, wherever it is split', () => {
    let asked = 0;
    const isText = (bytes: Uint8Array, start: number, end: number) => {
      asked++;
      return isUtf8(bytes.subarray(start, end));
    };
    const unit = fc.constantFrom('plain ascii ', 'ü', '€', '日本語', '😀', 'Ελλάδα ');
    const damage = fc.option(fc.tuple(fc.nat(), fc.constantFrom(0x80, 0xc0, 0xe0, 0xf8, 0xff)));
    fc.assert(
      fc.property(fc.array(unit, { minLength: 100, maxLength: 300 }), fc.nat(), damage, (units, cut, fault) => {
        const bytes = new TextEncoder().encode(units.join(''));
        if (fault !== null) bytes[fault[0] % bytes.length] = fault[1];
        const border = cut % bytes.length;
        const verdict = (validator: Utf8Validator) => {
          const first = validator.push(bytes, 0, border);
          return [first, first < 0 ? validator.push(bytes, border, bytes.length) : first, validator.complete];
        };
        expect(verdict(new Utf8Validator(isText))).toEqual(verdict(new Utf8Validator()));
      }),
      { numRuns: 500 },
    );
    expect(asked).toBeGreaterThan(400);
  });

  test('after a failure everything fails, until reset', () => {
    const validator = new Utf8Validator();
    const ascii = Uint8Array.of(0x41, 0x42);
    expect(validator.push(Uint8Array.of(0x41, 0xff), 0, 2)).toBe(1);
    expect(validator.push(ascii, 0, 2)).toBe(0);
    expect(validator.push(ascii, 1, 2)).toBe(1);
    expect(validator.complete).toBe(false);
    validator.reset();
    expect(validator.push(ascii, 0, 2)).toBe(-1);
    expect(validator.complete).toBe(true);
  });

  test('reset forgets a sequence that is under way', () => {
    const validator = new Utf8Validator();
    validator.push(Uint8Array.of(0xe0), 0, 1);
    validator.reset();
    expect(validator.push(Uint8Array.of(0xc3, 0x80), 0, 2)).toBe(-1);
    expect(validator.complete).toBe(true);
  });
});

/** Texts of every length around the borders between own loops and the platform's, lone surrogates among them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ maxLength: 300 }),
  fc
    .array(fc.constantFrom('a', 'ü', '漢', '🌍', '\ud83c', '\udf0d', '\ufeff'), { maxLength: 200 })
    .map((parts) => parts.join('')),
);

describe('text to bytes', () => {
  test('encodeUtf8 and utf8Length are as TextEncoder', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = new TextEncoder().encode(text);
        expect(encodeUtf8(text)).toEqual(expected);
        expect(utf8Length(text)).toBe(expected.length);
      }),
    );
  });

  test('encodeUtf8Into writes just there', () => {
    fc.assert(
      fc.property(anyText, fc.nat(9), fc.nat(9), (text, before, after) => {
        const expected = new TextEncoder().encode(text);
        const target = new Uint8Array(before + expected.length + after).fill(0xee);
        expect(encodeUtf8Into(text, target, before)).toBe(expected.length);
        const framed = [...Array(before).fill(0xee), ...expected, ...Array(after).fill(0xee)];
        expect([...target]).toEqual(framed);
      }),
      { numRuns: 500 },
    );
  });

  test.each([1, 23, 24, 25, 5000])('encodeUtf8Into refuses %i characters one byte short', (length) => {
    const text = 'ü'.repeat(length);
    expect(() => encodeUtf8Into(text, new Uint8Array(2 * length + 1), 2)).toThrow(RangeError);
    expect(encodeUtf8Into(text, new Uint8Array(2 * length + 2), 2)).toBe(2 * length);
  });
});

describe('bytes to text', () => {
  test('decodeUtf8 gives back what was encoded', () => {
    fc.assert(
      fc.property(anyText, fc.nat(9), (text, before) => {
        const wellFormed = new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
        const encoded = new TextEncoder().encode(text);
        const padded = new Uint8Array(before + encoded.length + 3).fill(0x41);
        padded.set(encoded, before);
        expect(decodeUtf8(padded, before, before + encoded.length)).toBe(wellFormed);
      }),
      { numRuns: 500 },
    );
  });

  test.each([0, 1, 7, 8, 9, 23, 24, 25, 63, 64, 65, 1023, 1024, 1025, 100_000])('%i ASCII characters', (length) => {
    const text = Array.from({ length }, (_, index) => String.fromCharCode(32 + (index % 95))).join('');
    expect(decodeUtf8(new TextEncoder().encode(text), 0, length)).toBe(text);
  });

  test.each([2, 100])('a byte order mark is text like any other, in %i characters', (length) => {
    const text = `\ufeff${'x'.repeat(length - 1)}`;
    expect(decodeUtf8(encodeUtf8(text), 0, length + 2)).toBe(text);
  });
});

function isFatalDecodable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
