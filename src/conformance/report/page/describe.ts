/** Lines of the wire log in words. */
import { CLOSE, decodeClosePayload, isControl, opcodeName } from '../../../codec/index.ts';
import { FIN, type Line, MASKED } from './data.ts';
import { type Excerpt, isPrintable, previewOf, textOf } from './octets.ts';

export type FrameLine = Extract<Line, readonly [number, 0 | 1, ...unknown[]]>;
export type OctetsLine = Extract<Line, readonly [number, 2 | 3, ...unknown[]]>;
export type NoteLine = Extract<Line, readonly [number, 4, ...unknown[]]>;

export function isFrame(line: Line): line is FrameLine {
  return line[1] <= 1;
}

export function isNote(line: Line): line is NoteLine {
  return line[1] === 4;
}

export function excerptOf([, , octets, length]: FrameLine | OctetsLine): Excerpt {
  return { octets: Uint8Array.from(atob(octets), (unit) => unit.charCodeAt(0)), length };
}

/** `text “Hello”`, `ping 0102…`, `close 1000 “bye”`. */
export function frameTitle(line: FrameLine, most: number): string {
  const [, , , length, opcode] = line;
  const excerpt = excerptOf(line);
  const name = opcodeName(opcode);
  if (opcode === CLOSE) return `${name} ${closeText(excerpt)}`;
  return length === 0 ? `${name}, empty` : `${name} ${payloadText(excerpt, most)}`;
}

function closeText(excerpt: Excerpt): string {
  const { octets, length } = excerpt;
  if (length === 0) return 'without a code';
  const { code, reason, fault } = decodeClosePayload(octets, 0, octets.length);
  if (fault === 'bad-close-size') return 'with half a code';
  if (fault === 'bad-close-reason') return `${code}, reason not UTF-8`;
  const text =
    reason === '' && length > 2 ? (textOf({ octets: octets.subarray(2), length: length - 2 }) ?? '') : reason;
  return text === '' ? String(code) : `${code} “${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}

function payloadText(excerpt: Excerpt, most: number): string {
  const text = previewOf(excerpt, most);
  // The length stands beside it.
  return text.slice(0, text.lastIndexOf(' ('));
}

/** What is not as usual about a frame: not final, a reserved bit, a header longer than needed cannot be seen here. */
export function frameFlags([, , , , opcode, bits]: FrameLine): string[] {
  const flags: string[] = [];
  if ((bits & FIN) === 0) flags.push('not final');
  else if (opcode === 0) flags.push('final');
  if ((bits & 4) !== 0) flags.push('RSV1');
  if ((bits & 2) !== 0) flags.push('RSV2');
  if ((bits & 1) !== 0) flags.push('RSV3');
  return flags;
}

export function maskText([, , , , , bits, key]: FrameLine): string {
  return (bits & MASKED) === 0 ? 'no mask' : `mask ${(key >>> 0).toString(16).padStart(8, '0')}`;
}

export function sizeText(length: number): string {
  return length === 1 ? '1 octet' : `${length.toLocaleString('en')} octets`;
}

export function timeText(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

export function frameFamily([, , , , opcode]: FrameLine): 'close' | 'control' | 'data' {
  if (opcode === CLOSE) return 'close';
  return isControl(opcode) ? 'control' : 'data';
}

/** Whether octets can be read as text. */
export function readableText(excerpt: Excerpt): string | undefined {
  const text = textOf(excerpt);
  return text !== undefined && isPrintable(text) ? text : undefined;
}
