/** Checks what callers hand in, so that a wrong argument is named at once and never sends foreign memory. */
import type { Message } from '../endpoint/levels.ts';

/** What may be sent: text as a string, bytes as any view or buffer. Views send exactly the bytes that they show. */
export type Sendable = string | ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** @throws {TypeError} naming `argument` */
export function checkSendable(value: unknown, argument: string): Message {
  if (typeof value === 'string') return value;
  return checkBytes(value, argument, 'a string, an ArrayBuffer or a view of one');
}

/** @throws {TypeError} naming `argument` */
export function checkBytes(value: unknown, argument: string, wanted = 'an ArrayBuffer or a view of one'): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  ) {
    return new Uint8Array(value);
  }
  throw new TypeError(`${argument} must be ${wanted}, not ${nameOf(value)}`);
}

/** Payload of a control frame (RFC 6455 §5.5). @throws {TypeError | RangeError} naming `argument` */
export function checkControlPayload(value: unknown, argument: string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : checkBytes(value, argument);
  if (bytes.length > 125) throw new RangeError(`${argument} must be 125 bytes or fewer, not ${bytes.length}`);
  // Kept until it is answered: the caller may go on using its own.
  return bytes.slice();
}

/** @throws {TypeError | RangeError} naming `argument` */
export function checkSize(value: unknown, argument: string): number {
  if (typeof value !== 'number') throw new TypeError(`${argument} must be a number of bytes, not ${nameOf(value)}`);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${argument} must be a whole number of bytes`);
  return value;
}

/** @throws {TypeError} naming `argument` */
export function checkType(value: unknown, argument: string): 'text' | 'binary' {
  if (value === 'text' || value === 'binary') return value;
  throw new TypeError(`${argument} must be 'text' or 'binary', not ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : typeof value;
}
