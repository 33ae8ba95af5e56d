/** The messages of a recording, put together from its frames. */
import { isControl } from '../../codec/opcodes.ts';
import type { FrameView } from '../frame-view.ts';
import type { Journal } from '../journal.ts';

export interface RecordedMessage {
  readonly direction: 'in' | 'out';
  /** 1 for text, 2 for binary. */
  readonly opcode: number;
  /** Of its first frame, in milliseconds on the recorder's clock. */
  readonly time: number;
  /** What was kept of it, inflated if it was compressed. */
  readonly bytes: Uint8Array;
  /** Some of it was not kept, or had not passed when the recording ended. */
  readonly incomplete: boolean;
}

export function messagesOf(journal: Journal): RecordedMessage[] {
  const messages: RecordedMessage[] = [];
  const underWay: Record<'in' | 'out', FrameView[]> = { in: [], out: [] };
  for (let number = 0; number < journal.frames.length; number++) {
    const frame = journal.frame(number);
    if (isControl(frame.opcode)) continue;
    const frames = underWay[frame.direction];
    // A message whose beginning was not recorded has no type.
    if (frame.opcode === 0 && frames.length === 0) continue;
    frames.push(frame);
    if (!frame.fin) continue;
    messages.push(messageOf(frames));
    underWay[frame.direction] = [];
  }
  for (const frames of Object.values(underWay)) if (frames.length > 0) messages.push(messageOf(frames));
  return messages.sort((one, other) => one.time - other.time);
}

function messageOf(frames: readonly FrameView[]): RecordedMessage {
  const [first] = frames;
  if (first === undefined) throw new TypeError('a message has a frame at least');
  const compressed = (first.rsv & 4) !== 0;
  const parts = frames.map(({ payload, inflated }) => (compressed ? (inflated ?? new Uint8Array(0)) : payload));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const cut = compressed ? isCutInflated(frames) : frames.some(({ payload, length }) => payload.length < length);
  const { direction, opcode, time } = first;
  return { direction, opcode, time, bytes, incomplete: cut || frames.at(-1)?.fin !== true };
}

/** A fragment may inflate to nothing yet; a whole message has something, or nothing of it was kept. */
function isCutInflated(frames: readonly FrameView[]): boolean {
  if (frames.every(({ inflated }) => inflated === undefined)) return frames.some(({ length }) => length > 0);
  return frames.some(({ inflated, inflatedLength }) => (inflated?.length ?? 0) < inflatedLength);
}
