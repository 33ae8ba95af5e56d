import { expect, test } from 'vitest';
import { compression } from '../../../src/conformance/cases/12-compression.ts';

/** Octets of each message, and of each frame: those of the suite that the field knows. */
const loads = [
  ...[16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072].map((size) => [size, undefined]),
  ...[8192, 16_384, 32_768, 65_536, 131_072].map((size) => [size, 256]),
  ...[1024, 4096, 32_768].map((fragment) => [131_072, fragment]),
];

const rounds = compression.map(({ cases }) =>
  cases.map(({ script: [step] }) => {
    if (step?.do !== 'rounds') throw new Error('a case without a loop');
    return step;
  }),
);

test('the samples come in the order of the suite that the field knows, text as text', () => {
  expect(rounds.map(([first]) => [first?.sample, first?.type])).toEqual([
    ['json', 'text'],
    ['bitmap', 'binary'],
    ['prose', 'binary'],
    ['html', 'text'],
    ['document', 'binary'],
  ]);
});

test.each([1, 2, 3, 4, 5])('12.%i has the eighteen sizes', (group) => {
  expect(rounds[group - 1]?.map(({ size, fragment }) => [size, fragment])).toEqual(loads);
});

test('a thousand messages in full, by default at most half a megabyte in at most fifty', () => {
  for (const { size, count, fullCount } of rounds.flat()) {
    expect(fullCount).toBe(1_000);
    expect(count).toBeGreaterThanOrEqual(4);
    expect(count).toBeLessThanOrEqual(50);
    expect(size * count).toBeLessThanOrEqual(512 * 1024);
  }
});

test('both volumes are in the description', () => {
  compression.forEach(({ cases }, group) => {
    cases.forEach(({ description }, index) => {
      expect(description).toContain(`${rounds[group]?.[index]?.count} compressed`);
      expect(description).toContain('1,000 with --full');
    });
  });
});
