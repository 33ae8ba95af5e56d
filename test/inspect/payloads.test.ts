import { expect, test } from 'vitest';
import { Payloads } from '../../src/inspect/payloads.ts';

test('pieces belong to the last frame in their direction, in order', () => {
  const payloads = new Payloads();
  payloads.frame(0);
  payloads.payload(0, 10);
  payloads.frame(1);
  payloads.payload(0, 12);
  payloads.payload(1, 13);
  payloads.payload(0, 14);
  payloads.frame(0);
  payloads.payload(1, 16);
  payloads.payload(0, 17);
  expect([0, 1, 2].map((frame) => payloads.of(frame))).toEqual([[10, 12, 14], [13, 16], [17]]);
});

test('pieces of a frame from before the recording belong to none', () => {
  const payloads = new Payloads();
  payloads.payload(0, 1);
  payloads.frame(1);
  payloads.payload(0, 3);
  expect(payloads.of(0)).toEqual([]);
  expect(payloads.of(7)).toEqual([]);
});

test('pieces behind a gap belong to a frame that was lost, until there is another', () => {
  const payloads = new Payloads();
  for (const direction of [0, 1]) payloads.frame(direction);
  payloads.payload(0, 2);
  payloads.lost();
  for (const direction of [0, 1]) payloads.payload(direction, 4 + direction);
  payloads.frame(1);
  payloads.payload(1, 7);
  expect([0, 1, 2].map((frame) => payloads.of(frame))).toEqual([[2], [], [7]]);
});
