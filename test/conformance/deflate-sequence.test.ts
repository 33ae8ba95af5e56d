import { describe, expect, test } from 'vitest';
import { Inflater } from '../../src/conformance/deflate.ts';
import { Pieces, SequenceStore } from '../../src/conformance/deflate-sequence.ts';

const octets = (text: string) => new TextEncoder().encode(text);
const cut = (sample: string, size: number, text: boolean, count: number) => {
  const pieces = new Pieces(octets(sample), size, text);
  return Array.from({ length: count }, () => Buffer.from(pieces.next()).toString());
};

test('pieces follow each other, and begin again at the end', () => {
  expect(cut('abcdefg', 3, false, 5)).toEqual(['abc', 'def', 'gab', 'cde', 'fga']);
  expect(cut('abc', 7, false, 2)).toEqual(['abcabca', 'bcabcab']);
  expect(cut('abc', 0, false, 2)).toEqual(['', '']);
});

test('text is cut between characters', () => {
  expect(cut('aäöü', 4, true, 4)).toEqual(['aä', 'öü', 'aä', 'öü']);
  expect(cut('€€', 4, true, 3)).toEqual(['€', '€', '€']);
});

describe('compressed sequences', () => {
  const sample = octets('{"name": "value", "number": 17}, '.repeat(50));

  test.each([true, false])(
    'no context takeover: %s. They are what a receiver can inflate, from the beginning',
    (noContextTakeover) => {
      const direction = { noContextTakeover, windowBits: 10 };
      const sequence = new SequenceStore().get(sample, 100, true, direction);
      const inflater = new Inflater(direction);
      for (let index = 0; index < 30; index++) {
        const { payload, compressed } = sequence.at(index);
        expect(Buffer.from(inflater.inflate(compressed ?? new Uint8Array(0), 1000)).equals(payload)).toBe(true);
      }
    },
  );

  test('they are made once', () => {
    const store = new SequenceStore();
    const direction = { noContextTakeover: true, windowBits: 15 };
    const first = store.get(sample, 100, true, direction);
    expect(store.get(sample, 100, true, { ...direction })).toBe(first);
    expect(first.at(3)).toBe(first.at(3));
    for (const other of [
      store.get(sample, 101, true, direction),
      store.get(sample, 100, false, direction),
      store.get(sample, 100, true, { ...direction, windowBits: 9 }),
      store.get(sample, 100, true, undefined),
      store.get(sample.slice(), 100, true, direction),
    ]) {
      expect(other).not.toBe(first);
    }
  });

  test('without compression there is only the payload', () => {
    expect(new SequenceStore().get(sample, 10, true, undefined).at(0)).toEqual({ payload: sample.subarray(0, 10) });
  });
});
