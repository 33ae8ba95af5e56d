import { expect, test } from 'vitest';
import { FIN, type Line, MASKED } from '../../../../src/conformance/report/page/data.ts';
import {
  type FrameLine,
  frameFamily,
  frameFlags,
  frameTitle,
  isFrame,
  isNote,
  maskText,
  readableText,
  sizeText,
  timeText,
} from '../../../../src/conformance/report/page/describe.ts';

const frame = (opcode: number, payload: string | number[], bits = FIN, key = 0): FrameLine => {
  const octets = Buffer.from(payload);
  return [0, 1, octets.toString('base64'), octets.length, opcode, bits, key];
};

test.each<[FrameLine, string]>([
  [frame(1, 'Hello'), 'text “Hello”'],
  [frame(1, '0123456789 and more'), 'text “0123456789…”'],
  [frame(0, ''), 'continuation, empty'],
  [frame(2, [255, 0]), 'binary ff00'],
  [frame(3, 'x'), 'reserved-3 “x”'],
  [frame(9, 'a (b)'), 'ping “a (b)”'],
  [frame(8, []), 'close without a code'],
  [frame(8, [3]), 'close with half a code'],
  [frame(8, [3, 0xe8]), 'close 1000'],
  [frame(8, [3, 0xe8, 0x62, 0x79, 0x65]), 'close 1000 “bye”'],
  [frame(8, [3, 0xe8, 0xff]), 'close 1000, reason not UTF-8'],
  [frame(8, [0, 5, 0x62]), 'close 5 “b”'],
])('%o is %s', (line, title) => {
  expect(frameTitle(line, 10)).toBe(title);
});

test('what is not as usual about a frame', () => {
  expect(frameFlags(frame(1, ''))).toEqual([]);
  expect(frameFlags(frame(0, ''))).toEqual(['final']);
  expect(frameFlags(frame(1, '', 0))).toEqual(['not final']);
  expect(frameFlags(frame(9, '', 7))).toEqual(['not final', 'RSV1', 'RSV2', 'RSV3']);
});

test('masks, sizes and times', () => {
  expect([maskText(frame(1, '')), maskText(frame(1, '', FIN | MASKED, -2))]).toEqual(['no mask', 'mask fffffffe']);
  expect([1, 2, 1e6].map(sizeText)).toEqual(['1 octet', '2 octets', '1,000,000 octets']);
  expect([0, 9.94, 310.2, 2003, 61_000].map(timeText)).toEqual(['0.0 ms', '9.9 ms', '310 ms', '2.00 s', '61.0 s']);
});

test('kinds of lines', () => {
  const lines: Line[] = [frame(1, ''), [0, 2, '', 0], [0, 4, 'a note']];
  expect([lines.map(isFrame), lines.map(isNote)]).toEqual([
    [true, false, false],
    [false, false, true],
  ]);
  expect([1, 9, 8, 11].map((opcode) => frameFamily(frame(opcode, '')))).toEqual([
    'data',
    'control',
    'close',
    'control',
  ]);
  expect(readableText({ octets: Uint8Array.of(0), length: 1 })).toBeUndefined();
});
