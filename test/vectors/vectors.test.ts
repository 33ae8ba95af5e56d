/**
 * Runs every vector of this folder: whole, cut in two at every byte, and byte by byte; with bytes that the endpoint may keep,
 * and with bytes that are overwritten as soon as it has taken them. However they come, the events, the bytes out and the
 * close record are those that the vector states.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ViolationId, violations } from '../../machines/index.ts';
import { feedings } from '../support/feeding.ts';
import { readVectors, type Vector } from '../support/vector-file.ts';
import { cutPlaces, expectedOutcome, runVector } from '../support/vector-run.ts';

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .sort();

/** Cuts at all of these offsets of the whole vector. */
function cutAt(places: readonly number[]) {
  return (bytes: Uint8Array, offset: number): Uint8Array[] => {
    const inside = places.map((place) => place - offset).filter((place) => place > 0 && place < bytes.length);
    const borders = bytes.length === 0 ? [] : [0, ...inside, bytes.length];
    return borders.slice(1).map((to, index) => bytes.subarray(borders[index], to));
  };
}

function check(vector: Vector): void {
  const expected = expectedOutcome(vector);
  const places = cutPlaces(vector);
  // An opening handshake is long, and where it is cut seldom matters; byte by byte was every cut at once.
  const stride = vector.allCuts ? 1 : Math.ceil(places.length / 60);
  const some = places.filter((_, index) => index % stride === 0);
  for (const [name, feeding] of feedings) {
    const outcome = (cuts: readonly number[]) => runVector(vector, cutAt(cuts), feeding);
    expect(outcome([]), `${name}, whole`).toEqual(expected);
    expect(outcome(places), `${name}, byte by byte`).toEqual(expected);
    for (const place of some) expect(outcome([place]), `${name}, cut at byte ${place}`).toEqual(expected);
  }
}

for (const file of files) {
  describe(file, () => {
    const vectors = readVectors(new URL(file, folder));
    test('titles are unique', () => {
      expect(new Set(vectors.map(({ title }) => title)).size).toBe(vectors.length);
    });
    for (const vector of vectors) test(vector.title, () => check(vector));
  });
}

test('every rule about bytes has a vector', () => {
  const text = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  // What no bytes can break: timers that do not concern the wire, the application, and the transport.
  const others: ViolationId[] = [
    'connect-timeout',
    'connect-failed',
    'pong-timeout',
    'drain-timeout',
    'transport-error',
  ];
  const ours: ViolationId[] = ['frame-size-mismatch', 'handler-threw', 'aborted', 'refused-by-application'];
  const missing = Object.keys(violations).filter((id) => !text.includes(`: ${id}`));
  expect(missing.sort()).toEqual([...others, ...ours].sort());
});
