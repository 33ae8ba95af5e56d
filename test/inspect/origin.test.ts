import { expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { fieldsOf, originOf } from '../../src/inspect/origin.ts';

test('every timer’s event comes from a timer, and no other does', () => {
  const types = new Set(Object.values(machines).flatMap((machine) => machine.events as string[]));
  for (const type of types) expect(originOf(type) === 'timer', type).toBe(type.startsWith('TIMER_'));
  expect(['FRAME_HEADER', 'TRANSPORT_ENDED', 'DRAINED'].map(originOf)).toEqual(['wire', 'wire', 'wire']);
  expect(['CLOSE', 'WANT_WRITE', 'PAUSE'].map(originOf)).toEqual(['app', 'app', 'app']);
});

test('fields as text, without the type', () => {
  expect(fieldsOf({ type: 'CLOSE', code: 1000, writesWaiting: false, violation: 'aborted' })).toEqual([
    ['code', '1000'],
    ['writesWaiting', 'false'],
    ['violation', 'aborted'],
  ]);
});
