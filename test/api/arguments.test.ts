import { expect, test } from 'vitest';
import { checkBytes, checkControlPayload, checkSendable, checkSize, checkType } from '../../src/api/arguments.ts';

test('what may be sent is passed on without a copy, and shows what the view shows', () => {
  const memory = Uint8Array.from({ length: 32 }, (_, index) => index);
  expect(checkSendable('text', 'x')).toBe('text');
  expect(checkSendable(memory, 'x')).toBe(memory);
  for (const view of [
    new DataView(memory.buffer, 8, 4),
    new Uint16Array(memory.buffer, 8, 2),
    Buffer.from(memory.buffer, 8, 4),
  ]) {
    const bytes = checkBytes(view, 'x');
    expect([...bytes]).toEqual([8, 9, 10, 11]);
    expect(bytes.buffer).toBe(memory.buffer);
  }
  expect(checkBytes(memory.buffer, 'x').length).toBe(32);
  expect(checkBytes(new SharedArrayBuffer(3), 'x').length).toBe(3);
});

test('a control payload is a copy, 125 bytes at most', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const copy = checkControlPayload(bytes, 'x');
  bytes.fill(9);
  expect([...copy]).toEqual([1, 2, 3]);
  expect(checkControlPayload('ü', 'x').length).toBe(2);
  expect(checkControlPayload('x'.repeat(125), 'x').length).toBe(125);
  expect(() => checkControlPayload('ü'.repeat(63), 'payload')).toThrow(/^payload must be 125 bytes or fewer, not 126$/);
});

test.each([
  [
    () => checkSendable(7, 'message'),
    TypeError,
    'message must be a string, an ArrayBuffer or a view of one, not number',
  ],
  [
    () => checkSendable(null, 'message'),
    TypeError,
    'message must be a string, an ArrayBuffer or a view of one, not null',
  ],
  [
    () => checkSendable([1], 'message'),
    TypeError,
    'message must be a string, an ArrayBuffer or a view of one, not Array',
  ],
  [
    () => checkSendable(Object.create(null), 'message'),
    TypeError,
    'message must be a string, an ArrayBuffer or a view of one, not an object',
  ],
  [() => checkBytes('text', 'bytes'), TypeError, 'bytes must be an ArrayBuffer or a view of one, not "text"'],
  [() => checkSize('5', 'size'), TypeError, 'size must be a number of bytes, not "5"'],
  [() => checkSize(-1, 'size'), RangeError, 'size must be a whole number of bytes'],
  [() => checkSize(2 ** 53, 'size'), RangeError, 'size must be a whole number of bytes'],
  [() => checkType('blob', 'type'), TypeError, "type must be 'text' or 'binary', not \"blob\""],
])('%s', (check, kind, message) => {
  expect(check).toThrow(kind);
  expect(check).toThrow(message);
});
