import { expect, test } from 'vitest';
import { limits } from '../../../src/conformance/cases/09-limits.ts';
import type { ConformanceCase, Round } from '../../../src/conformance/model.ts';

/** The only step of a case. */
function roundOf({ script }: ConformanceCase): Round {
  const [step] = script;
  if (step?.do !== 'rounds') throw new Error('a case without a loop');
  return step;
}

const rounds = Object.fromEntries(limits.map(({ id, cases }) => [id, cases.map(roundOf)]));
const KIBI = 1024;
const MEBI = KIBI * KIBI;

test.each([
  ['9.1', 'text'],
  ['9.2', 'binary'],
] as const)('%s: one %s message of 64 KiB to 16 MiB', (id, type) => {
  expect(rounds[id]?.map(({ size }) => size)).toEqual([64 * KIBI, 256 * KIBI, MEBI, 4 * MEBI, 8 * MEBI, 16 * MEBI]);
  expect(rounds[id]?.every((round) => round.type === type && round.count === 1 && !('fragment' in round))).toBe(true);
});

test.each(['9.3', '9.4'])('%s: 4 MiB in frames of 64 octets to 4 MiB', (id) => {
  const sizes = [64, 256, KIBI, 4 * KIBI, 16 * KIBI, 64 * KIBI, 256 * KIBI, MEBI, 4 * MEBI];
  expect(rounds[id]?.map(({ size, fragment }) => [size, fragment])).toEqual(sizes.map((size) => [4 * MEBI, size]));
});

test.each(['9.5', '9.6'])('%s: 1 MiB in writes of 64 octets to 2 KiB', (id) => {
  expect(rounds[id]?.map(({ size, chop }) => [size, chop])).toEqual(
    [64, 128, 256, 512, KIBI, 2 * KIBI].map((chop) => [MEBI, chop]),
  );
});

test.each(['9.7', '9.8'])('%s: round trips, a thousand of them in full', (id) => {
  expect(rounds[id]?.map(({ size, fullCount }) => [size, fullCount])).toEqual(
    [0, 16, 64, 256, KIBI, 4 * KIBI].map((size) => [size, 1_000]),
  );
});

test('descriptions say how many round trips there are by default, and in full', () => {
  const described = limits
    .flatMap(({ cases }) => cases)
    .filter((each) => roundOf(each).count > 1)
    .every(
      (each) => each.description.includes(`${roundOf(each).count} `) && each.description.includes('1,000 with --full'),
    );
  expect(described).toBe(true);
});
