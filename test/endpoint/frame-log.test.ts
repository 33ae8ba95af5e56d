import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameLog } from '../../src/endpoint/frame-log.ts';

const frame = fc.record({
  direction: fc.constantFrom('in' as const, 'out' as const),
  opcode: fc.integer({ min: 0, max: 15 }),
  fin: fc.boolean(),
  length: fc.oneof(
    fc.nat(200),
    fc.maxSafeNat().map((length) => length % 2 ** 47),
  ),
});

test('the last eight frames, oldest first', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 40 }), (frames) => {
      const log = new FrameLog();
      for (const { direction, opcode, fin, length } of frames) {
        if (direction === 'in') log.received(opcode, fin, length);
        else log.sent(opcode, fin, length);
      }
      expect(log.records()).toEqual(frames.slice(-8));
    }),
  );
});

test('a length beyond all that can be sent', () => {
  const log = new FrameLog();
  log.received(2, true, Number.MAX_SAFE_INTEGER);
  expect(log.records()).toEqual([{ direction: 'in', opcode: 2, fin: true, length: 2 ** 47 - 1 }]);
});
