/** Each export of the WebAssembly module against a plain reference. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  KERNEL_PAGE,
  type Kernel,
  kernel,
  placeInKernel,
  RESULT,
  readBuffer,
  SCRATCH,
} from '../../src/codec/kernel.ts';
import { generatedKernel, kernelFile } from '../support/kernel-module.ts';
import { borderCharacters, brokenTexts, everyCharacter, filledText, latin1Texts, texts } from '../support/texts.ts';

const own = made();
/** What every place holds that nobody is to write to. */
const UNTOUCHED = 0xa5;
const LENGTHS = [...Array.from({ length: 101 }, (_, length) => length), 127, 128, 129, 1000, 65_519, 65_535, 65_536];

function made(): Kernel {
  const all = kernel();
  if (all === null) throw new Error('no WebAssembly here');
  return all;
}

function numbered(length: number, step = 31): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index * step + 7);
}

function copyOf(at: number, length: number): Uint8Array {
  return own.memory.slice(at, at + length);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Decodes at the kernel's scratch memory; the units and the flag. */
function decode(utf8: Uint8Array, at = SCRATCH): { text: string; narrow: boolean } {
  own.memory.set(utf8, at);
  const size = own.utf8ToUtf16(at, utf8.length);
  return { text: Buffer.from(copyOf(RESULT, size & ~1)).toString('utf16le'), narrow: (size & 1) === 1 };
}

function encode(text: string, at = SCRATCH): Uint8Array {
  own.memory.set(Buffer.from(text, 'utf16le'), at);
  return copyOf(RESULT, own.utf16ToUtf8(at, text.length, RESULT));
}

function checkBothWays(text: string): void {
  const utf8 = Buffer.from(text);
  const decoded = decode(utf8);
  if (decoded.text !== text || decoded.narrow !== isNarrow(text)) {
    expect(decoded).toEqual({ text, narrow: isNarrow(text) });
  }
  if (!same(encode(text), utf8)) expect(encode(text)).toEqual(new Uint8Array(utf8));
}

function isNarrow(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}

test('the module is what its text says now', async () => {
  expect(readFileSync(kernelFile, 'utf8'), 'kernel.ts is older than kernel.wat: npm run generate').toBe(
    await generatedKernel(),
  );
});

describe('mask', () => {
  // Lowest byte first.
  const key = 0xf3_2c_1b_8a | 0;
  const keyBytes = [0x8a, 0x1b, 0x2c, 0xf3];

  function check(at: number, length: number): void {
    const source = numbered(length);
    own.memory.fill(UNTOUCHED, at - 32, at + length + 32);
    own.memory.set(source, at);
    own.mask(at, length, key);
    const expected = new Uint8Array(length + 64).fill(UNTOUCHED);
    expected.set(
      source.map((byte, index) => byte ^ Number(keyBytes[index % 4])),
      32,
    );
    if (!same(copyOf(at - 32, length + 64), expected)) expect({ at, length }).toBe('masked, and nothing beside it');
  }

  test('every length at every alignment, and no byte beside', () => {
    for (let alignment = 0; alignment < 16; alignment++) {
      for (const length of LENGTHS) check(SCRATCH + 64 + alignment, length);
    }
  });

  test('at the very end of the memory', () => {
    const { length } = own.memory;
    const tail = numbered(67);
    own.memory.set(tail, length - 67);
    own.mask(length - 67, 67, key);
    own.mask(length - 67, 67, key);
    expect(copyOf(length - 67, 67)).toEqual(tail);
    own.memory.fill(0, length - 67);
  });
});

describe('isAscii', () => {
  test('one byte above 7F anywhere, at any length and alignment, is seen; one beside is not', () => {
    for (let alignment = 0; alignment < 16; alignment++) {
      const start = SCRATCH + 64 + alignment;
      for (let length = 0; length <= 100; length++) {
        own.memory.fill(0xff, start - 32, start + length + 32);
        own.memory.fill(0x7f, start, start + length);
        if (own.isAscii(start, length) !== 1) expect({ alignment, length }).toBe('ASCII');
        for (let at = start; at < start + length; at++) {
          own.memory[at] = 0x80;
          if (own.isAscii(start, length) !== 0) expect({ alignment, length, at: at - start }).toBe('not ASCII');
          own.memory[at] = 0;
        }
      }
    }
  });

  test('a whole page', () => {
    own.memory.fill(0x41, SCRATCH, KERNEL_PAGE);
    expect(own.isAscii(SCRATCH, KERNEL_PAGE)).toBe(1);
    own.memory[KERNEL_PAGE - 1] = 0xc3;
    expect(own.isAscii(SCRATCH, KERNEL_PAGE)).toBe(0);
    expect(own.isAscii(SCRATCH, KERNEL_PAGE - 1)).toBe(1);
  });
});

describe('UTF-8 to UTF-16, and back', () => {
  test('every character there is', () => {
    for (const text of everyCharacter(8000)) checkBothWays(text);
  });

  test('characters of every width in every order', () => {
    const widths = ['x', 'ж', '語', '🦊'];
    for (let order = 0; order < 4 ** 6; order++) {
      let text = '';
      for (let rest = order, each = 0; each < 6; each++, rest >>= 2) text += widths[rest & 3];
      // As the end, and with as much behind it as is looked at at once.
      checkBothWays(text);
      checkBothWays(`${text}${text}ж..............`);
    }
  });

  test('the first and last characters of each width, at every place', () => {
    for (const character of borderCharacters) {
      for (let before = 0; before < 36; before++) {
        for (const [left, right] of [
          ['a', 'z'],
          ['é', 'z'],
          ['語', 'й'],
        ] as const) {
          checkBothWays(left.repeat(before) + character);
          checkBothWays(left.repeat(before) + character + right.repeat(40));
        }
      }
    }
  });

  test('any text, at any place', () => {
    fc.assert(
      fc.property(texts, fc.nat(15), (text, alignment) => {
        const utf8 = Buffer.from(text);
        // Whatever lies behind is not looked at.
        own.memory.fill(0xbf, SCRATCH, SCRATCH + utf8.length + 64);
        expect(decode(utf8, SCRATCH + alignment)).toEqual({ text, narrow: isNarrow(text) });
        own.memory.fill(0xdc, SCRATCH, SCRATCH + 2 * text.length + 64);
        expect(same(encode(text, SCRATCH + alignment), utf8)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('halves of surrogate pairs become U+FFFD', () => {
    fc.assert(
      fc.property(brokenTexts, (text) => {
        own.memory.fill(0xdc, SCRATCH, SCRATCH + 2 * text.length + 64);
        expect(same(encode(text), Buffer.from(text))).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(Buffer.from(encode('a\ud83eb\udd8a\udd8a\ud83e')).toString()).toBe('a\ufffdb\ufffd\ufffd\ufffd');
  });

  test('one character above FF anywhere is told', () => {
    for (let length = 1; length < 70; length++) {
      for (let at = 0; at < length; at++) {
        for (const character of ['Ā', '語', '🦊']) {
          const text = 'é'.repeat(at) + character + 'a'.repeat(length - at - 1);
          if (decode(Buffer.from(text)).narrow) expect({ length, at, character }).toBe('not narrow');
        }
      }
      expect(decode(Buffer.from('ÿ'.repeat(length))).narrow).toBe(true);
    }
  });

  test('the room that is asked for is enough', () => {
    // Two bytes for each byte and 32 more; three for each unit and 8 more.
    for (const unit of ['x', 'ж', '語', '🦊', 'xж', '語x']) {
      for (let length = 1000; length < 1040; length++) {
        const utf8 = Buffer.from(filledText(unit, length));
        own.memory.fill(UNTOUCHED, RESULT, RESULT + KERNEL_PAGE);
        decode(utf8);
        expect(firstTouched(2 * length + 32)).toBe(-1);
        own.memory.fill(UNTOUCHED, RESULT, RESULT + KERNEL_PAGE);
        const text = utf8.toString();
        encode(text);
        expect(firstTouched(3 * text.length + 8)).toBe(-1);
      }
    }
  });

  /** The first byte of the results from `room` on that was written to, or -1. */
  function firstTouched(room: number): number {
    return own.memory.subarray(RESULT + room, RESULT + KERNEL_PAGE).findIndex((byte) => byte !== UNTOUCHED);
  }
});

test('narrow: the low byte of each unit, and none beside', () => {
  fc.assert(
    fc.property(latin1Texts, fc.nat(15), (text, alignment) => {
      const at = SCRATCH + 64 + alignment;
      const units = Buffer.from(text, 'utf16le');
      own.memory.fill(UNTOUCHED, SCRATCH, at + units.length + 64);
      own.memory.set(units, at);
      own.narrow(at, text.length);
      expect(same(copyOf(at, text.length), Buffer.from(text, 'latin1'))).toBe(true);
      expect(copyOf(at - 32, 32).every((byte) => byte === UNTOUCHED)).toBe(true);
      expect(copyOf(at + units.length, 32).every((byte) => byte === UNTOUCHED)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe('memory for sockets', () => {
  test('lies in the kernel’s, apart from what the kernel writes to', () => {
    const buffer = readBuffer();
    expect(buffer).toBe(own.readBuffer);
    expect([buffer.length, buffer.buffer]).toEqual([KERNEL_PAGE, own.memory.buffer]);
    const ends = [buffer.byteOffset, buffer.byteOffset + buffer.length];
    expect(ends[0]).toBeGreaterThanOrEqual(SCRATCH + KERNEL_PAGE);
    expect(ends[1]).toBeLessThanOrEqual(RESULT);
  });

  test('a place in it is known; a view of it is another array', () => {
    const buffer = readBuffer();
    buffer[5] = 77;
    expect(own.memory[placeInKernel(buffer, 5)]).toBe(77);
    expect(placeInKernel(buffer.subarray(5), 0)).toBe(-1);
    expect(placeInKernel(new Uint8Array(9), 0)).toBe(-1);
  });
});

describe('without WebAssembly', () => {
  afterEach(() => vi.unstubAllGlobals());

  test.each([
    ['missing', undefined],
    [
      'forbidden',
      {
        Module: class {
          constructor() {
            throw new Error('blocked by the page’s policy');
          }
        },
      },
    ],
  ])('where it is %s there is no kernel, and still one buffer for all sockets', async (_, platform) => {
    vi.stubGlobal('WebAssembly', platform);
    vi.resetModules();
    const module = await import('../../src/codec/kernel.ts');
    expect(module.kernel()).toBeNull();
    const buffer = module.readBuffer();
    expect([buffer.length, buffer.byteOffset]).toEqual([KERNEL_PAGE, 0]);
    expect(module.readBuffer()).toBe(buffer);
    expect(module.placeInKernel(buffer, 0)).toBe(-1);
  });
});
