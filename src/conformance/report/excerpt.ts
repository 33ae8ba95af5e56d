/** What the payload of an event, expected or observed, begins with. */
import type { Expected, Observed } from '../model.ts';
import { octetsOf } from '../wire-payload.ts';
import type { Excerpt } from './page/octets.ts';

/** An event that has a payload. */
export type WithPayload = Exclude<Expected | Observed, { readonly kind: 'mark' }>;

export function excerptOf(event: WithPayload, most: number): Excerpt {
  const octets = octetsOf(event.payload);
  // Of a long message that was observed only the beginning is kept, with the length that it had.
  const length = 'length' in event ? (event.length ?? octets.length) : octets.length;
  return { octets: octets.subarray(0, most), length };
}
