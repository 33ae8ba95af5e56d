import { expect, test } from 'vitest';
import { viewFrame } from '../../src/inspect/frame-view.ts';
import type { PayloadRecord, RecordedFrame } from '../../src/inspect/records.ts';

const frame: RecordedFrame = {
  kind: 'frame',
  seq: 4,
  time: 1,
  direction: 'in',
  fin: true,
  rsv: 4,
  opcode: 1,
  masked: false,
  maskingKey: 0,
  length: 5,
  headerLength: 2,
  offset: 0,
};

function piece(form: PayloadRecord['form'], ...bytes: number[]): PayloadRecord {
  return { kind: 'payload', seq: 0, time: 0, direction: 'in', form, bytes: Uint8Array.from(bytes), length: 9 };
}

test('pieces are joined, by what they are', () => {
  const pieces = [piece('wire', 1, 2), piece('inflated', 7), piece('wire', 3), piece('inflated', 8, 9)];
  const view = viewFrame(frame, 20, pieces);
  const payload = Uint8Array.of(1, 2, 3);
  expect(view).toEqual({ ...frame, index: 20, payload, inflated: Uint8Array.of(7, 8, 9), inflatedLength: 18 });
});

test('without pieces there is an empty payload, and nothing inflated', () => {
  expect(viewFrame(frame, 0, [])).toMatchObject({
    payload: new Uint8Array(0),
    inflated: undefined,
    inflatedLength: 0,
  });
});

test('what inflates to nothing has inflated', () => {
  expect(viewFrame(frame, 0, [piece('inflated')]).inflated).toEqual(new Uint8Array(0));
});
