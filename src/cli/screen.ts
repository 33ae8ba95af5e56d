/** What a person sees: status on standard error, so that standard output stays what a program wants to read. */
import { styleText } from 'node:util';
import { spacedHex } from '../inspect/hex.ts';
import { printable } from '../inspect/printable.ts';

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

/** Bytes as `01 ff 20 … (300 bytes)`. */
export function hex(bytes: Uint8Array, most = 32): string {
  const shown = spacedHex(bytes.subarray(0, most));
  return bytes.length > most ? `${shown} … (${bytes.length} bytes)` : `${shown} (${bytes.length} bytes)`;
}

/** A message as a person reads it. */
export function describeMessage(message: string | Uint8Array): string {
  return typeof message === 'string' ? printable(message) : hex(message);
}
