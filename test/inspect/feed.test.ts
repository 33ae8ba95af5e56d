import { expect, test } from 'vitest';
import { packPiece, unpackPiece } from '../../src/inspect/feed.ts';

test.each([0, 1, 5])('a piece of %i words is unpacked as it was packed', (count) => {
  const words = Uint32Array.from({ length: count }, (_, at) => 0xffff_fff0 + at);
  const bytes = packPiece(0xffff_ffff, Number.MAX_SAFE_INTEGER, words);
  const message = Uint8Array.from(bytes).buffer;
  expect(unpackPiece(message)).toEqual({ id: 0xffff_ffff, firstSeq: Number.MAX_SAFE_INTEGER, words });
});

test('number, nothing, number of the first record, and the records; all of it little-endian', () => {
  const bytes = Buffer.from(packPiece(258, 1, Uint32Array.of(3)));
  expect(bytes.toString('hex')).toBe('0201000000000000000000000000f03f03000000');
});

test.each([0, 15, 17, 18, 19])('%i bytes are no piece', (length) => {
  expect(() => unpackPiece(new ArrayBuffer(length))).toThrow(new SyntaxError('a piece of a recording is damaged'));
});
