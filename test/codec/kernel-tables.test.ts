import { expect, test } from 'vitest';
import { decodeTables } from '../../src/codec/kernel-tables.ts';

const { shuffles, steps } = decodeTables();

/** What the tables say of characters of these lengths, the last one perhaps cut at the twelfth byte. */
function entryFor(lengths: readonly number[]): { taken: number; count: number; lanes: number[] } {
  let ends = 0;
  let at = -1;
  for (const length of lengths) {
    at += length;
    if (at < 12) ends |= 1 << at;
  }
  return {
    taken: Number(steps[ends * 2]),
    count: Number(steps[ends * 2 + 1]),
    lanes: [...shuffles.subarray(ends * 16, ends * 16 + 16)],
  };
}

const none = 0x80;

test('characters of one and two bytes: six, the last byte of each lowest', () => {
  expect(entryFor([1, 2, 1, 2, 2, 1, 1, 2])).toEqual({
    taken: 9,
    count: 6,
    lanes: [0, none, 2, 1, 3, none, 5, 4, 7, 6, 8, none, none, none, none, none],
  });
});

test('up to three bytes: four', () => {
  expect(entryFor([3, 1, 2, 3, 3])).toEqual({
    taken: 9,
    count: 4,
    lanes: [2, 1, 0, none, 3, none, none, none, 5, 4, none, none, 8, 7, 6, none],
  });
});

test('a longer one among the first four: one by one', () => {
  for (let place = 0; place < 4; place++) {
    const lengths = [1, 2, 3, 1].map((length, index) => (index === place ? 4 : length));
    expect(entryFor([...lengths, 1, 1, 1, 1, 1])).toMatchObject({ taken: 0, count: 0 });
  }
  expect(entryFor([2, 2, 2, 2, 4])).toMatchObject({ taken: 8, count: 4 });
});

test('every entry takes whole characters: each of its bytes once, in order', () => {
  for (let ends = 0; ends < 4096; ends++) {
    const taken = Number(steps[ends * 2]);
    const count = Number(steps[ends * 2 + 1]);
    expect([0, 4, 6]).toContain(count);
    expect(taken === 0).toBe(count === 0);
    const lanes = [...shuffles.subarray(ends * 16, ends * 16 + 16)].filter((place) => place !== none);
    expect(lanes.sort((a, b) => a - b)).toEqual(Array.from({ length: taken }, (_, at) => at));
    if (taken > 0) expect(ends & (1 << (taken - 1))).not.toBe(0);
  }
});
