/**
 * How records are packed: into 32-bit words, so that recording a busy connection costs a few stores per record, and showing a
 * million of them costs no objects. Each record begins with a word of its kind, twelve bits of data, and its size.
 *
 * | kind | data | words that follow |
 * |---|---|---|
 * | time | – | the clock from here on, as a double |
 * | input | actor, type, nested | the event's fields, see `event-words.ts` |
 * | message | actor, type, from | as above |
 * | transition | actor, index | – |
 * | frame | direction, fin, masked, rsv, opcode | masking key, offset and header length, length |
 * | payload | direction, form, padding | bytes of the piece, and the first of them |
 * | timer | timer, armed | when it is due, as a double |
 * | json | – | the record as JSON in UTF-8 |
 */
import type { ActorName } from '../../machines/index.ts';
import { timerNames } from '../endpoint/deadlines.ts';
import { actorNames } from '../engine/engine.ts';

export const TIME = 1;
export const INPUT = 2;
export const MESSAGE = 3;
export const TRANSITION = 4;
export const FRAME = 5;
export const PAYLOAD = 6;
export const TIMER = 7;
export const JSON_TEXT = 8;

/** Most words that a record may have: its size is sixteen bits. */
export const MOST_WORDS = 0xffff;

export function head(kind: number, data: number, size: number): number {
  return (kind << 28) | (data << 16) | size;
}

export function kindOf(word: number): number {
  return word >>> 28;
}

export function dataOf(word: number): number {
  return (word >>> 16) & 0xfff;
}

export function sizeOf(word: number): number {
  return word & 0xffff;
}

/** Actors and timers by their number: three bits each. */
export const actors = actorNames;
const actorNumbers = new Map<string, number>(actors.map((name, number) => [name, number]));

export function numberOf(actor: ActorName): number {
  // Those of every message first: the others are looked up.
  if (actor === 'readLoop') return 2;
  if (actor === 'writeTurn') return 4;
  if (actor === 'writeLoop') return 3;
  return actorNumbers.get(actor) ?? 7;
}
export const timers = timerNames;

const TWO_TO_32 = 0x1_0000_0000;

/** Upper and lower half of a count up to 2^53 - 1. */
export function highOf(count: number): number {
  return Math.floor(count / TWO_TO_32);
}

export function join(high: number, low: number): number {
  return high * TWO_TO_32 + low;
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

export function writeDouble(words: Uint32Array, at: number, value: number): void {
  double[0] = value;
  words[at] = halves[0] as number;
  words[at + 1] = halves[1] as number;
}

export function readDouble(words: Uint32Array, at: number): number {
  halves[0] = words[at] as number;
  halves[1] = words[at + 1] as number;
  return double[0] as number;
}

/** Where packed records go: room for one at a time, at a place in `words`. */
export interface Room {
  readonly words: Uint32Array;
  /** The same memory as bytes. */
  readonly bytes: Uint8Array;
  /** Makes room for a record of `size` words. Returns where it begins; `words` may be another array from then on. */
  reserve(size: number): number;
}
