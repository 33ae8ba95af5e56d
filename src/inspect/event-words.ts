/**
 * The events of the machines, packed: types by their number among those that the actor knows, and the fields of the events
 * that come with every frame as bits. The fields of all others are rare, and written as JSON.
 */
import {
  type ActorEvents,
  type ActorName,
  type FrameHeaderRead,
  machines,
  type PayloadRead,
} from '../../machines/index.ts';
import { actors, highOf, join } from './words.ts';

/** Types of events by actor, in the order of the chart. */
export const eventTypes: readonly (readonly string[])[] = actors.map((name) => machines[name].events as string[]);

/** The type of an event among those that its actor knows. */
export interface EventType {
  readonly number: number;
  /** Words of its packed fields; −1 where they are JSON. */
  readonly words: number;
}

/** Types of events that are nothing but a type. */
type Fieldless<E> = E extends { type: infer T } ? (keyof E extends 'type' ? T : never) : never;

/** Those of them that come often: their fields need not be looked for. */
const fieldless: { readonly [Name in ActorName]?: readonly Fieldless<ActorEvents[Name]>[] } = {
  readLoop: ['PAUSE', 'RESUME', 'CLOSING', 'STOP'],
  writeTurn: ['WANT_PONG', 'WANT_PING', 'WANT_WRITE', 'RELEASE', 'BLOCKED', 'DRAINED'],
  keepAlive: ['ACTIVITY', 'TURN', 'PING_SENT', 'PONG', 'TIMER_IDLE'],
};

const packedWords: Readonly<Record<string, number>> = { FRAME_HEADER: 3, PAYLOAD: 3, SEND_MSG: 1, BEGIN_MSG: 1 };

const known = actors.map((name, actor) => {
  const bare: readonly string[] = fieldless[name] ?? [];
  const types = eventTypes[actor] ?? [];
  return new Map(
    types.map((type, number): [string, EventType] => {
      const words = bare.includes(type) ? 0 : (packedWords[type] ?? -1);
      return [type, { number, words }];
    }),
  );
});

/** No chart knows the type: it is in the JSON. */
export const UNKNOWN_TYPE = 31;
const unknown: EventType = { number: UNKNOWN_TYPE, words: -1 };

export function eventType(actor: number, type: string): EventType {
  return known[actor]?.get(type) ?? unknown;
}

/** Whether there is more to an event than its type. */
export function hasFields(event: object): boolean {
  for (const name in event) if (name !== 'type') return true;
  return false;
}

export const inflateFaults: readonly PayloadRead['inflateFault'][] = ['', 'bad-data', 'too-large'];

export function packFields(type: string, event: object, words: Uint32Array, at: number): void {
  if (type === 'FRAME_HEADER') packHeader(event as FrameHeaderRead, words, at);
  else if (type === 'PAYLOAD') packPayload(event as PayloadRead, words, at);
  else words[at] = (event as { compressed: boolean }).compressed ? 1 : 0;
}

export function unpackFields(type: string, words: Uint32Array, at: number): object {
  // The places lie inside the record, whose size was read before.
  const flags = words[at] as number;
  if (type !== 'FRAME_HEADER' && type !== 'PAYLOAD') return { compressed: flags === 1 };
  const length = join(words[at + 1] as number, words[at + 2] as number);
  if (type === 'PAYLOAD') {
    return {
      length,
      badUtf8: (flags & 1) !== 0,
      openUtf8: (flags & 2) !== 0,
      inflateFault: inflateFaults[flags >> 2] ?? '',
    };
  }
  return {
    fin: (flags & 1) !== 0,
    rsv: (flags >> 1) & 7,
    opcode: (flags >> 4) & 15,
    masked: (flags & 256) !== 0,
    length,
    minimal: (flags & 512) !== 0,
    oversized: (flags & 1024) !== 0,
  };
}

function packHeader(header: FrameHeaderRead, words: Uint32Array, at: number): void {
  words[at] =
    (header.fin ? 1 : 0) |
    (header.rsv << 1) |
    (header.opcode << 4) |
    (header.masked ? 256 : 0) |
    (header.minimal ? 512 : 0) |
    (header.oversized ? 1024 : 0);
  words[at + 1] = highOf(header.length);
  words[at + 2] = header.length;
}

function packPayload(payload: PayloadRead, words: Uint32Array, at: number): void {
  const fault = payload.inflateFault === '' ? 0 : inflateFaults.indexOf(payload.inflateFault);
  words[at] = (payload.badUtf8 ? 1 : 0) | (payload.openUtf8 ? 2 : 0) | (fault << 2);
  words[at + 1] = highOf(payload.length);
  words[at + 2] = payload.length;
}
