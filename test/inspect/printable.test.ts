import { expect, test } from 'vitest';
import { printable } from '../../src/inspect/printable.ts';

test('control characters, turning marks and what cannot be seen are written as escapes', () => {
  expect(printable('a\u001b[31mb\u202ec\rd\ne\tf')).toBe('a\\u001b[31mb\\u202ec\\u000dd\ne\tf');
  expect(printable('\u061c\u200b\u2028\u2066\ufeff')).toBe('\\u061c\\u200b\\u2028\\u2066\\ufeff');
});

test('other text stays as it is, whatever its script', () => {
  const text = 'مرحبا 👩‍👩‍👧 <b>&amp;</b> ﬁ';
  expect(printable(text)).toBe(text);
});

test('long texts are cut, and say so', () => {
  expect(printable('x'.repeat(3000))).toMatch(/^x{2000}… \(3000 characters\)$/);
  expect(printable('x'.repeat(50), 10)).toBe('xxxxxxxxxx… (50 characters)');
});
