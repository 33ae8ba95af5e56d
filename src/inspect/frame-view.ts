/** One frame of a recording with what was kept of its payload. */
import type { PayloadRecord, RecordedFrame } from './records.ts';

export interface FrameView extends RecordedFrame {
  /** Index of its record. */
  readonly index: number;
  /** What was kept of its payload: as on the wire, but unmasked. */
  readonly payload: Uint8Array;
  /** What was kept of what its payload inflates to; undefined where it is not compressed, or nothing was kept. */
  readonly inflated: Uint8Array | undefined;
  /** Bytes that it inflates to, as far as that is known; 0 where nothing was kept. */
  readonly inflatedLength: number;
}

export function viewFrame(frame: RecordedFrame, index: number, pieces: readonly PayloadRecord[]): FrameView {
  const wire = pieces.filter(({ form }) => form === 'wire');
  const inflated = pieces.filter(({ form }) => form === 'inflated');
  return {
    ...frame,
    index,
    payload: joined(wire),
    inflated: inflated.length === 0 ? undefined : joined(inflated),
    inflatedLength: inflated.reduce((sum, { length }) => sum + length, 0),
  };
}

function joined(pieces: readonly PayloadRecord[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of pieces) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
