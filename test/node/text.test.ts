/** Texts read and written in Node: by native coders, by the kernel, and without it. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { borderCharacters, brokenTexts, filledText, texts } from '../support/texts.ts';

type TextModule = typeof import('../../src/node/text.ts');
type KernelModule = typeof import('../../src/codec/kernel.ts');

/** The most that the kernel takes at once: bytes to read, units to write. */
const MOST_BYTES = 32_704;
const MOST_UNITS = 21_837;

/** The modules anew, as they find the platform. */
async function load(): Promise<TextModule & KernelModule> {
  vi.resetModules();
  return { ...(await import('../../src/node/text.ts')), ...(await import('../../src/codec/kernel.ts')) };
}

afterEach(() => vi.unstubAllGlobals());

describe.each(['with', 'without'])('%s WebAssembly', (platform) => {
  let text: TextModule & KernelModule;

  beforeEach(async () => {
    if (platform === 'without') vi.stubGlobal('WebAssembly', undefined);
    text = await load();
    expect(text.kernel() === null).toBe(platform === 'without');
  });

  /** Bytes in the buffer that sockets are read into, and elsewhere, with others around them. */
  function places(bytes: Uint8Array): { where: string; array: Uint8Array; start: number; end: number }[] {
    const start = 13;
    const end = start + bytes.length;
    const buffers: [string, Uint8Array][] = [
      ['a Buffer', Buffer.alloc(end + 40, 0xbf)],
      ['a plain array', new Uint8Array(new ArrayBuffer(end + 50), 7, end + 40).fill(0xbf)],
    ];
    if (end + 40 <= text.KERNEL_PAGE) buffers.push(['the read buffer', text.readBuffer().fill(0xbf)]);
    return buffers.map(([where, array]) => {
      array.set(bytes, start);
      return { where, array, start, end };
    });
  }

  /** What is read everywhere; undefined only if short texts are left to JavaScript. */
  function readEverywhere(bytes: Uint8Array): (string | undefined)[] {
    return places(bytes).map(({ array, start, end }) => text.readText(array, start, end));
  }

  function decodeEverywhere(bytes: Uint8Array): Set<string> {
    return new Set(places(bytes).map(({ array, start, end }) => text.decodeText(array, start, end)));
  }

  /** Measured, then written between other bytes. */
  function encoded(each: string, measured = text.textLength(each)): Uint8Array {
    const target = Buffer.alloc(measured + 20, 0xa5);
    text.encodeText(each, target, 9, measured);
    expect(target.subarray(0, 9).every((byte) => byte === 0xa5)).toBe(true);
    expect(target.subarray(9 + measured).every((byte) => byte === 0xa5)).toBe(true);
    return target.subarray(9, 9 + measured);
  }

  function same(a: Uint8Array, b: Uint8Array): boolean {
    return Buffer.compare(a, b) === 0;
  }

  describe('reading', () => {
    test('any text', () => {
      fc.assert(
        fc.property(texts, (each) => {
          const bytes = Buffer.from(each);
          expect([...decodeEverywhere(bytes)]).toEqual([each]);
          for (const read of readEverywhere(bytes)) {
            if (bytes.length > 16 || read !== undefined) expect(read).toBe(each);
          }
        }),
        { numRuns: 200 },
      );
    });

    test.each(borderCharacters.map((each) => [each.codePointAt(0)?.toString(16), each]))('U+%s', (_, character) => {
      for (let before = 0; before < 20; before++) {
        const each = 'é'.repeat(before) + character + 'z'.repeat(20);
        const reads = readEverywhere(Buffer.from(each));
        if (!reads.every((read) => read === each)) expect({ before, reads }).toBe('read');
        expect([...decodeEverywhere(Buffer.from(each))]).toEqual([each]);
      }
    });

    // Table 3-7 of the Unicode standard; RFC 3629 3.
    test.each([
      ['a byte that only continues', [0x80]],
      ['an overlong form of two bytes', [0xc1, 0xbf]],
      ['an overlong form of three bytes', [0xe0, 0x9f, 0xbf]],
      ['an overlong form of four bytes', [0xf0, 0x8f, 0xbf, 0xbf]],
      ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
      ['more than U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
      ['a byte that is never used', [0xff]],
      ['a first byte without its second', [0xc3, 0x41]],
      ['a character of three bytes without its last', [0xe2, 0x82, 0x41]],
      ['a character of four bytes without its last', [0xf0, 0x9f, 0xa6, 0x41]],
    ])('%s is no text, wherever it stands', (_, fault) => {
      for (const beside of ['', 'x'.repeat(40), 'ж'.repeat(40), 'x'.repeat(MOST_BYTES)]) {
        for (const [before, after] of [
          ['', beside],
          [beside, ''],
          [beside, beside],
        ] as const) {
          const bytes = Buffer.concat([Buffer.from(before), Buffer.from(fault), Buffer.from(after)]);
          expect(readEverywhere(bytes).every((read) => read === undefined)).toBe(true);
        }
      }
    });

    test.each(['ж', '語', '🦊'])('%s cut at the end is no text, though its rest lies behind', (character) => {
      const bytes = Buffer.from('x'.repeat(30) + character);
      for (const { array, start, end } of places(bytes)) {
        for (let cut = 1; cut < Buffer.byteLength(character); cut++) {
          expect(text.readText(array, start, end - cut)).toBeUndefined();
        }
        expect(text.readText(array, start, end)).toBe(bytes.toString());
      }
    });

    test('short texts are read where sockets are read into, if there is a kernel', () => {
      const buffer = text.readBuffer();
      buffer.set(Buffer.from('aü€😀'));
      expect(text.readText(buffer, 0, 10)).toBe('aü€😀');
      expect(text.readText(buffer, 0, 0)).toBe('');
      expect(text.readText(buffer, 1, 2)).toBeUndefined();
    });

    test.each(['x', 'é', 'ж', '語', '🦊', 'x語', 'é🦊'])(
      'long texts of %s, with characters across the borders of their parts',
      (unit) => {
        for (const parts of [1, 2, 5]) {
          for (let shift = -5; shift <= 5; shift++) {
            const each = 'x'.repeat(Math.max(0, shift)) + filledText(unit, parts * MOST_BYTES + shift);
            const bytes = Buffer.from(each);
            if (text.readText(bytes, 0, bytes.length) !== each) expect({ parts, shift }).toBe('read');
            if (text.decodeText(bytes, 0, bytes.length) !== each) expect({ parts, shift }).toBe('decoded');
          }
        }
      },
    );

    test('a text that is Latin-1 but for its last part', () => {
      const each = `${'é'.repeat(MOST_BYTES)}語`;
      const bytes = Buffer.from(each);
      expect(text.decodeText(bytes, 0, bytes.length) === each).toBe(true);
    });

    test('a text read is nobody’s memory', () => {
      const bytes = Buffer.from('ж'.repeat(50));
      const [here, elsewhere] = [text.readBuffer(), new Uint8Array(bytes)];
      here.set(bytes);
      const read = [text.readText(here, 0, bytes.length), text.readText(elsewhere, 0, bytes.length)];
      here.fill(0x41);
      text.readText(here, 0, bytes.length);
      text.decodeText(Buffer.from('語'.repeat(50)), 0, 150);
      expect(read).toEqual(['ж'.repeat(50), 'ж'.repeat(50)]);
    });
  });

  describe('writing', () => {
    test('any text; halves of surrogate pairs become U+FFFD', () => {
      fc.assert(
        fc.property(brokenTexts, (each) => {
          expect(text.textLength(each)).toBe(Buffer.byteLength(each));
          expect(same(encoded(each), Buffer.from(each))).toBe(true);
        }),
        { numRuns: 400 },
      );
    });

    test.each([
      ['ASCII', 'x'],
      ['Latin-1', 'é'],
      ['Cyrillic', 'ж'],
      ['Chinese', '語'],
      ['signs', '🦊'],
      ['a mixture', 'aß語🦊'],
      ['first halves', '\ud83e'],
      ['second halves', '\udd8a'],
    ])('%s of every length around what the kernel takes', (_, unit) => {
      for (const length of [0, 1, 2, 15, 16, 17, 18, 100, MOST_UNITS - 1, MOST_UNITS, MOST_UNITS + 1, 100_000]) {
        const each = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
        if (!same(encoded(each), Buffer.from(each))) expect({ length }).toBe('written');
      }
    });

    test('two texts measured before either is written, in either order', () => {
      const one = 'жд'.repeat(200);
      const two = 'дж'.repeat(200);
      for (const order of [
        [one, two],
        [two, one],
      ]) {
        const lengths = order.map((each) => text.textLength(each));
        expect(lengths).toEqual([800, 800]);
        for (const each of [one, two]) expect(Buffer.from(encoded(each, 800)).toString()).toBe(each);
      }
    });

    test('a text written twice, measured once', () => {
      const each = '語'.repeat(400);
      const length = text.textLength(each);
      expect([encoded(each, length), encoded(each, length)].map((bytes) => Buffer.from(bytes).toString())).toEqual([
        each,
        each,
      ]);
    });

    test.each([50, MOST_BYTES + 100])('%i bytes read between measuring and writing', (size) => {
      const each = '語'.repeat(400);
      const length = text.textLength(each);
      const bytes = Buffer.from(filledText('ж', size));
      for (const read of [text.decodeText, text.readText]) {
        expect(read(bytes, 0, bytes.length) === bytes.toString()).toBe(true);
        expect(Buffer.from(encoded(each, length)).toString()).toBe(each);
        text.textLength(each);
      }
    });
  });
});

test('the kernel writes nowhere but to its scratch memory and its results, at the largest sizes that it is given', async () => {
  const text = await load();
  const own = text.kernel();
  if (own === null) throw new Error('no WebAssembly here');
  // The tables are written at the first such text.
  expect(text.decodeText(Buffer.from('ж'.repeat(20)), 0, 40)).toBe('ж'.repeat(20));
  own.readBuffer.fill(0xa5);
  const before = own.memory.slice();
  const aroundAndAbove = (most: number) => [-1, 0, 1, 10, 100, 1000].map((more) => most + more);
  const isUntouched = () =>
    [
      [text.SCRATCH + text.KERNEL_PAGE, text.RESULT],
      [text.RESULT + text.KERNEL_PAGE, own.memory.length],
    ].every(([from, to]) => Buffer.compare(own.memory.subarray(from, to), before.subarray(from, to)) === 0);
  for (const unit of ['é', 'ж', '語', '🦊', '\ud83e']) {
    for (const size of [...aroundAndAbove(MOST_BYTES), 3 * MOST_BYTES]) {
      const bytes = Buffer.from(filledText(unit, size));
      text.decodeText(bytes, 0, bytes.length);
      text.readText(bytes, 0, bytes.length);
      const mostlyAscii = Buffer.from(`${unit}${'x'.repeat(size)}`).subarray(0, size);
      text.decodeText(mostlyAscii, 0, mostlyAscii.length);
    }
    for (const units of [...aroundAndAbove(MOST_UNITS), 32_768, 65_536]) {
      const each = unit.repeat(units).slice(0, units);
      text.encodeText(each, Buffer.alloc(3 * units), 0, text.textLength(each));
    }
    expect(isUntouched()).toBe(true);
  }
});
