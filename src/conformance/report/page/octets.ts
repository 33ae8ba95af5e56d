/** Octets as a person reads them. Needs nothing of Node: the page uses it, too. */
import { decodeUtf8, Utf8Validator } from '../../../codec/index.ts';

/** The first octets of something, and how many there are in all. */
export interface Excerpt {
  readonly octets: Uint8Array;
  readonly length: number;
}

/** The text that octets are, or undefined if they are none; of an excerpt a character may be cut at its end. */
export function textOf({ octets, length }: Excerpt): string | undefined {
  const validator = new Utf8Validator();
  if (validator.push(octets, 0, octets.length) >= 0) return undefined;
  if (validator.complete) return decodeUtf8(octets, 0, octets.length);
  return octets.length < length ? decodeUtf8(octets, 0, lastBorder(octets)) : undefined;
}

/** Where the character that is cut at the end begins. */
function lastBorder(octets: Uint8Array): number {
  let border = octets.length;
  // Continuation octets are 10xxxxxx; their lead octet stands before them.
  do border--;
  while (border > 0 && ((octets[border] ?? 0) & 0xc0) === 0x80);
  return border;
}

export function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** Whether a text can be shown as it is: control characters and unassigned ones would be lost in a page. */
export function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cn}\p{Cs}]/u.test(text.replaceAll(/[\t\r\n]/g, ''));
}

/** One line for a payload: its text, or its octets in hexadecimal, and its length. */
export function previewOf(excerpt: Excerpt, most: number): string {
  const { length } = excerpt;
  if (length === 0) return 'empty';
  const octets = excerpt.octets.subarray(0, most);
  const more = octets.length < length ? '…' : '';
  const text = textOf({ octets, length });
  const size = length === 1 ? '1 octet' : `${length.toLocaleString('en')} octets`;
  if (text !== undefined && isPrintable(text)) return `“${text}${more}” (${size})`;
  return `${hexOf(octets.subarray(0, most / 2))}${octets.length > most / 2 ? '…' : more} (${size})`;
}
