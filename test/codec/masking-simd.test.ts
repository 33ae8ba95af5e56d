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

describe('without WebAssembly', () => {
  test('says so, and alters nothing', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { simdMask } = await load();
    const bytes = numbered(2000);
    expect(simdMask(bytes, 0, 2000, KEY)).toBe(false);
    expect(simdMask(bytes, 0, 2000, KEY)).toBe(false);
    expect(bytes).toEqual(numbered(2000));
  });
});

describe.each(['with', 'without'])('applyMask %s WebAssembly', (platform) => {
  test('is the same on both sides of the border', async () => {
    if (platform === 'without') vi.stubGlobal('WebAssembly', undefined);
    const { applyMask } = await load();
    for (let length = SIMD_FROM - 20; length < SIMD_FROM + 80; length++) {
      for (let phase = 0; phase < 4; phase++) {
        const bytes = numbered(1000);
        applyMask(bytes, 5, 5 + length, KEY, phase);
        expect(Buffer.compare(bytes, masked(1000, 5, 5 + length, phase))).toBe(0);
      }
    }
  });
});
