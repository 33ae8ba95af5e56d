/** The wire log of a case as Autobahn's files hold it. */
import { CLOSE, decodeClosePayload } from '../../codec/index.ts';
import type { WireEntry } from '../model.ts';
import { type Excerpt, hexOf, textOf } from './page/octets.ts';

/** Autobahn logs so many octets of anything. */
const LOGGED = 64;

/** Rows of the kinds RO, TO, RF and TF (octets and frames, received and transmitted) and CTE (a step that is due). */
export function wireLog(wire: readonly WireEntry[]): unknown[][] {
  return wire.map((entry) => rowOf(entry));
}

function rowOf(entry: WireEntry): unknown[] {
  const { kind, length, frame, note } = entry;
  switch (kind) {
    case 'octets-in':
      return ['RO', [length, loggedOctets(entry)]];
    case 'octets-out':
      return ['TO', [length, loggedOctets(entry)], false];
    case 'frame-in':
      return [...['RF', loggedPayload(entry)], ...headerOf(frame), frame?.masked ?? false, maskingKey(frame)];
    case 'frame-out':
      // Repeat length, chop size and whether it was sent at once: what was chopped shows in the rows of octets.
      return [...['TF', loggedPayload(entry)], ...headerOf(frame), maskingKey(frame), null, null, false];
    case 'note':
      return ['CTE', note ?? ''];
  }
}

function headerOf(frame: WireEntry['frame']): unknown[] {
  return [frame?.opcode ?? 0, frame?.fin ?? true, frame?.rsv ?? 0];
}

function maskingKey(frame: WireEntry['frame']): string | null {
  return frame?.masked === true ? (frame.maskingKey >>> 0).toString(16).padStart(8, '0') : null;
}

function loggedPayload(entry: WireEntry): [length: number, text: string] {
  return [entry.length, loggedText(entry) ?? `0x${loggedOctets(entry)}`];
}

export function loggedText({ octets, length }: Excerpt): string | undefined {
  const text = textOf({ octets: octets.subarray(0, LOGGED), length });
  return text === undefined || length <= LOGGED ? text : `${text} ...`;
}

export function loggedOctets({ octets, length }: Excerpt): string {
  return hexOf(octets.subarray(0, LOGGED)) + (length > LOGGED ? ' ...' : '');
}

/** How often octets came in pieces of which size. */
export function octetStats(wire: readonly WireEntry[], kind: 'octets-in' | 'octets-out'): Record<number, number> {
  return countBy(wire.filter((entry) => entry.kind === kind).map(({ length }) => length));
}

/** How many frames of which opcode there were. */
export function frameStats(wire: readonly WireEntry[], kind: 'frame-in' | 'frame-out'): Record<number, number> {
  return countBy(wire.filter((entry) => entry.kind === kind).map(({ frame }) => frame?.opcode ?? 0));
}

function countBy(keys: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** The reason in the close frame that we sent, if we sent one. */
export function closeReasonOf(wire: readonly WireEntry[]): string | null {
  const close = wire.findLast(({ kind, frame }) => kind === 'frame-out' && frame?.opcode === CLOSE);
  return close === undefined ? null : decodeClosePayload(close.octets, 0, close.octets.length).reason;
}
