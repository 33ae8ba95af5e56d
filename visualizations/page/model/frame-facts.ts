/** What is known of one frame: of itself, of the message that it belongs to, and of what it broke. */
import { CONTINUATION } from '../../../src/codec/opcodes.ts';
import { type Dissection, dissect } from '../../../src/inspect/dissect.ts';
import type { FrameView } from '../../../src/inspect/frame-view.ts';
import type { RecordedFrame } from '../../../src/inspect/records.ts';
import { OUT, opcodeOf } from './frame-traits.ts';
import type { Recording } from './recording.ts';

/** Bytes of a payload that are looked into: more takes longer than a picture may. */
const MOST_BYTES = 64 * 1024;
/** Frames that are gone back over for the beginning of a message. */
const FURTHEST = 100_000;

export interface FrameFacts {
  /** With no more of its payload than is looked into. */
  readonly frame: FrameView;
  readonly dissection: Dissection;
  readonly faults: readonly string[];
  /** The byte of the frame at which a rule was broken; −1 where that is not known. */
  readonly badByte: number;
}

/** @param number counts the frames, from 0 */
export function factsOf(recording: Recording, number: number): FrameFacts {
  const { journal } = recording;
  const whole = journal.frame(number);
  const frame: FrameView = {
    ...whole,
    payload: whole.payload.subarray(0, MOST_BYTES),
    inflated: whole.inflated?.subarray(0, MOST_BYTES),
  };
  const dissection = dissect(frame, {
    role: journal.head?.role,
    deflate: /permessage-deflate/i.test(journal.extensions),
    message: messageOf(recording, number),
  });
  const { utf8Error } = dissection;
  const own = utf8Error < 0 || frame.inflated !== undefined ? -1 : frame.headerLength + utf8Error;
  const broken = brokenBy(recording, frame);
  // What the machines say weighs more: they have seen the frames before.
  if (broken === undefined) return { frame, dissection, faults: dissection.faults, badByte: own };
  const others = dissection.faults.filter((fault) => !fault.startsWith(`${broken.id} `));
  return { frame, dissection, faults: [broken.text, ...others], badByte: broken.at > 0 ? broken.at : own };
}

/** The first frame of the message that a continuation belongs to. */
function messageOf({ journal, survey }: Recording, number: number): RecordedFrame | undefined {
  const { traits } = survey;
  const own = traits.get(number);
  if (opcodeOf(own) !== CONTINUATION) return undefined;
  for (let before = number - 1; before >= 0 && before > number - FURTHEST; before--) {
    const each = traits.get(before);
    const opcode = opcodeOf(each);
    if ((each & OUT) !== (own & OUT) || opcode === CONTINUATION || opcode >= 8) continue;
    const record = journal.record(journal.frames.get(before));
    return record.kind === 'frame' ? record : undefined;
  }
  return undefined;
}

/** What the close record says of this frame, if it ended the connection. */
function brokenBy({ journal }: Recording, frame: FrameView): { id: string; text: string; at: number } | undefined {
  const violation = journal.closed?.violation;
  if (violation === undefined || violation.offset < 0 || frame.direction === 'out') return undefined;
  const at = violation.offset - frame.offset;
  if (at < 0 || at >= Math.max(1, frame.headerLength + frame.length)) return undefined;
  const { id, section, explanation, machine, state } = violation;
  const refused = machine === '' ? '' : ` Refused by ${machine} in ${state}`;
  return { id, text: `${id} (${section}): ${explanation}${refused}, at byte ${at} of the frame.`, at };
}
