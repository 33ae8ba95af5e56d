import { expect, test } from 'vitest';
import { hexOf, isPrintable, previewOf, textOf } from '../../../../src/conformance/report/page/octets.ts';
import { octets } from '../../../support/sample-runs.ts';

const whole = (bytes: Uint8Array) => ({ octets: bytes, length: bytes.length });

test('hexadecimal', () => {
  expect(hexOf(Uint8Array.of(0, 10, 255))).toBe('000aff');
});

test('octets are text if they are UTF-8', () => {
  expect(textOf(whole(octets('Hällo 🙂')))).toBe('Hällo 🙂');
  expect(textOf(whole(new Uint8Array()))).toBe('');
  expect(textOf(whole(Uint8Array.of(0x61, 0xff)))).toBeUndefined();
  // Half of a character at the end is no text …
  expect(textOf(whole(octets('a🙂').subarray(0, 4)))).toBeUndefined();
});

test('of an excerpt a character may be cut at its end', () => {
  for (const cut of [2, 3, 4]) expect(textOf({ octets: octets('a🙂').subarray(0, cut), length: 5 })).toBe('a');
  expect(textOf({ octets: Uint8Array.of(0x61, 0xff), length: 5 })).toBeUndefined();
});

test.each(['\0', '\u001b', '\u0085', '\u{e0fff}', '\uffff'])('%j cannot be shown', (text) => {
  expect(isPrintable(`a${text}b`)).toBe(false);
});

test('text, line breaks and blanks can', () => {
  expect(isPrintable('a\tb\r\nc ä 日 🙂 \u00a0')).toBe(true);
});

test('one line for a payload', () => {
  expect(previewOf(whole(new Uint8Array()), 8)).toBe('empty');
  expect(previewOf(whole(octets('a')), 8)).toBe('“a” (1 octet)');
  expect(previewOf(whole(octets('0123456789')), 8)).toBe('“01234567…” (10 octets)');
  expect(previewOf({ octets: octets('0123'), length: 70_000 }, 8)).toBe('“0123…” (70,000 octets)');
  expect(previewOf(whole(Uint8Array.of(255, 1, 2, 3)), 8)).toBe('ff010203 (4 octets)');
  expect(previewOf(whole(Uint8Array.of(255, 1, 2, 3, 4)), 8)).toBe('ff010203… (5 octets)');
  expect(previewOf(whole(octets('a\0')), 8)).toBe('6100 (2 octets)');
});
