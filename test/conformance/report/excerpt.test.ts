import { expect, test } from 'vitest';
import { excerptOf } from '../../../src/conformance/report/excerpt.ts';

test('payloads of every form begin with their octets', () => {
  const text = excerptOf('Hällo', 3);
  expect([[...text.octets], text.length]).toEqual([[0x48, 0xc3, 0xa4], 6]);
  expect(excerptOf(Uint8Array.of(1, 2, 3), 8)).toEqual({ octets: Uint8Array.of(1, 2, 3), length: 3 });
  const pattern = excerptOf({ repeat: 'ab', size: 1001 }, 5);
  expect([new TextDecoder().decode(pattern.octets), pattern.length]).toEqual(['ababa', 1001]);
});
