import { expect, test } from 'vitest';
import {
  crossings,
  overlap,
  type Point,
  passes,
  roundedPath,
  withTip,
} from '../../../visualizations/drawing/geometry.ts';

const across: Point[] = [[0, 5], [10, 5]]; // biome-ignore format: points
const down: Point[] = [[5, 0], [5, 10]]; // biome-ignore format: points
const below: Point[] = [[0, 8], [3, 8]]; // biome-ignore format: points

test('lines that cross are counted, lines that touch or miss are not', () => {
  expect(crossings([across, down])).toBe(1);
  expect(crossings([across, below])).toBe(0);
  expect(crossings([across, [[5, 5], [5, 9]]])).toBe(0); // biome-ignore format: points
});

test('boxes overlap if they share more than a border', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  expect(overlap(box, { x: 9, y: 9, width: 5, height: 5 })).toBe(true);
  expect(overlap(box, { x: 10, y: 0, width: 5, height: 5 })).toBe(false);
});

test('a line passes a box that it goes through or along', () => {
  const box = { x: 4, y: 4, width: 2, height: 2 };
  expect([passes(across, box), passes(down, box), passes(below, box)]).toEqual([true, true, false]);
});

test('corners are round, ends are not moved', () => {
  expect(roundedPath([[0, 0], [0, 20], [20, 20]])).toBe('M0 0L0 13Q0 20 7 20L20 20'); // biome-ignore format: points
  expect(roundedPath([[0, 0], [0, 4], [20, 4]])).toBe('M0 0L0 2Q0 4 2 4L20 4'); // biome-ignore format: points
});

test('an arrow’s tip ends where its line ended', () => {
  expect(withTip(down)).toEqual({ line: [[5, 0], [5, 4]], tip: 'M5 10L0.5 1L9.5 1z' }); // biome-ignore format: points
});
