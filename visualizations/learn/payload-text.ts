/** What a learner writes into a field: text, or bytes in hex behind `0x`. */
import type { Message } from '../../src/endpoint/index.ts';

export type Payload = { readonly payload: Message } | { readonly problem: string };

export function readPayload(written: string): Payload {
  const hex = /^\s*0x(.*)$/is.exec(written)?.[1]?.replace(/[\s,]/g, '');
  if (hex === undefined) return { payload: written };
  if (!/^([0-9a-f]{2})*$/i.test(hex)) return { problem: 'Hex is pairs of 0–9 and a–f, such as 0x e2 82 ac.' };
  return { payload: Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) };
}

export function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** A byte as a character, where it is one of ASCII that can be seen. */
export function characterOf(byte: number): string {
  if (byte === 13) return '␍';
  if (byte === 10) return '␊';
  if (byte === 32) return '\u00a0';
  return byte > 32 && byte < 127 ? String.fromCharCode(byte) : '·';
}
