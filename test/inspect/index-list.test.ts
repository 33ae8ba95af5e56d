import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexList } from '../../src/inspect/index-list.ts';

function listOf(numbers: readonly number[]): IndexList {
  const list = new IndexList();
  for (const number of numbers) list.push(number);
  return list;
}

test('what is pushed is there, in order, however many', () => {
  const numbers = Array.from({ length: 1000 }, (_, at) => (at * 7919) % 0xffff_ffff);
  const list = listOf(numbers);
  expect(list).toHaveLength(1000);
  expect(numbers.map((_, at) => list.get(at))).toEqual(numbers);
});

test.each([-1, 3, Number.NaN])('there is nothing at %d of three', (position) => {
  expect(() => listOf([1, 2, 3]).get(position)).toThrow(new RangeError(`there is no number at ${position}`));
});

test('how many are at most a number', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 200 }), fc.integer({ min: -1, max: 301 }), (numbers, most) => {
      numbers.sort((one, other) => one - other);
      expect(listOf(numbers).countUpTo(most)).toBe(numbers.filter((number) => number <= most).length);
    }),
  );
});
