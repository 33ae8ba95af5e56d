import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actorNames } from '../../src/engine/engine.ts';
import {
  actors,
  dataOf,
  head,
  highOf,
  JSON_TEXT,
  join,
  kindOf,
  MOST_WORDS,
  numberOf,
  readDouble,
  sizeOf,
  TIME,
  writeDouble,
} from '../../src/inspect/words.ts';

test('the first word of a record holds its kind, its data and its size, each whole', () => {
  const parts = fc.tuple(fc.integer({ min: TIME, max: JSON_TEXT }), fc.nat(0xfff), fc.nat(MOST_WORDS));
  fc.assert(
    fc.property(parts, ([kind, data, size]) => {
      const [word = 0] = Uint32Array.of(head(kind, data, size));
      expect([kindOf(word), dataOf(word), sizeOf(word)]).toEqual([kind, data, size]);
    }),
  );
});

test('counts up to 2^53 - 1 are put together again from two words', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1)), (count) => {
      const [high = 0, low = 0] = Uint32Array.of(highOf(count), count);
      expect(join(high, low)).toBe(count);
    }),
  );
});

test('a double is the same afterwards, to the last bit', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const words = new Uint32Array(4);
      writeDouble(words, 1, value);
      expect(readDouble(words, 1)).toBe(value);
      expect([words[0], words[3]]).toEqual([0, 0]);
    }),
  );
});

test('each machine has its own number, three bits large', () => {
  expect(actorNames.map((name) => actors[numberOf(name)])).toEqual([...actorNames]);
  expect(actors.length).toBeLessThan(8);
});
