/** Frames of the plain subject: headers read and written by hand, with the ways to do that wrong. */
import { randomBytes } from 'node:crypto';
import type { Defects } from './subject-defects.ts';

export const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10] as const;

export interface SubjectFrame {
  readonly opcode: number;
  readonly fin: boolean;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  readonly rsv: number;
  readonly masked: boolean;
  readonly maskingKey: Buffer;
  readonly length: number;
  /** Whether the length takes the fewest octets, and leaves its top bit unset. */
  readonly minimal: boolean;
  readonly topBit: boolean;
}

function lengthOctets(start: Buffer, defects: Defects): 0 | 2 | 8 {
  const short = (start[1] ?? 0) & 0x7f;
  if (short < 126 || (short === 126 && defects.has('reads 126 as a length'))) return 0;
  return short === 126 ? 2 : 8;
}

/** How many octets a header has, as far as its first ones tell. */
export function headerSize(start: Buffer, defects: Defects): number {
  if (start.length < 2) return 2;
  return 2 + lengthOctets(start, defects) + (((start[1] ?? 0) & 0x80) === 0 ? 0 : 4);
}

/** @param header complete */
export function readHeader(header: Buffer, defects: Defects): SubjectFrame {
  const [first = 0, second = 0] = header;
  const extended = lengthOctets(header, defects);
  let length = BigInt(second & 0x7f);
  if (extended === 2) length = BigInt(header.readUInt16BE(2));
  if (extended === 8) length = header.readBigUInt64BE(2);
  const topBit = length >> 63n === 1n;
  return {
    opcode: first & 15,
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    masked: (second & 0x80) !== 0,
    maskingKey: header.subarray(2 + extended),
    length: Number(topBit && defects.has('drops the top bit of a length') ? length - (1n << 63n) : length),
    minimal: extended === 0 || length > (extended === 2 ? 125n : 0xffffn),
    topBit,
  };
}

export interface FrameToWrite {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly fin?: boolean;
  readonly rsv?: number;
}

export function writeFrame(
  { opcode, payload, fin = true, rsv = 0 }: FrameToWrite,
  masks: boolean,
  defects: Defects,
): Buffer {
  const { length } = payload;
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const mask = masks ? 0x80 : 0;
  const long = length > 0xffff && !defects.has('writes lengths in 16 bits only');
  let header: Buffer;
  if (long || (length > 125 && defects.has('writes lengths in 64 bits only'))) {
    header = Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.writeBigUInt64BE(BigInt(length), 2);
  } else if (length > (defects.has('writes 126 in seven bits') ? 126 : 125)) {
    header = Buffer.from([first, mask | 126, (length >> 8) & 0xff, length & 0xff]);
  } else header = Buffer.from([first, mask | length]);
  if (!masks) return Buffer.concat([header, payload]);
  const key = randomBytes(4);
  return Buffer.concat([header, key, unmask(payload, key, 0)]);
}

/** A masked copy of the octets, or an unmasked one; `at` is where in the payload they stand. */
export function unmask(octets: Buffer, key: Buffer, at: number): Buffer {
  const plain = Buffer.allocUnsafe(octets.length);
  for (let index = 0; index < octets.length; index++) {
    plain[index] = (octets[index] ?? 0) ^ (key[(at + index) & 3] ?? 0);
  }
  return plain;
}
