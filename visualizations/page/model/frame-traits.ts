/** What frames are searched by, in a number: a million of them are gone through in a few milliseconds. */
import type { Role } from '../../../machines/index.ts';
import { isControl } from '../../../src/codec/opcodes.ts';
import type { RecordedFrame } from '../../../src/inspect/records.ts';

export const OUT = 1;
export const FIN = 2;
/** The header by itself breaks a rule. */
export const BROKEN = 4;

/** Direction, fin, whether the header is broken, and the opcode. @param role ours, where it is known */
export function traitsOf(frame: RecordedFrame, role: Role | undefined): number {
  const { direction, fin, opcode } = frame;
  return (direction === 'out' ? OUT : 0) | (fin ? FIN : 0) | (isBroken(frame, role) ? BROKEN : 0) | (opcode << 3);
}

export function opcodeOf(traits: number): number {
  return traits >> 3;
}

/** Rules that a header breaks whatever came before it (RFC 6455 §5.1, §5.2, §5.5). RSV1 may be permessage-deflate's. */
function isBroken(frame: RecordedFrame, role: Role | undefined): boolean {
  const { direction, fin, rsv, opcode, masked, length } = frame;
  const reserved = (opcode > 2 && opcode < 8) || opcode > 10;
  if (reserved || (rsv & 3) !== 0) return true;
  if (isControl(opcode) && (!fin || length > 125 || rsv !== 0)) return true;
  return role !== undefined && masked !== ((role === 'client') === (direction === 'out'));
}
