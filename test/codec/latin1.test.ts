import { expect, test } from 'vitest';
import { decodeLatin1, encodeLatin1 } from '../../src/codec/latin1.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('each byte is the character of its number, 80 to 9F too', () => {
  const text = decodeLatin1(everyByte, 0, 256);
  expect(Array.from(text, (character) => character.codePointAt(0))).toEqual([...everyByte]);
  expect(encodeLatin1(text)).toEqual(everyByte);
});

test('only the range that was asked for', () => {
  expect(decodeLatin1(everyByte, 65, 68)).toBe('ABC');
  expect(decodeLatin1(everyByte, 65, 65)).toBe('');
});

test.each([1023, 1024, 1025, 200_000])('%i bytes in one call', (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => 32 + (index % 90));
  const back = encodeLatin1(decodeLatin1(bytes, 0, length));
  expect(back.length).toBe(length);
  // `toEqual` takes a second here.
  expect(back.every((byte, at) => byte === bytes[at])).toBe(true);
});
