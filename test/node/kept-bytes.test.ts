import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepCopy } from '../../src/node/kept-bytes.ts';
import { patternBytes } from '../support/messages.ts';

/** Memory that one small copy may keep alive. */
const SLAB = 16 * 1024;

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

test('copies of any sizes: none shares a byte with what it was made of, or with another', () => {
  const size = fc.oneof(fc.nat(20), fc.integer({ min: 28, max: 36 }), fc.nat(5000));
  const piece = fc.record({ size, start: fc.nat(9), kind: fc.constantFrom('plain', 'Buffer', 'the same') });
  const shared = new Uint8Array(6000);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const copies = pieces.map(({ size, start, kind }, index) => {
        const length = size + start + 5;
        const source = kind === 'the same' ? shared : kind === 'plain' ? new Uint8Array(length) : Buffer.alloc(length);
        const content = patternBytes(size).map((byte) => byte ^ index);
        source.fill(0xaa);
        source.set(content, start);
        const copy = keepCopy(source, start, start + size);
        source.fill(0xbb);
        return { copy, content };
      });
      for (const { copy, content } of copies) {
        expect(copy.constructor).toBe(Uint8Array);
        expect(same(copy, content)).toBe(true);
      }
      // Each is written over, and none of the others shows it.
      for (const [index, { copy }] of copies.entries()) {
        copy.fill(0xcc);
        for (const other of copies.slice(index + 1)) {
          if (!same(other.copy, other.content)) expect({ index }).toBe('apart from all others');
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('every size', () => {
  const source = patternBytes(5100);
  const copies = Array.from({ length: 5001 }, (_, size) => keepCopy(source, size % 97, (size % 97) + size));
  const wrong = copies.findIndex(
    (copy, size) => !same(copy, patternBytes(5100).subarray(size % 97, (size % 97) + size)),
  );
  expect(wrong).toBe(-1);
});

test('up to the last byte of a slab, and on in the next', () => {
  // Whatever was used of the slab before, the second one here begins a new one, and the eighth ends it.
  const source = patternBytes(2048);
  const copies = Array.from({ length: 24 }, () => keepCopy(source, 0, 2048));
  expect(copies.every((copy) => same(copy, source))).toBe(true);
  const first = copies.findIndex((copy, index) => index > 0 && copy.byteOffset === 0);
  expect(copies.slice(first, first + 9).map((copy) => copy.byteOffset)).toEqual([
    ...Array.from({ length: 8 }, (_, index) => index * 2048),
    0,
  ]);
  const [one, next] = [copies[first], copies[first + 8]];
  expect(next?.buffer).not.toBe(one?.buffer);
});

test('one byte more than the slab has left goes to the next', () => {
  const source = patternBytes(2048);
  /** Cuts from a new slab until this many bytes are left of it. */
  const leave = (left: number) => {
    while (keepCopy(source, 0, 2048).byteOffset !== 0);
    for (let cut = 0; cut < 6; cut++) keepCopy(source, 0, 2048);
    keepCopy(source, 0, 2048 - left);
  };
  for (let left = 0; left < 50; left++) {
    leave(left);
    const fits = keepCopy(source, 0, left);
    expect([fits.byteOffset, fits.length]).toEqual([SLAB - left, left]);
    leave(left);
    const next = keepCopy(source, 0, left + 1);
    expect([next.byteOffset, same(next, source.subarray(0, left + 1))]).toEqual([0, true]);
  }
});

test('small ones share a slab, large ones have their own memory', () => {
  const source = new Uint8Array(5000);
  for (const size of [0, 1, 32, 33, 2048]) expect(keepCopy(source, 0, size).buffer.byteLength).toBe(SLAB);
  for (const size of [2049, 4096, 5000]) {
    const copy = keepCopy(source, 0, size);
    expect([copy.byteOffset, copy.buffer.byteLength]).toEqual([0, size]);
  }
});
