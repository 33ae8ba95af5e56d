import { afterEach, describe, expect, test, vi } from 'vitest';
import { SIMD_FROM } from '../../src/codec/masking-simd.ts';

const KEY = 0x8a_1b_2c_f3 | 0;
const key = [0x8a, 0x1b, 0x2c, 0xf3];

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index * 31 + 7);
}

function masked(length: number, start: number, end: number, phase: number): Uint8Array {
  return numbered(length).map((byte, at) =>
    at >= start && at < end ? byte ^ Number(key[(at - start + phase) % 4]) : byte,
  );
}

/** The modules anew, as they find the platform. */
async function load() {
  vi.resetModules();
  return {
    ...(await import('../../src/codec/masking-simd.ts')),
    ...(await import('../../src/codec/masking.ts')),
    ...(await import('../../src/codec/kernel.ts')),
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('with WebAssembly', () => {
  test.each([1, 15, 63, 64, 65, 1000, 65_535, 65_536, 65_537, 200_003])(
    'masks %i bytes, and none beside',
    async (length) => {
      const { simdMask } = await load();
      const bytes = numbered(length + 100);
      expect(simdMask(bytes, 3, 3 + length, KEY)).toBe(true);
      expect(Buffer.compare(bytes, masked(length + 100, 3, 3 + length, 0))).toBe(0);
    },
  );
});

describe('copied masked by WebAssembly', () => {
  test.each([0, 1, 64, 1000, 65_535, 65_536, 65_537, 200_003])(
    '%i bytes, with none beside, and the source unaltered',
    async (length) => {
      const { simdMaskInto } = await load();
      const source = numbered(length);
      const target = numbered(length + 100);
      expect(simdMaskInto(source, target, 7, KEY)).toBe(true);
      const expected = numbered(length + 100);
      expected.set(masked(length, 0, length, 0), 7);
      expect(Buffer.compare(target, expected)).toBe(0);
      expect(Buffer.compare(source, numbered(length))).toBe(0);
    },
  );

  test('out of the memory that sockets are read into', async () => {
    const { simdMaskInto, readBuffer } = await load();
    const source = readBuffer();
    source.set(numbered(source.length));
    const target = new Uint8Array(source.length);
    expect(simdMaskInto(source, target, 0, KEY)).toBe(true);
    expect(Buffer.compare(target, masked(source.length, 0, source.length, 0))).toBe(0);
    expect(Buffer.compare(source, numbered(source.length))).toBe(0);
  });
});

describe('where sockets are read into', () => {
  test('masked as anywhere else: every length, place and phase, and none beside', async () => {
    const { applyMask, maskInKernel, readBuffer } = await load();
    const buffer = readBuffer();
    const own = buffer.subarray(0, 1100);
    for (const length of [...Array.from({ length: 101 }, (_, each) => each), SIMD_FROM - 1, SIMD_FROM, 1003]) {
      for (let start = 0; start < 20; start += 3) {
        own.set(numbered(1100));
        expect(maskInKernel(buffer, start, start + length, KEY)).toBe(true);
        expect(Buffer.compare(own, masked(1100, start, start + length, 0))).toBe(0);
        for (let phase = 0; phase < 4; phase++) {
          own.set(numbered(1100));
          applyMask(buffer, start, start + length, KEY, phase);
          const elsewhere = numbered(1100);
          applyMask(elsewhere, start, start + length, KEY, phase);
          if (Buffer.compare(own, elsewhere) !== 0) expect({ length, start, phase }).toBe('as anywhere else');
        }
      }
    }
  });

  test('all of it, and its last byte', async () => {
    const { maskInKernel, readBuffer } = await load();
    const buffer = readBuffer();
    const { length } = buffer;
    buffer.set(numbered(length));
    maskInKernel(buffer, 0, length, KEY);
    expect(Buffer.compare(buffer, masked(length, 0, length, 0))).toBe(0);
    buffer.set(numbered(length));
    maskInKernel(buffer, length - 1, length, KEY);
    expect(Buffer.compare(buffer, masked(length, length - 1, length, 0))).toBe(0);
  });

  test('other memory is left alone, also a view of this', async () => {
    const { maskInKernel, readBuffer } = await load();
    readBuffer().set(numbered(100));
    for (const bytes of [numbered(100), readBuffer().subarray(0, 100)]) {
      expect(maskInKernel(bytes, 0, 100, KEY)).toBe(false);
      expect(Buffer.compare(bytes, numbered(100))).toBe(0);
    }
  });
});

describe('without WebAssembly', () => {
  test('says so, and alters nothing', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { simdMask, simdMaskInto, maskInKernel, readBuffer } = await load();
    const bytes = numbered(2000);
    expect(simdMask(bytes, 0, 2000, KEY)).toBe(false);
    expect(simdMask(bytes, 0, 2000, KEY)).toBe(false);
    expect(simdMaskInto(numbered(1000), bytes, 1, KEY)).toBe(false);
    expect(bytes).toEqual(numbered(2000));
    const buffer = readBuffer();
    expect(maskInKernel(buffer, 0, 2000, KEY)).toBe(false);
    expect(buffer.every((byte) => byte === 0)).toBe(true);
  });
});

describe.each(['with', 'without'])('%s WebAssembly', (platform) => {
  test('both sides of the border are the same', async () => {
    if (platform === 'without') vi.stubGlobal('WebAssembly', undefined);
    const { applyMask, maskInto, readBuffer } = await load();
    for (let length = SIMD_FROM - 20; length < SIMD_FROM + 80; length++) {
      for (let phase = 0; phase < 4; phase++) {
        const expected = masked(1000, 5, 5 + length, phase);
        const bytes = numbered(1000);
        applyMask(bytes, 5, 5 + length, KEY, phase);
        expect(Buffer.compare(bytes, expected)).toBe(0);
        const shared = readBuffer();
        shared.set(numbered(1000));
        applyMask(shared, 5, 5 + length, KEY, phase);
        expect(Buffer.compare(shared.subarray(0, 1000), expected)).toBe(0);
        const source = numbered(1000).subarray(5, 5 + length);
        const target = numbered(1000);
        maskInto(source, target, 5, KEY, phase);
        expect(Buffer.compare(target, expected)).toBe(0);
        expect(Buffer.compare(source, numbered(1000).subarray(5, 5 + length))).toBe(0);
      }
    }
  });
});
