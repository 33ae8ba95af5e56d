import { expect, test } from 'vitest';
import { Store } from '../../src/inspect/store.ts';

test('all that is put there stays, while it grows', () => {
  const store = new Store();
  const pieces = [10, 3000, 1, 70_000].map((length, number) => new Uint32Array(length).fill(number + 1));
  const places = pieces.map((piece) => store.append(piece));
  expect(places).toEqual([0, 10, 3010, 3011]);
  expect(store.used).toBe(73_011);
  for (const [at, piece] of pieces.entries()) {
    const place = places[at] ?? 0;
    expect(store.words.slice(place, place + piece.length)).toEqual(piece);
  }
});

test('its bytes are its words', () => {
  const store = new Store();
  store.reserve(5000);
  const at = store.reserve(1);
  store.words[at] = 0x0403_0201;
  expect([...store.bytes.subarray(at * 4, at * 4 + 4)].sort()).toEqual([1, 2, 3, 4]);
  expect(store.bytes).toHaveLength(store.words.byteLength);
});
