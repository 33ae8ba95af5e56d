import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptKey, createKey, isValidKey } from '../../src/codec/accept-key.ts';

test('the example of RFC 6455 1.3', () => {
  expect(acceptKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

test('any key, as Node has it', () => {
  fc.assert(
    fc.property(fc.base64String({ minLength: 0, maxLength: 64 }), (key) => {
      const text = `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      expect(acceptKey(key)).toBe(createHash('sha1').update(text, 'latin1').digest('base64'));
    }),
  );
});

test('created keys are valid, of 16 bytes, and differ', () => {
  const keys = Array.from({ length: 100 }, createKey);
  expect(keys.every(isValidKey)).toBe(true);
  expect(keys.every((key) => atob(key).length === 16)).toBe(true);
  expect(new Set(keys).size).toBe(100);
});

test.each([
  ['dGhlIHNhbXBsZSBub25jZQ==', true],
  ['AAAAAAAAAAAAAAAAAAAAAA==', true],
  ['+/+/+/+/+/+/+/+/+/+/+w==', true],
  ['', false],
  ['dGhlIHNhbXBsZSBub25jZQ', false],
  ['dGhlIHNhbXBsZSBub25jZQ=', false],
  ['dGhlIHNhbXBsZSBub25jZQ===', false],
  ['dGhlIHNhbXBsZSBub25jZQ==\n', false],
  [' dGhlIHNhbXBsZSBub25jZQ==', false],
  ['dGhlIHNhbXBsZSBub25j', false],
  ['dGhlIHNhbXBsZSBub25jZTEx', false],
  ['dGhlIHNhbXBsZSBub25jZTE=', false],
  ['dGhlIHNhbXBsZSBub25jZTEyMw==', false],
  ['dGhlIHNhbXBsZS_ub25jZQ==', false],
])('isValidKey(%j) is %s', (key, valid) => {
  expect(isValidKey(key)).toBe(valid);
});
