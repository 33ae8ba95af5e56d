import { expect, test } from 'vitest';
import { describeMessage, hex } from '../../src/cli/screen.ts';

test('control characters of a message never reach the terminal', () => {
  expect(describeMessage('\u0007')).toBe('\\u0007');
});

test('bytes are cut, and say so', () => {
  expect(hex(Uint8Array.of(1, 255))).toBe('01 ff (2 bytes)');
  expect(hex(new Uint8Array(100), 2)).toBe('00 00 … (100 bytes)');
});
