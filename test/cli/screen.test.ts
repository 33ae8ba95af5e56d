import { expect, test } from 'vitest';
import { describeMessage, hex, printable } from '../../src/cli/screen.ts';

test('control characters and turning marks never reach the terminal', () => {
  expect(printable('a\u001b[31mb\u202ec\rd\ne')).toBe('a\\u001b[31mb\\u202ec\\u000dd\ne');
  expect(describeMessage('\u0007')).toBe('\\u0007');
});

test('long texts and bytes are cut, and say so', () => {
  expect(printable('x'.repeat(3000))).toMatch(/^x{2000}… \(3000 characters\)$/);
  expect(hex(Uint8Array.of(1, 255))).toBe('01 ff (2 bytes)');
  expect(hex(new Uint8Array(100), 2)).toBe('00 00 … (100 bytes)');
});
