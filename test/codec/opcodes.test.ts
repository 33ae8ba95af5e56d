import { expect, test } from 'vitest';
import { BINARY, CLOSE, CONTINUATION, isControl, opcodeName, PING, PONG, TEXT } from '../../src/codec/opcodes.ts';

test('the opcodes of RFC 6455 5.2', () => {
  expect([CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG]).toEqual([0, 1, 2, 8, 9, 10]);
});

test('control opcodes are those with the top bit, reserved ones included', () => {
  const control = Array.from({ length: 16 }, (_, opcode) => opcode).filter(isControl);
  expect(control).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
});

test('every opcode has a name of its own', () => {
  const names = Array.from({ length: 16 }, (_, opcode) => opcodeName(opcode));
  expect(new Set(names).size).toBe(16);
  expect(names.slice(0, 4)).toEqual(['continuation', 'text', 'binary', 'reserved-3']);
  expect(names.slice(8, 12)).toEqual(['close', 'ping', 'pong', 'reserved-11']);
});
