import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gatherer } from '../../src/endpoint/gatherer.ts';
import { portable } from '../../src/endpoint/platform.ts';

/** A gatherer, and what it has allocated. */
function counting(): { gatherer: Gatherer; allocated: () => number } {
  let allocated = 0;
  const gatherer = new Gatherer({
    ...portable,
    allocate: (size) => {
      allocated += size;
      return new Uint8Array(size);
    },
  });
  return { gatherer, allocated: () => allocated };
}

test('pieces of any sizes, put together', () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1000, max: 5000 }));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 30 }), (sizes) => {
      const { gatherer } = counting();
      for (let round = 0; round < 2; round++) {
        const whole: number[] = [];
        for (const [index, length] of sizes.entries()) {
          const piece = Uint8Array.from({ length }, (_, at) => at * 7 + index + round);
          // Within a larger chunk, as pieces come.
          const chunk = new Uint8Array(length + 9);
          chunk.set(piece, 4);
          gatherer.add(chunk, 4, 4 + length, false, length);
          whole.push(...piece);
        }
        expect(gatherer.take()).toEqual(Uint8Array.from(whole));
      }
    }),
    { numRuns: 60 },
  );
});

test('one large piece is handed on as it is', () => {
  const { gatherer, allocated } = counting();
  const chunk = new Uint8Array(5000);
  gatherer.add(chunk, 100, 5000, false, 4900);
  expect(gatherer.take().buffer).toBe(chunk.buffer);
  expect(allocated()).toBe(0);
});

test('nothing', () => {
  const { gatherer } = counting();
  gatherer.add(new Uint8Array(3), 1, 1, false, 0);
  expect(gatherer.take()).toEqual(new Uint8Array(0));
});

test('cleared, it forgets', () => {
  const { gatherer } = counting();
  gatherer.add(Uint8Array.of(1, 2), 0, 2, false, 2);
  gatherer.clear();
  gatherer.add(Uint8Array.of(3), 0, 1, false, 1);
  expect(gatherer.take()).toEqual(Uint8Array.of(3));
});

describe('memory', () => {
  const total = 500_000;

  /** How much is kept for a message that arrives in such pieces, each at the beginning of a chunk of its own. */
  function kept(sizes: readonly number[], chunkSize: number): number {
    const { gatherer, allocated } = counting();
    const starts: number[] = [];
    let length = 0;
    for (let each = 0; length < total; each++) {
      const size = sizes[each % sizes.length] ?? 1;
      const chunk = new Uint8Array(Math.max(size, chunkSize));
      gatherer.add(chunk, 0, size, false, size);
      // Shows in the message if the chunk is kept.
      chunk.fill(1);
      starts.push(length);
      length += size;
    }
    const copied = allocated();
    const message = gatherer.take();
    let shared = 0;
    for (const [each, start] of starts.entries()) {
      if (message[start] === 1) shared += Math.max(sizes[each % sizes.length] ?? 1, chunkSize);
    }
    return (copied + shared) / length;
  }

  test.each([[[1]], [[2]], [[100]], [[1023]], [[1024]], [[1, 1024]], [[1024, 1, 1]], [[1, 5000]]])(
    'pieces of %j bytes cost no more than about twice their bytes',
    (sizes) => {
      expect(kept(sizes, 0)).toBeLessThan(2.3);
    },
  );

  test('small parts of large chunks do not keep the chunks', () => {
    expect(kept([1024], 65_536)).toBeLessThan(4.3);
    expect(kept([1, 2000], 65_536)).toBeLessThan(4.3);
    expect(kept([20_000], 65_536)).toBeLessThan(4.3);
  });
});
