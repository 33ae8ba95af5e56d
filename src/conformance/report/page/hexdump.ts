/** Octets in rows of sixteen: offset, hexadecimal, ASCII. */
import type { Excerpt } from './octets.ts';

const COLUMNS = 16;

export function hexdump({ octets, length }: Excerpt): string {
  const rows: string[] = [];
  for (let at = 0; at < octets.length; at += COLUMNS) rows.push(rowOf(at, octets.subarray(at, at + COLUMNS)));
  if (octets.length < length) rows.push(`      … ${(length - octets.length).toLocaleString('en')} more`);
  return rows.join('\n');
}

function rowOf(at: number, octets: Uint8Array): string {
  const hex = Array.from(octets, (octet, index) => (index === 8 ? ' ' : '') + octet.toString(16).padStart(2, '0'));
  const ascii = Array.from(octets, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·'));
  return `${at.toString(16).padStart(4, '0')}  ${hex.join(' ').padEnd(3 * COLUMNS)}  ${ascii.join('')}`;
}
