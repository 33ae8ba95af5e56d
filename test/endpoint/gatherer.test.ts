import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gatherer } from '../../src/endpoint/gatherer.ts';
import { portable } from '../../src/endpoint/platform.ts';

/** A gatherer, and what it has allocated. */
function counting(): { gatherer: Gatherer; allocated: () => number; largest: () => number } {
  let allocated = 0;
  let largest = 0;
  const gatherer = new Gatherer({
    ...portable,
    allocate: (size) => {
      allocated += size;
      largest = Math.max(largest, size);
      return new Uint8Array(size);
    },
  });
  return { gatherer, allocated: () => allocated, largest: () => largest };
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
          gatherer.add(chunk, 4, 4 + length, length);
          whole.push(...piece);
        }
        expect(gatherer.take()).toEqual(Uint8Array.from(whole));
      }
    }),
    { numRuns: 60 },
  );
});

test('what is added is copied at once', () => {
  const { gatherer } = counting();
  const chunk = Uint8Array.of(1, 2, 3);
  gatherer.add(chunk, 0, 3, 3);
  chunk.fill(9);
  expect(gatherer.take()).toEqual(Uint8Array.of(1, 2, 3));
});

test('a message is a plain array, whatever the platform allocates', () => {
  const gatherer = new Gatherer({ ...portable, allocate: (size) => Buffer.alloc(size) });
  gatherer.add(Uint8Array.of(1, 2), 0, 2, 2);
  expect(gatherer.take().constructor).toBe(Uint8Array);
});

test('what was taken stays as it is, whatever its size', () => {
  const { gatherer } = counting();
  const taken: Uint8Array[] = [];
  const sizes = [3, 5, 1023, 1024, 1025, 700, 5000, 2, 0, 1];
  for (const [index, size] of sizes.entries()) {
    const bytes = new Uint8Array(size).fill(index + 1);
    for (let at = 0; at < size; at += 600) gatherer.add(bytes, at, Math.min(size, at + 600), size);
    taken.push(gatherer.take());
  }
  expect(taken).toEqual(sizes.map((size, index) => new Uint8Array(size).fill(index + 1)));
});

test('nothing', () => {
  const { gatherer } = counting();
  gatherer.add(new Uint8Array(3), 1, 1, 0);
  expect(gatherer.take()).toEqual(new Uint8Array(0));
});

test('cleared, it forgets', () => {
  const { gatherer } = counting();
  gatherer.add(Uint8Array.of(1, 2), 0, 2, 2);
  gatherer.clear();
  gatherer.add(Uint8Array.of(3), 0, 1, 1);
  expect(gatherer.take()).toEqual(Uint8Array.of(3));
});

describe('memory', () => {
  const MEBIBYTE = 1024 * 1024;

  /** A message of a mebibyte, in such pieces, each a frame of its own unless a length is given. */
  function gather(sizes: readonly number[], frameLength?: number) {
    const { gatherer, allocated, largest } = counting();
    const chunk = new Uint8Array(Math.max(...sizes));
    let length = 0;
    for (let each = 0; length < MEBIBYTE; each++) {
      const size = Math.min(sizes[each % sizes.length] ?? 1, MEBIBYTE - length);
      gatherer.add(chunk, 0, size, frameLength ?? size);
      length += size;
    }
    const message = gatherer.take();
    return { kept: message.buffer.byteLength / length, allocated: allocated() / length, largest: largest() / length };
  }

  test.each([[[1]], [[2]], [[100]], [[1023]], [[1024]], [[1, 1024]], [[1024, 1, 1]], [[1, 5000]], [[700_000]]])(
    'a message in pieces of %j bytes keeps little more than its bytes',
    (sizes) => {
      const { kept, largest } = gather(sizes);
      expect(kept).toBeLessThan(1.34);
      expect(largest).toBeLessThan(2.1);
    },
  );

  test('a frame that comes in large pieces gets its memory at once', () => {
    expect(gather([65_536], MEBIBYTE)).toEqual({ kept: 1, allocated: 1, largest: 1 });
    expect(gather([20, 65_536], MEBIBYTE).allocated).toBeLessThan(1.01);
  });

  test('a frame that announces much gets its memory when a part of it has come', () => {
    const { gatherer, allocated } = counting();
    gatherer.add(new Uint8Array(15_000), 0, 15_000, MEBIBYTE);
    expect(allocated()).toBe(15_000);
    gatherer.add(new Uint8Array(15_000), 0, 15_000, MEBIBYTE);
    expect(allocated()).toBeGreaterThan(MEBIBYTE);
  });
});
