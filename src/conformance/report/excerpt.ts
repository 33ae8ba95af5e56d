/** What a payload of a case begins with. */
import type { Payload } from '../model.ts';
import { octetsOf } from '../wire-payload.ts';
import type { Excerpt } from './page/octets.ts';

export function excerptOf(payload: Payload, most: number): Excerpt {
  const octets = octetsOf(payload);
  return { octets: octets.subarray(0, most), length: octets.length };
}
