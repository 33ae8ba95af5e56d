/** Packs records. What comes with every frame is written by its own method, without an object; the rest as JSON. */
import { applyMask } from '../codec/masking.ts';
import { eventType, hasFields, packFields, UNKNOWN_TYPE } from './event-words.ts';
import type { InspectRecord } from './records.ts';
import {
  actors,
  FRAME,
  head,
  highOf,
  INPUT,
  JSON_TEXT,
  MESSAGE,
  MOST_WORDS,
  PAYLOAD,
  type Room,
  TIMER,
  TRANSITION,
  timers,
  writeDouble,
} from './words.ts';

export const IN = 0;
export const OUT = 1;
export const WIRE = 0;
export const INFLATED = 1;

/** Most bytes of payload in one record: more goes into several. */
export const MOST_PAYLOAD = 128 * 1024;
/** Most bytes of JSON in one record. Longer texts in it are cut. */
const MOST_JSON = MOST_WORDS * 4 - 8;
const LONGEST_TEXT = 16 * 1024;
/** As long as they may be where there would be too much of them. */
const SHORT_TEXT = 256;
/** Fewer bytes are copied one by one in less time than a view of them is made. Measured. */
const WORTH_A_VIEW = 32;

const encoder = new TextEncoder();

export class RecordWriter {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /** @param actor its number, as everywhere here */
  input(actor: number, event: { readonly type: string }, nested: boolean): void {
    this.#event(INPUT, actor, event, nested ? 1 : 0);
  }

  message(from: number, actor: number, event: { readonly type: string }): void {
    this.#event(MESSAGE, actor, event, from);
  }

  transition(actor: number, index: number): void {
    const at = this.#room.reserve(1);
    this.#room.words[at] = head(TRANSITION, actor | (index << 3), 1);
  }

  /** @param first FIN, RSV and opcode in one byte */
  frame(
    direction: number,
    first: number,
    length: number,
    masked: boolean,
    key: number,
    headerLength: number,
    offset: number,
  ): void {
    const at = this.#room.reserve(6);
    const { words } = this.#room;
    words[at] = head(FRAME, direction | (masked ? 2 : 0) | (first << 2), 6);
    words[at + 1] = key;
    words[at + 2] = highOf(offset) | (headerLength << 24);
    words[at + 3] = offset;
    words[at + 4] = highOf(length);
    words[at + 5] = length;
  }

  /**
   * @param length bytes of the piece
   * @param count how many of them, from `start` on, are kept; at most `MOST_PAYLOAD`
   * @param key masks them, from its byte `phase` on; 0 for none
   */
  payload(
    direction: number,
    form: number,
    length: number,
    source: Uint8Array,
    start: number,
    count: number,
    key: number,
    phase: number,
  ): void {
    const size = 2 + ((count + 3) >> 2);
    const at = this.#room.reserve(size);
    const { words, bytes } = this.#room;
    const padding = (size - 2) * 4 - count;
    words[at] = head(PAYLOAD, direction | (form << 1) | (padding << 2), size);
    words[at + 1] = length;
    const to = (at + 2) * 4;
    if (count > WORTH_A_VIEW) {
      bytes.set(source.subarray(start, start + count), to);
    } else {
      // Every index lies below the ends that were compared before.
      for (let each = 0; each < count; each++) bytes[to + each] = source[start + each] as number;
    }
    if (key !== 0) applyMask(bytes, to, to + count, key, phase);
  }

  /** @param due undefined: cancelled */
  timer(timer: number, due: number | undefined): void {
    const at = this.#room.reserve(3);
    const { words } = this.#room;
    words[at] = head(TIMER, timer | (due === undefined ? 0 : 8), 3);
    writeDouble(words, at + 1, due ?? 0);
  }

  /** A record of a rare kind. */
  json(record: object): void {
    this.#text(JSON_TEXT, 0, stringify(record));
  }

  /** A record as it was read somewhere else. */
  record(record: InspectRecord): void {
    switch (record.kind) {
      case 'input':
        this.input(actors.indexOf(record.actor), record.event, record.nested);
        break;
      case 'message':
        this.message(actors.indexOf(record.from), actors.indexOf(record.actor), record.event);
        break;
      case 'transition':
        this.transition(actors.indexOf(record.actor), record.index);
        break;
      case 'timer':
        this.timer(timers.indexOf(record.timer), record.due);
        break;
      case 'frame': {
        const first = (record.fin ? 128 : 0) | (record.rsv << 4) | record.opcode;
        const { length, masked, maskingKey, headerLength, offset } = record;
        this.frame(record.direction === 'in' ? IN : OUT, first, length, masked, maskingKey, headerLength, offset);
        break;
      }
      case 'payload': {
        const { bytes, length } = record;
        const count = Math.min(bytes.length, MOST_PAYLOAD);
        const form = record.form === 'wire' ? WIRE : INFLATED;
        this.payload(record.direction === 'in' ? IN : OUT, form, length, bytes, 0, count, 0, 0);
        break;
      }
      default: {
        const { seq: _, time: __, ...rest } = record;
        this.json(rest);
      }
    }
  }

  #event(kind: number, actor: number, event: { readonly type: string }, more: number): void {
    const { type } = event;
    const { number, words: fields } = eventType(actor, type);
    const data = actor | (number << 3) | (more << 8);
    if (fields < 0) {
      this.#rareEvent(kind, data, event, number === UNKNOWN_TYPE);
      return;
    }
    const at = this.#room.reserve(1 + fields);
    const { words } = this.#room;
    words[at] = head(kind, data, 1 + fields);
    if (fields > 0) packFields(type, event, words, at + 1);
  }

  #rareEvent(kind: number, data: number, event: { readonly type: string }, unknown: boolean): void {
    // With its type, too: a copy without it would call whatever is a getter.
    if (unknown || hasFields(event)) this.#text(kind, data, stringify(event));
    else {
      const at = this.#room.reserve(1);
      this.#room.words[at] = head(kind, data, 1);
    }
  }

  #text(kind: number, data: number, text: string): void {
    const encoded = encoder.encode(text);
    const size = 2 + ((encoded.length + 3) >> 2);
    const at = this.#room.reserve(size);
    this.#room.words[at] = head(kind, data, size);
    this.#room.words[at + 1] = encoded.length;
    this.#room.bytes.set(encoded, (at + 2) * 4);
  }
}

/** Whether a record from elsewhere can be packed without losing more than what long texts lose. @param size of its JSON */
export function fitsRecord(record: object, size: number): boolean {
  // A number may take five times its digits.
  return size * 5 * 3 <= MOST_JSON || 'bytes' in record || JSON.stringify(record).length * 3 <= MOST_JSON;
}

/**
 * JSON that fits into a record. What applications send to machines may be anything: long texts are cut, and a field is null where
 * JSON cannot say it, or there is no room for it.
 */
function stringify(value: object): string {
  for (const longest of [LONGEST_TEXT, SHORT_TEXT]) {
    const text = jsonOf(() => value, longest);
    // Another one is of a `toJSON`, or of a list, which keeps no fields.
    if (text?.startsWith('{') && fits(text, MOST_JSON)) return text;
  }
  return fieldByField(value);
}

function fieldByField(value: object): string {
  const told: string[] = [];
  let room = MOST_JSON - 2;
  // An event's type before whatever else there is room for.
  for (const name of new Set(['type', ...Object.keys(value)])) {
    const json = name in value ? (jsonOf(() => Reflect.get(value, name), SHORT_TEXT) ?? 'null') : undefined;
    if (json === undefined) continue;
    const field = [json, 'null'].map((each) => `${JSON.stringify(name)}:${each}`).find((each) => fits(each, room - 1));
    if (field === undefined) continue;
    told.push(field);
    room -= encoder.encode(field).length + 1;
  }
  return `{${told.join()}}`;
}

/** Undefined where JSON cannot say it. */
function jsonOf(tell: () => unknown, longest: number): string | undefined {
  const cut = (_: string, value: unknown) =>
    typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
  try {
    return JSON.stringify(tell(), cut);
  } catch {
    return undefined;
  }
}

function fits(text: string, most: number): boolean {
  return text.length * 3 <= most || (text.length <= most && encoder.encode(text).length <= most);
}
