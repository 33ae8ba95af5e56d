import { expect, test } from 'vitest';
import { excerptOf } from '../../../src/conformance/report/excerpt.ts';

const pong = { kind: 'pong' } as const;

test('payloads of every form begin with their octets', () => {
  const text = excerptOf({ ...pong, payload: 'Hällo' }, 3);
  expect([[...text.octets], text.length]).toEqual([[0x48, 0xc3, 0xa4], 6]);
  const octets = Uint8Array.of(1, 2, 3);
  expect(excerptOf({ ...pong, payload: octets }, 8)).toEqual({ octets, length: 3 });
  const pattern = excerptOf({ ...pong, payload: { repeat: 'ab', size: 1001 } }, 5);
  expect([new TextDecoder().decode(pattern.octets), pattern.length]).toEqual(['ababa', 1001]);
});

test('a message of which the beginning was kept has the length that it had', () => {
  const observed = { kind: 'message', type: 'text', payload: Uint8Array.of(1, 2, 3), length: 70_000 } as const;
  expect(excerptOf(observed, 2)).toEqual({ octets: Uint8Array.of(1, 2), length: 70_000 });
});
