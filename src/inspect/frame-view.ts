/** One frame of a recording with what was kept of its payload. */
import type { PayloadRecord, RecordedFrame } from './records.ts';

export interface FrameView extends RecordedFrame {
  /** Index of its record. */
  readonly index: number;
  /** What was kept of its payload: as on the wire, but unmasked. */
  readonly payload: Uint8Array;
  /** What was kept of what its payload inflates to; undefined where it is not compressed, or nothing was kept. */
  readonly inflated: Uint8Array | undefined;
}

export function viewFrame(frame: RecordedFrame, index: number, pieces: readonly PayloadRecord[]): FrameView {
  const bytesOf = (form: PayloadRecord['form']) =>
    pieces.filter((piece) => piece.form === form).map(({ bytes }) => bytes);
  const inflated = bytesOf('inflated');
  return {
    ...frame,
    index,
    payload: joined(bytesOf('wire')),
    inflated: inflated.length === 0 ? undefined : joined(inflated),
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
