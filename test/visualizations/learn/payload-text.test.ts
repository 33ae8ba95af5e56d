import { expect, it } from 'vitest';
import { characterOf, hexOf, readPayload } from '../../../visualizations/learn/payload-text.ts';

it.each([
  ['Hello', 'Hello'],
  ['', ''],
  ['x0', 'x0'],
  ['0x', Uint8Array.of()],
  ['0x e2 82 ac', Uint8Array.of(0xe2, 0x82, 0xac)],
  [' 0XE282,ac', Uint8Array.of(0xe2, 0x82, 0xac)],
])('reads %j', (written, payload) => {
  expect(readPayload(written)).toEqual({ payload });
});

it.each(['0x e', '0x zz', '0x e2 8'])('says what is wrong with %j', (written) => {
  expect(readPayload(written)).toEqual({ problem: 'Hex is pairs of 0–9 and a–f, such as 0x e2 82 ac.' });
});

it('shows bytes as hex, and as characters where they are some', () => {
  expect([0, 10, 255].map(hexOf)).toEqual(['00', '0a', 'ff']);
  expect([65, 13, 10, 32, 0, 127, 200].map(characterOf)).toEqual(['A', '␍', '␊', '\u00a0', '·', '·', '·']);
});
