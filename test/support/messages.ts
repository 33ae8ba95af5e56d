/** Messages that every peer has to carry unchanged. */
import type { Message } from '../../src/api/index.ts';

/** Bytes without a short period, so that a piece that is lost or swapped shows. */
export function patternBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 8) * 7) & 0xff;
  return bytes;
}

/** `length` bytes of UTF-8, of characters of every width. */
export function patternText(length: number): string {
  const unit = 'aß語🦊';
  const bytes = 10;
  return unit.repeat(Math.floor(length / bytes)) + 'x'.repeat(length % bytes);
}

const MEBIBYTE = 1024 * 1024;

/** By name; among them every border between the three forms of a frame's length. */
export const messages: readonly (readonly [name: string, message: Message])[] = [
  ['an empty text', ''],
  ['a text', 'Grüße, 世界 🦊'],
  ['a text of 125 bytes', patternText(125)],
  ['a text of 126 bytes', patternText(126)],
  ['a text of 65,535 bytes', patternText(65_535)],
  ['a text of 65,536 bytes', patternText(65_536)],
  ['a text of 1 MiB', patternText(MEBIBYTE)],
  ['an empty binary message', new Uint8Array(0)],
  ['a binary message of 1 byte', patternBytes(1)],
  ['a binary message of 1 MiB', patternBytes(MEBIBYTE)],
];

/** A message as something that compares quickly and prints shortly. */
export function digest(message: Message): string {
  if (typeof message === 'string') {
    return message.length < 100 ? message : `text of ${message.length} units, hash ${hash(Buffer.from(message))}`;
  }
  return `${message.length} bytes, hash ${hash(message)}`;
}

/** FNV-1a. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
