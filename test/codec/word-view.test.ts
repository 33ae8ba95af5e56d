import { expect, test } from 'vitest';
import { littleEndian, wordsOf } from '../../src/codec/word-view.ts';

test('all whole words of the buffer, wherever the bytes lie in it', () => {
  const buffer = new ArrayBuffer(23);
  const words = wordsOf(new Uint8Array(buffer, 3, 7));
  expect(words.buffer).toBe(buffer);
  expect([words.byteOffset, words.length]).toEqual([0, 5]);
});

test('the view of the buffer seen last is kept', () => {
  const bytes = new Uint8Array(16);
  const words = wordsOf(bytes);
  expect(wordsOf(bytes.subarray(3))).toBe(words);
  expect(wordsOf(new Uint8Array(16))).not.toBe(words);
});

test('a buffer of more than 1 MiB is not kept', () => {
  const bytes = new Uint8Array((1 << 20) + 1);
  // `toBe` would look for differences in the whole array.
  const first = wordsOf(bytes);
  expect(wordsOf(bytes) === first).toBe(false);
});

test('a buffer that grew has a view of all of it', () => {
  // The library's types are of ES2023; resizable buffers came after.
  const Resizable = ArrayBuffer as unknown as new (
    length: number,
    options: object,
  ) => ArrayBuffer & { resize(n: number): void };
  const buffer = new Resizable(16, { maxByteLength: 64 });
  expect(wordsOf(new Uint8Array(buffer)).length).toBe(4);
  buffer.resize(64);
  expect(wordsOf(new Uint8Array(buffer)).length).toBe(16);
});

test('the order of bytes is that of the machine', () => {
  const word = wordsOf(Uint8Array.of(1, 2, 3, 4))[0];
  expect(word).toBe(littleEndian ? 0x04030201 : 0x01020304);
});
