import { expect, test } from 'vitest';
import { pieceOf, viewOf } from '../../src/codec/word-view.ts';

test('exactly the bytes, wherever they lie in their buffer', () => {
  const buffer = new ArrayBuffer(23);
  const view = viewOf(new Uint8Array(buffer, 3, 7));
  expect(view.buffer).toBe(buffer);
  expect([view.byteOffset, view.byteLength]).toEqual([3, 7]);
});

test('the views of the two arrays seen last are kept', () => {
  const [one, two, three] = [new Uint8Array(16), new Uint8Array(16), new Uint8Array(16)] as const;
  const views = [viewOf(one), viewOf(two)];
  expect([viewOf(one), viewOf(two), viewOf(one)]).toEqual([views[0], views[1], views[0]]);
  expect(viewOf(one)).toBe(views[0]);
  expect(viewOf(two)).toBe(views[1]);
  expect(viewOf(three).buffer).toBe(three.buffer);
  expect(viewOf(two)).toBe(views[1]);
  expect(viewOf(one)).not.toBe(views[0]);
});

test('an array in a buffer of more than 1 MiB is not kept', () => {
  const bytes = new Uint8Array(new ArrayBuffer((1 << 20) + 1), 0, 16);
  expect(viewOf(bytes)).not.toBe(viewOf(bytes));
});

test('an array that follows a growing buffer has a view of all of it', () => {
  // The library's types are of ES2023; resizable buffers came after.
  const Resizable = ArrayBuffer as unknown as new (
    length: number,
    options: object,
  ) => ArrayBuffer & { resize(n: number): void };
  const buffer = new Resizable(16, { maxByteLength: 64 });
  const bytes = new Uint8Array(buffer);
  expect(viewOf(bytes).byteLength).toBe(16);
  buffer.resize(64);
  expect(viewOf(bytes).byteLength).toBe(64);
});

test('a piece is a plain array over the same memory', () => {
  const chunk = Buffer.from('abcdefgh').subarray(1);
  const piece = pieceOf(chunk, 2, 5);
  expect(piece.constructor).toBe(Uint8Array);
  expect([...piece]).toEqual([...Buffer.from('def')]);
  piece[0] = 0;
  expect(chunk[2]).toBe(0);
  expect(pieceOf(chunk, 7, 7).length).toBe(0);
});
