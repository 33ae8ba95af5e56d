/** Frames to octets, wrong ones included: src/codec writes only right headers. */
import { applyMask, encodeFrameHeader, frameHeaderLength, MaskingKeySource, maskInto } from '../codec/index.ts';
import type { FrameToSend } from './model.ts';
import { octetsOf } from './wire-payload.ts';

const keys = new MaskingKeySource();

/** A frame as it goes out, and what the wire log says about it. */
export interface FrameOnWire {
  readonly octets: Uint8Array;
  readonly payload: Uint8Array;
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
  readonly maskingKey: number;
}

/** @param maskedByRole whether frames of ours are masked unless they say otherwise */
export function encodeFrame(frame: FrameToSend, maskedByRole: boolean): FrameOnWire {
  const payload = octetsOf(frame.payload ?? '');
  const { opcode, fin = true, rsv = 0, masked = maskedByRole } = frame;
  const maskingKey = masked ? (frame.maskingKey ?? keys.next()) : 0;
  const header = encodeHeader(frame, payload.length, masked, maskingKey);
  const octets = Buffer.allocUnsafe(header.length + payload.length);
  octets.set(header);
  if (masked) maskInto(payload, octets, header.length, maskingKey, 0);
  else octets.set(payload, header.length);
  return { octets, payload, opcode, fin, rsv, masked, maskingKey };
}

function encodeHeader(frame: FrameToSend, payloadLength: number, masked: boolean, maskingKey: number): Uint8Array {
  const { opcode, fin = true, rsv = 0, declaredLength: length = payloadLength } = frame;
  const firstByte = (fin ? 0x80 : 0) | ((rsv & 7) << 4) | (opcode & 0xf);
  const lengthOctets = frame.lengthOctets ?? (length < 126 ? 0 : length <= 0xffff ? 2 : 8);
  const header = Buffer.alloc(2 + lengthOctets + (masked ? 4 : 0));
  header[0] = firstByte;
  header[1] = (masked ? 0x80 : 0) | (lengthOctets === 0 ? Number(length) & 0x7f : lengthOctets === 2 ? 126 : 127);
  if (lengthOctets === 2) header.writeUInt16BE(Number(length) & 0xffff, 2);
  else if (lengthOctets === 8) header.writeBigUInt64BE(BigInt.asUintN(64, BigInt(length)), 2);
  if (masked) header.writeInt32BE(maskingKey | 0, 2 + lengthOctets);
  return header;
}

export interface MessageFraming {
  readonly opcode: number;
  readonly compressed: boolean;
  /** Octets per frame. */
  readonly fragment: number | undefined;
  readonly masked: boolean;
}

/** The frames of a good message, all in one piece: for loops that are to be cheap. */
export function encodeMessage(payload: Uint8Array, { opcode, compressed, fragment, masked }: MessageFraming): Buffer {
  const size = fragment === undefined ? payload.length : Math.max(1, fragment);
  const whole = size === 0 ? 0 : Math.floor(payload.length / size);
  const rest = payload.length - whole * size;
  const total =
    whole * (frameHeaderLength(size, masked) + size) + (rest > 0 ? frameHeaderLength(rest, masked) + rest : 0);
  const octets = Buffer.allocUnsafe(Math.max(total, frameHeaderLength(0, masked)));
  let at = 0;
  let from = 0;
  do {
    const to = Math.min(from + size, payload.length);
    const first = from === 0 ? opcode | (compressed ? 0x40 : 0) : 0;
    const key = masked ? keys.next() : 0;
    at = encodeFrameHeader(octets, at, first | (to === payload.length ? 0x80 : 0), to - from, masked, key);
    octets.set(payload.subarray(from, to), at);
    if (masked) applyMask(octets, at, at + to - from, key, 0);
    at += to - from;
    from = to;
  } while (from < payload.length);
  return octets;
}

/** A message as frames that the wire log can tell apart. */
export function framesOf(payload: Uint8Array, framing: Omit<MessageFraming, 'masked'>): FrameToSend[] {
  const size = Math.max(1, framing.fragment ?? payload.length);
  const frames: FrameToSend[] = [];
  let from = 0;
  do {
    const to = Math.min(from + size, payload.length);
    frames.push({
      opcode: from === 0 ? framing.opcode : 0,
      rsv: from === 0 && framing.compressed ? 4 : 0,
      fin: to === payload.length,
      payload: payload.subarray(from, to),
    });
    from = to;
  } while (from < payload.length);
  return frames;
}

/** Payload of a close frame whose code may be anything; 1005 is none at all. */
export function closePayload(code: number, reason: Uint8Array): Uint8Array {
  if (code === 1005) return new Uint8Array(0);
  return Buffer.concat([Buffer.of((code >> 8) & 0xff, code & 0xff), reason]);
}
