/** Octets of a case's payloads. */
import type { Payload } from './model.ts';

/** Made once: the same pattern is compared, or sent, by several cases and rounds. */
const patterns = new WeakMap<object, Uint8Array>();

export function octetsOf(payload: Payload): Uint8Array {
  if (typeof payload === 'string') return Buffer.from(payload);
  if (payload instanceof Uint8Array) return payload;
  let octets = patterns.get(payload);
  if (octets === undefined) {
    const pattern = octetsOf(payload.repeat);
    octets = pattern.length === 0 ? new Uint8Array(payload.size) : Buffer.alloc(payload.size, pattern);
    patterns.set(payload, octets);
  }
  return octets;
}

export function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
