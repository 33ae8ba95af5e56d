/** Unpacks records: see `words.ts`. */
import type { ActorName } from '../../machines/index.ts';
import { eventTypes, UNKNOWN_TYPE, unpackFields } from './event-words.ts';
import type { InspectRecord, MachineEvent, RecordKind } from './records.ts';
import {
  actors,
  dataOf,
  FRAME,
  INPUT,
  JSON_TEXT,
  join,
  kindOf,
  MESSAGE,
  PAYLOAD,
  readDouble,
  sizeOf,
  TIMER,
  TRANSITION,
  timers,
} from './words.ts';

const decoder = new TextDecoder();

/** The record that begins at `at`. @throws {SyntaxError} if what it holds is damaged */
export function readRecord(words: Uint32Array, at: number, seq: number, time: number): InspectRecord {
  const word = wordAt(words, at);
  const data = dataOf(word);
  const numbered = { seq, time };
  switch (kindOf(word)) {
    case INPUT: {
      const nested = data >> 8 !== 0;
      return { kind: 'input', ...numbered, actor: actorAt(data), event: readEvent(words, at), nested };
    }
    case MESSAGE:
      return {
        kind: 'message',
        ...numbered,
        from: actorAt(data >> 8),
        actor: actorAt(data),
        event: readEvent(words, at),
      };
    case TRANSITION:
      return { kind: 'transition', ...numbered, actor: actorAt(data), index: data >> 3 };
    case FRAME:
      return { kind: 'frame', ...numbered, ...readFrame(words, at, data) };
    case PAYLOAD: {
      const count = (sizeOf(word) - 2) * 4 - ((data >> 2) & 3);
      return {
        kind: 'payload',
        ...numbered,
        direction: data & 1 ? 'out' : 'in',
        form: data & 2 ? 'inflated' : 'wire',
        bytes: bytesAt(words, at + 2, count),
        length: wordAt(words, at + 1),
      };
    }
    case TIMER: {
      const timer = timers[data & 7];
      if (timer === undefined) throw new SyntaxError(`a record names timer ${data & 7}, which there is not`);
      return { kind: 'timer', ...numbered, timer, due: data & 8 ? readDouble(words, at + 1) : undefined };
    }
    case JSON_TEXT:
      // Written by `RecordWriter.json`, or checked when it was read from a file.
      return { ...(readJson(words, at) as InspectRecord), ...numbered };
    default:
      throw new SyntaxError(`a record is of kind ${kindOf(word)}, which there is not`);
  }
}

/** What kind of record begins with this word; `json` for the rare ones, whose kind is inside. */
export function quickKind(word: number): RecordKind | 'json' {
  switch (kindOf(word)) {
    case INPUT:
      return 'input';
    case MESSAGE:
      return 'message';
    case TRANSITION:
      return 'transition';
    case FRAME:
      return 'frame';
    case PAYLOAD:
      return 'payload';
    case TIMER:
      return 'timer';
    default:
      return 'json';
  }
}

/** The type of the event of an input or a message, without its fields. */
export function eventTypeAt(words: Uint32Array, at: number): string {
  const data = dataOf(wordAt(words, at));
  const number = (data >> 3) & 31;
  if (number === UNKNOWN_TYPE) return readEvent(words, at).type;
  return eventTypes[data & 7]?.[number] ?? '';
}

export function actorAt(data: number): ActorName {
  const actor = actors[data & 7];
  if (actor === undefined) throw new SyntaxError(`a record names machine ${data & 7}, which there is not`);
  return actor;
}

function readEvent(words: Uint32Array, at: number): MachineEvent {
  const word = wordAt(words, at);
  const data = dataOf(word);
  const number = (data >> 3) & 31;
  const type = eventTypes[data & 7]?.[number] ?? '';
  const size = sizeOf(word);
  if (number === UNKNOWN_TYPE) return { type, ...readJson(words, at) };
  if (size === 1) return { type };
  const packed = type === 'FRAME_HEADER' || type === 'PAYLOAD' || type === 'SEND_MSG' || type === 'BEGIN_MSG';
  return { type, ...(packed ? unpackFields(type, words, at + 1) : readJson(words, at)) };
}

function readFrame(words: Uint32Array, at: number, data: number) {
  const first = data >> 2;
  const high = wordAt(words, at + 2);
  return {
    direction: data & 1 ? ('out' as const) : ('in' as const),
    fin: (first & 128) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 15,
    masked: (data & 2) !== 0,
    maskingKey: wordAt(words, at + 1),
    length: join(wordAt(words, at + 4), wordAt(words, at + 5)),
    headerLength: high >>> 24,
    offset: join(high & 0xff_ffff, wordAt(words, at + 3)),
  };
}

function readJson(words: Uint32Array, at: number): object {
  return JSON.parse(decoder.decode(bytesAt(words, at + 2, wordAt(words, at + 1))));
}

function bytesAt(words: Uint32Array, at: number, count: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + at * 4, count).slice();
}

function wordAt(words: Uint32Array, at: number): number {
  const word = words[at];
  if (word === undefined) throw new SyntaxError('a record is cut short');
  return word;
}
