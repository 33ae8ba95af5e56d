/** What a person sees: status on standard error, so that standard output stays what a program wants to read. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours only where somebody looks. */
const coloured = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;

export function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text) : text;
}

export function status(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function printJson(record: object): void {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}

/** Control characters of a message must not reach the terminal; neither must marks that turn text around. */
export function printable(text: string, longest = 2000): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
  return cut.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Bytes as `01 ff 20 … (300 bytes)`. */
export function hex(bytes: Uint8Array, most = 32): string {
  const shown = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > most ? `${shown} … (${bytes.length} bytes)` : `${shown} (${bytes.length} bytes)`;
}

/** A message as a person reads it. */
export function describeMessage(message: string | Uint8Array): string {
  return typeof message === 'string' ? printable(message) : hex(message);
}
