import { expect, test } from 'vitest';
import { fromHex, spacedHex, toHex } from '../../src/inspect/hex.ts';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('every byte, there and back', () => {
  expect(toHex(all)).toBe(Buffer.from(all).toString('hex'));
  expect(fromHex(toHex(all))).toEqual(all);
  expect(fromHex('FF0a')).toEqual(Uint8Array.of(255, 10));
});

test.each(['0', 'zz', '0g', ' 0', '0x'])('%j is none', (text) => {
  expect(fromHex(text)).toBe(undefined);
});

test('with blanks between, for people', () => {
  expect(spacedHex(Uint8Array.of(1, 255, 32))).toBe('01 ff 20');
  expect(spacedHex(new Uint8Array())).toBe('');
});
