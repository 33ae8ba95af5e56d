/** zlib by its documented functions alone: what is different from the other way, and a whole conversation on it. */
import { expect, test } from 'vitest';
import { publicZlib } from '../../src/node/zlib-public.ts';
import { noise } from '../support/compressed-talk.ts';
import { against, compressed, inflated, usual } from '../support/deflate-engines.ts';

test('its history is as long as its window, and no longer', () => {
  const deflater = publicZlib.createDeflater({ ...usual, windowBits: 9 });
  const inflater = publicZlib.createInflater(9, false);
  const message = noise(200, 3);
  const sizes: number[] = [];
  for (const between of [0, 0, 400]) {
    if (between > 0)
      expect(against(inflated(inflater, [compressed(deflater, noise(between, 4))]), noise(between, 4))).toBe('as sent');
    const data = compressed(deflater, message);
    sizes.push(data.length);
    expect(against(inflated(inflater, [data]), message)).toBe('as sent');
  }
  expect(sizes[0]).toBeGreaterThan(200);
  expect(sizes[1]).toBeLessThan(30);
  expect(sizes[2]).toBeGreaterThan(200);
});

test('nothing comes out before the message is whole', () => {
  const inflater = publicZlib.createInflater(15, true);
  const data = compressed(publicZlib.createDeflater(usual), noise(1000));
  inflater.push(data, 0, 500, false, 1000);
  expect(inflater.next()).toBe(0);
  inflater.push(data, 500, data.length, true, 1000);
  expect(inflater.next()).toBe(1000);
  expect(inflater.next()).toBe(0);
});

test('what it is given may be overwritten at once', () => {
  const [deflater, inflater] = [publicZlib.createDeflater(usual), publicZlib.createInflater(15, false)];
  const message = noise(500);
  for (let round = 0; round < 2; round++) {
    const bytes = message.slice();
    const data = compressed(deflater, bytes);
    bytes.fill(0);
    const piece = data.slice(0, 5);
    inflater.push(piece, 0, 5, false, 500);
    expect(inflater.next()).toBe(0);
    piece.fill(0);
    expect(against(inflated(inflater, [data.subarray(5)]), message)).toBe('as sent');
  }
});

test('a message that was given up does not come back in the next', () => {
  const inflater = publicZlib.createInflater(15, true);
  const data = compressed(publicZlib.createDeflater(usual), noise(100));
  inflater.push(data, 0, 50, false, 1000);
  inflater.reset();
  expect(against(inflated(inflater, [data]), noise(100))).toBe('as sent');
});

test('streams without history keep nothing of the last message', () => {
  const inflater = publicZlib.createInflater(15, true);
  inflated(inflater, [compressed(publicZlib.createDeflater(usual), new Uint8Array(1_000_000))]);
  inflater.reset();
  expect(inflater.output.length).toBeLessThan(100);
});
