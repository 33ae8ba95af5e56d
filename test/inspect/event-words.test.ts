import { expect, test } from 'vitest';
import type { EventObject } from 'xstate';
import {
  eventType,
  eventTypes,
  hasFields,
  packFields,
  UNKNOWN_TYPE,
  unpackFields,
} from '../../src/inspect/event-words.ts';
import { readRecord } from '../../src/inspect/record-reader.ts';
import { RecordWriter } from '../../src/inspect/record-writer.ts';
import { Store } from '../../src/inspect/store.ts';
import { actors } from '../../src/inspect/words.ts';
import { alphabetOf, inputs, stranger } from '../support/engine-alphabet.ts';

const everything = actors.flatMap((name, actor) => {
  const events = inputs.flatMap((input) => [...alphabetOf(name, input).values()].flat());
  return [...events, stranger].map((event) => ({ name, actor, event }));
});

/** The event as it is read after it was written, as an input and as a message. */
function writtenAndRead(actor: number, event: EventObject): unknown[] {
  const store = new Store();
  const writer = new RecordWriter(store);
  writer.input(actor, event, true);
  const next = store.used;
  writer.message(6, actor, event);
  return [readRecord(store.words, 0, 0, 0), readRecord(store.words, next, 1, 0)];
}

test('every event of every machine is read as it was written', () => {
  expect(everything.length).toBeGreaterThan(500);
  for (const { name, actor, event } of everything) {
    expect(writtenAndRead(actor, event)).toEqual([
      { kind: 'input', seq: 0, time: 0, actor: name, event, nested: true },
      { kind: 'message', seq: 1, time: 0, from: 'keepAlive', actor: name, event },
    ]);
  }
});

test('types are known by their number among those of their machine, five bits large', () => {
  for (const [actor, types] of eventTypes.entries()) {
    expect(types.length).toBeLessThan(UNKNOWN_TYPE);
    for (const [number, type] of types.entries()) expect(eventType(actor, type).number).toBe(number);
  }
  expect(eventType(0, 'STRANGER').number).toBe(UNKNOWN_TYPE);
});

test('an event written as nothing but its type has no fields', () => {
  for (const { actor, event } of everything) {
    if (eventType(actor, event.type).words === 0) expect(hasFields(event)).toBe(false);
  }
});

test.each([0, 2 ** 32, Number.MAX_SAFE_INTEGER])('lengths of %i bytes are packed', (length) => {
  const words = new Uint32Array(3);
  const header = { fin: false, rsv: 7, opcode: 15, masked: false, length, minimal: true, oversized: true };
  packFields('FRAME_HEADER', header, words, 0);
  expect(unpackFields('FRAME_HEADER', words, 0)).toEqual(header);
  const payload = { length, badUtf8: true, openUtf8: false, inflateFault: 'too-large' };
  packFields('PAYLOAD', payload, words, 0);
  expect(unpackFields('PAYLOAD', words, 0)).toEqual(payload);
});
