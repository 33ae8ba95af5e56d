/**
 * Text in Node, where it is to be fast: the native coders for ASCII, and the codec's kernel for what is not. Node 20 reads
 * other text than ASCII at a tenth of a gigabyte per second; the kernel reads 1 KiB of mixed scripts in 1.2 instead of
 * 6.5 µs, and writes it in 1.4 instead of 1.9 µs.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { KERNEL_PAGE, type Kernel, kernel, placeInKernel, RESULT, SCRATCH } from '../codec/kernel.ts';
import { decodeUtf8, encodeUtf8Into } from '../codec/utf8.ts';
import { pieceOf } from '../codec/word-view.ts';
import { strings } from './raw-strings.ts';

/** Up to this many bytes, characters one by one take less time than the way into native code. Measured. */
const FEW = 16;
/** Up to this many units it makes no difference which way a text is measured. */
const SHORT = 64;
/** Most bytes that the kernel reads at once: their UTF-16 has twice as many, and 32 more. */
const MOST_BYTES = KERNEL_PAGE / 2 - 64;
/** Most UTF-16 units that it writes at once: three bytes each, and 8 more. */
const MOST_UNITS = Math.floor(KERNEL_PAGE / 3) - 8;

/** The kernel's memory as a Buffer, with native ways to read and write strings. */
let memory: Buffer | undefined;

function memoryOf(own: Kernel): Buffer {
  memory ??= Buffer.from(own.memory.buffer);
  return memory;
}

/** The text that was measured last and lies in the kernel's memory as UTF-8, as it is the one that is written next. */
let measured = '';
let measuredLength = -1;

/** The text of these bytes if they are valid UTF-8 and not many; else undefined, though they may be. */
export function readText(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  const own = kernel();
  if (own === null || length > MOST_BYTES) return readLongText(bytes, start, end);
  if (length <= FEW && placeInKernel(bytes, start) < 0) return undefined;
  const at = bringIn(own, bytes, start, end);
  if (own.isAscii(at, length) === 1) return strings.latin1(memoryOf(own), at, at + length);
  return isUtf8(own.memory.subarray(at, at + length)) ? decodeInKernel(own, at, length) : undefined;
}

function readLongText(bytes: Uint8Array, start: number, end: number): string | undefined {
  return isText(bytes, start, end) ? decodeText(bytes, start, end) : undefined;
}

/** Whether these bytes are valid UTF-8, and whole. */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
  return isUtf8(pieceOf(bytes, start, end));
}

/** The text of bytes that are known to be valid UTF-8. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length <= FEW) return decodeUtf8(bytes, start, end);
  const own = kernel();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, length);
  if (isAscii(buffer)) return strings.latin1(buffer, 0, length);
  if (own === null) return buffer.toString('utf8');
  if (length <= MOST_BYTES) return decodeInKernel(own, bringIn(own, bytes, start, end), length);
  return decodeInParts(own, buffer);
}

/** Where the bytes are in the kernel's memory: they are there already, or are copied. */
function bringIn(own: Kernel, bytes: Uint8Array, start: number, end: number): number {
  const at = placeInKernel(bytes, start);
  if (at >= 0) return at;
  own.memory.set(pieceOf(bytes, start, end), SCRATCH);
  return SCRATCH;
}

function decodeInKernel(own: Kernel, at: number, length: number): string {
  const size = own.utf8ToUtf16(at, length);
  measuredLength = -1;
  const narrow = (size & 1) === 1;
  const bytes = size & ~1;
  if (!narrow) return strings.utf16(memoryOf(own), RESULT, RESULT + bytes);
  // Half the memory, for as long as the string lives.
  own.narrow(RESULT, bytes >> 1);
  return strings.latin1(memoryOf(own), RESULT, RESULT + (bytes >> 1));
}

/** A long text: one string at the end, as many joined ones would be slow to use. */
function decodeInParts(own: Kernel, bytes: Buffer): string {
  const units = Buffer.allocUnsafeSlow(bytes.length * 2);
  measuredLength = -1;
  let used = 0;
  let narrow = true;
  for (let at = 0; at < bytes.length; ) {
    const end = characterEnd(bytes, Math.min(at + MOST_BYTES, bytes.length));
    own.memory.set(bytes.subarray(at, end), SCRATCH);
    const size = own.utf8ToUtf16(SCRATCH, end - at);
    narrow &&= (size & 1) === 1;
    units.set(own.memory.subarray(RESULT, RESULT + (size & ~1)), used);
    used += size & ~1;
    at = end;
  }
  return narrow ? bytes.toString('utf8') : strings.utf16(units, 0, used);
}

/** The last border between two characters up to `end`. */
function characterEnd(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** Bytes that the text has as UTF-8. */
export function textLength(text: string): number {
  const units = text.length;
  if (units > SHORT && units <= MOST_UNITS && !beginsInAscii(text)) {
    const own = kernel();
    if (own !== null) return encodeInKernel(own, text);
  }
  return Buffer.byteLength(text);
}

/** Whether the text looks like ASCII: native code is fast for that, and only for that. */
function beginsInAscii(text: string): boolean {
  for (let at = 0; at < FEW; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function encodeInKernel(own: Kernel, text: string): number {
  strings.writeUtf16(text, memoryOf(own), SCRATCH);
  measured = text;
  measuredLength = own.utf16ToUtf8(SCRATCH, text.length, RESULT);
  return measuredLength;
}

/** Writes a text of `length` bytes as UTF-8. */
export function encodeText(text: string, target: Uint8Array, at: number, length: number): void {
  if (length === text.length) {
    if (length <= FEW) encodeUtf8Into(text, target, at);
    // What `allocate` makes is a Buffer.
    else strings.writeLatin1(text, target as Buffer, at);
    return;
  }
  const own = kernel();
  if (own === null || text.length > MOST_UNITS) (target as Buffer).write(text, at, length, 'utf8');
  else {
    if (measuredLength !== length || measured !== text) encodeInKernel(own, text);
    target.set(own.memory.subarray(RESULT, RESULT + length), at);
  }
  measured = '';
  measuredLength = -1;
}
