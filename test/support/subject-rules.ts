/** What the plain subject refuses: each rule, and the defect that is its absence. */
import type { Defect, Defects } from './subject-defects.ts';
import { BINARY, CLOSE, CONTINUATION, PONG, type SubjectFrame, TEXT } from './subject-frames.ts';

export interface FrameSituation {
  readonly role: 'server' | 'client';
  /** Whether RSV1 has a meaning. */
  readonly deflates: boolean;
  /** Whether a message is under way. */
  readonly within: boolean;
}

/** The defect, and whether the frame is for it to show. */
type Rule = readonly [withoutIt: Defect, broken: boolean];

const SMALL_LIMIT = 0xffff;

/** The close code for a frame that has to be refused, undefined if it is good. */
export function frameFault(frame: SubjectFrame, situation: FrameSituation, defects: Defects): number | undefined {
  const { opcode, fin, rsv, masked, length } = frame;
  const { role, deflates, within } = situation;
  const begins = opcode === TEXT || opcode === BINARY;
  const control = opcode >= CLOSE;
  const rules: readonly Rule[] = [
    ['ignores RSV1', (rsv & 4) !== 0 && !(deflates && begins)],
    ['ignores RSV2', (rsv & 2) !== 0],
    ['ignores RSV3', (rsv & 1) !== 0],
    ['takes frames without a mask', !masked && role === 'server'],
    ['takes frames with a mask', masked && role === 'client'],
    ['drops the top bit of a length', frame.topBit],
    ['takes lengths that are not minimal', !frame.minimal],
    ['takes reserved opcodes of data frames', opcode > BINARY && opcode < CLOSE],
    ['takes reserved opcodes of control frames', opcode > PONG],
    ['takes fragmented control frames', control && !fin],
    ['takes long control frames', control && length > 125],
    ['takes continuations of nothing', opcode === CONTINUATION && !within],
    ['takes a message within a message', begins && within],
  ];
  const broken = rules.find(([withoutIt, isBroken]) => isBroken && !defects.has(withoutIt));
  if (broken !== undefined) return 1002;
  return length > SMALL_LIMIT && defects.has('takes no more than 65,535 octets') ? 1009 : undefined;
}

const OWN_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];

/** The close code for a close frame that has to be refused, undefined if it is good. */
export function closeFault(payload: Buffer, isText: (octets: Buffer) => boolean, defects: Defects): number | undefined {
  if (payload.length === 0) return undefined;
  if (payload.length === 1) return defects.has('takes close frames of one octet') ? undefined : 1002;
  const code = payload.readUInt16BE(0);
  const good = OWN_CODES.includes(code) || (code >= 3000 && code < 5000);
  if (!good && !defects.has('takes any close code')) return 1002;
  return isText(payload.subarray(2)) || defects.has('takes close reasons that are not UTF-8') ? undefined : 1007;
}
