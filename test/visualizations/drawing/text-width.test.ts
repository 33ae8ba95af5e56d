import { expect, test } from 'vitest';
import { round, textWidth } from '../../../visualizations/drawing/text-width.ts';

test('a text is as wide as its letters', () => {
  expect(textWidth('', 11)).toBe(0);
  expect(textWidth('W', 100)).toBe(94.4);
  expect(textWidth('i', 100)).toBe(22.2);
  expect(textWidth('Wi~', 100)).toBe(175);
});

test('bold is wider, and what is not in the table is an em wide', () => {
  expect(textWidth('a', 100, true)).toBeGreaterThan(textWidth('a', 100));
  expect(textWidth('…', 12)).toBe(12);
});

test('figures have one decimal', () => {
  expect(round(1.2499)).toBe(1.2);
});
