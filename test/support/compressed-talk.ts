/** Messages for conversations that are compressed, and what an outsider can tell of them by counting bytes. */
import type { Message } from '../../src/api/index.ts';
import { patternBytes, patternText } from './messages.ts';

/** Bytes that DEFLATE can do nothing with: a linear congruential generator's upper bits. */
export function noise(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

function record(index: number): string {
  return JSON.stringify({ id: index, name: `sensor ${index % 7}`, values: [index, index * 2, index * 3], unit: '°C' });
}

/** Small and large, compressible and not; those that come again lean on those before. */
export const compressedTalk: readonly Message[] = [
  '',
  'Grüße, 世界 🦊',
  ...Array.from({ length: 5 }, (_, index) => record(index)),
  new Uint8Array(0),
  noise(700),
  noise(700),
  patternText(5000),
  noise(40_000, 2),
  patternBytes(70_000),
  '',
  'x'.repeat(200_000),
  record(5),
];
