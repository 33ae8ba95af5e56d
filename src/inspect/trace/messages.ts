/** The messages of a recording, put together from its frames. */
import { BINARY, CONTINUATION, isControl, TEXT } from '../../codec/opcodes.ts';
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
  /** Where the next frame begins, if none is missing. */
  const next = { in: 0, out: 0 };
  const finish = (direction: 'in' | 'out') => {
    const frames = underWay[direction];
    if (frames.length > 0) messages.push(messageOf(frames));
    underWay[direction] = [];
  };
  for (let number = 0; number < journal.frames.length; number++) {
    const frame = journal.frame(number);
    const { direction, opcode, offset, headerLength, length } = frame;
    // Nothing goes on behind frames that were lost, nor behind one that begins a message, be it too early.
    if (offset !== next[direction] || opcode === TEXT || opcode === BINARY) finish(direction);
    next[direction] = offset + headerLength + length;
    if (isControl(opcode)) continue;
    // A message whose beginning was not recorded has no type.
    if (opcode === CONTINUATION && underWay[direction].length === 0) continue;
    underWay[direction].push(frame);
    if (frame.fin) finish(direction);
  }
  finish('in');
  finish('out');
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
