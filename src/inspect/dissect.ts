/**
 * A frame, down to the bit (RFC 6455 §5.2): its fields, its bytes as they stood on the wire, what its payload says, and which
 * rules it breaks all by itself. What depends on other frames, such as a continuation without a message, is for the read loop.
 */
import type { Role, ViolationId } from '../../machines/index.ts';
import { violations } from '../../machines/index.ts';
import { decodeClosePayload, isReceivableCloseCode } from '../codec/close-payload.ts';
import { frameHeaderLength } from '../codec/frame-header.ts';
import { applyMask } from '../codec/masking.ts';
import { CLOSE, CONTINUATION, isControl, opcodeName, TEXT } from '../codec/opcodes.ts';
import { decodeUtf8, Utf8Validator } from '../codec/utf8.ts';
import { closeCodeMeaning } from './close-codes.ts';
import type { FrameView } from './frame-view.ts';
import { spacedHex } from './hex.ts';

export interface DissectOptions {
  /** Whose recording it is: without it nobody is blamed for masking or not. */
  readonly role?: Role | undefined;
  /** permessage-deflate was agreed on: RSV1 has a meaning (RFC 7692 §6). */
  readonly deflate?: boolean | undefined;
  /** How the message began that a continuation belongs to, where it is known. */
  readonly message?: { readonly opcode: number; readonly rsv: number } | undefined;
}

/** One field of the header, or of a close frame's payload. */
export interface Field {
  readonly name: string;
  /** Its bits, as they stood on the wire; of a long payload the first 512. */
  readonly bits: string;
  readonly value: string;
  /** What that value says, in a few words; empty where it speaks for itself. */
  readonly meaning: string;
  /** `RFC 6455 §5.2` */
  readonly section: string;
  /** In bits from the beginning of the frame. */
  readonly start: number;
  readonly length: number;
}

export interface Dissection {
  readonly fields: readonly Field[];
  /** The header, and what was kept of the payload, masked if the frame is. */
  readonly wire: Uint8Array;
  /** What was kept of the payload as text, as far as it is valid; undefined where it is no text. */
  readonly text: string | undefined;
  /**
   * Where the first byte is that cannot be part of valid UTF-8, in bytes of the payload (inflated, if it was compressed); −1 if
   * there is none. The beginning of a continuation may complete a character of the frame before: there nothing is said.
   */
  readonly utf8Error: number;
  /** What a close frame says; undefined for others. */
  readonly close: CloseFacts | undefined;
  /** Not all of the payload was kept. */
  readonly cut: boolean;
  /** `bad-opcode (RFC 6455 §5.2): The opcode is reserved (3–7 or 11–15).` */
  readonly faults: readonly string[];
}

export interface CloseFacts {
  /** 1005 for a frame without one. */
  readonly code: number;
  readonly meaning: string;
  /** As far as it is valid. */
  readonly reason: string;
  /** Whether it may be on the wire (§7.4). */
  readonly allowed: boolean;
}

const MOST_BITS = 512;

export function dissect(frame: FrameView, options: DissectOptions = {}): Dissection {
  const wire = wireBytes(frame);
  const close = frame.opcode === CLOSE ? closeOf(frame) : undefined;
  const { text, utf8Error } = textOf(frame, options);
  return {
    fields: fieldsOf(frame, wire, close, options),
    wire,
    text,
    utf8Error,
    close,
    cut: frame.payload.length < frame.length,
    faults: faultsOf(frame, utf8Error, options).map((id) => {
      const { section, explanation } = violations[id];
      return `${id} (${section}): ${explanation}`;
    }),
  };
}

/** A frame's bytes as they stood on the wire, also where the length is in a longer form than it needs; what was kept of them. */
export function wireBytes({
  fin,
  rsv,
  opcode,
  masked,
  maskingKey,
  length,
  headerLength,
  payload,
}: FrameView): Uint8Array {
  const wire = new Uint8Array(headerLength + payload.length);
  const view = new DataView(wire.buffer);
  const extended = headerLength - (masked ? 6 : 2);
  wire[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  wire[1] = (masked ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) view.setUint16(2, length);
  if (extended === 8) view.setBigUint64(2, BigInt(length));
  wire.set(payload, headerLength);
  if (masked) {
    view.setUint32(headerLength - 4, maskingKey);
    applyMask(wire, headerLength, wire.length, maskingKey, 0);
  }
  return wire;
}

function fieldsOf(
  frame: FrameView,
  wire: Uint8Array,
  close: CloseFacts | undefined,
  { deflate }: DissectOptions,
): Field[] {
  const { fin, rsv, opcode, masked, length, headerLength, payload } = frame;
  const fields: Field[] = [];
  const add = (name: string, size: number, value: string, meaning: string, section = 'RFC 6455 §5.2') => {
    const start = fields.length === 0 ? 0 : (fields.at(-1)?.start ?? 0) + (fields.at(-1)?.length ?? 0);
    fields.push({ name, bits: bitsOf(wire, start, size), value, meaning, section, start, length: size });
  };
  add('FIN', 1, fin ? 'last' : 'more', fin ? 'the last frame of its message' : 'more frames of the message follow');
  if (isCompressed(frame, deflate)) add('RSV1', 1, 'deflate', 'the message is compressed', 'RFC 7692 §6');
  else add('RSV1', 1, rsv & 4 ? 'set' : '–', 'reserved for extensions');
  add('RSV2', 1, rsv & 2 ? 'set' : '–', 'reserved for extensions');
  add('RSV3', 1, rsv & 1 ? 'set' : '–', 'reserved for extensions');
  add('opcode', 4, opcodeName(opcode), isControl(opcode) ? 'a control frame' : 'a data frame');
  add('MASK', 1, masked ? 'yes' : 'no', masked ? 'as clients have to' : 'as servers have to', 'RFC 6455 §5.1');
  const extended = headerLength - (masked ? 6 : 2);
  if (extended === 0) add('length', 7, String(length), 'bytes of payload');
  else {
    add('length', 7, extended === 2 ? '126' : '127', `the length follows in ${extended} bytes`);
    add('extended length', extended * 8, String(length), 'bytes of payload');
  }
  if (masked) add('masking key', 32, spacedHex(wire.subarray(headerLength - 4, headerLength)), '', 'RFC 6455 §5.3');
  if (close !== undefined && payload.length >= 2) {
    add('close code', 16, String(close.code), close.meaning, 'RFC 6455 §7.4');
    const rest = (payload.length - 2) * 8;
    if (rest > 0) add('reason', rest, close.reason, '', 'RFC 6455 §5.5.1');
  } else if (payload.length > 0) {
    add('payload', payload.length * 8, `${length} bytes`, '', isControl(opcode) ? 'RFC 6455 §5.5' : 'RFC 6455 §5.6');
  }
  return fields;
}

function closeOf({ payload }: FrameView): CloseFacts {
  const { code } = decodeClosePayload(payload, 0, payload.length);
  return {
    code,
    meaning: closeCodeMeaning(code),
    reason: payload.length > 2 ? decodeUtf8(payload, 2, validEnd(payload, 2).end) : '',
    allowed: payload.length === 0 || isReceivableCloseCode(code),
  };
}

function textOf(frame: FrameView, { message }: DissectOptions): Pick<Dissection, 'text' | 'utf8Error'> {
  const { opcode, fin, payload, inflated } = frame;
  const first = opcode === CONTINUATION ? message : frame;
  const compressed = ((first?.rsv ?? 0) & 4) !== 0 || inflated !== undefined;
  const bytes = inflated ?? payload;
  if (first?.opcode !== TEXT || (compressed && inflated === undefined)) return { text: undefined, utf8Error: -1 };
  const start = opcode === CONTINUATION ? endOfCharacter(bytes) : 0;
  const { end, bad } = validEnd(bytes, start);
  // What was not kept, or the next frame, may go on with a character that is cut.
  const last = fin && !compressed && payload.length === frame.length;
  const utf8Error = bad < 0 && last && end < bytes.length ? end : bad;
  return { text: decodeUtf8(bytes, start, end), utf8Error };
}

/** Where the last whole character of valid text ends, and the first byte that cannot be part of any; −1 if there is none. */
function validEnd(bytes: Uint8Array, start: number): { readonly end: number; readonly bad: number } {
  const validator = new Utf8Validator();
  const bad = validator.push(bytes, start, bytes.length);
  const end = bad < 0 ? bytes.length : bad;
  if (bad >= 0) {
    // Once more without it: is there a character that it cuts?
    validator.reset();
    validator.push(bytes, start, end);
  }
  return { end: validator.complete ? end : lastCharacter(bytes, end), bad };
}

/** Where the character ends that the frame before may have begun: up to three bytes of it may be here. */
function endOfCharacter(bytes: Uint8Array): number {
  let at = 0;
  while (at < 3 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** Where the character begins that is cut at `end`. */
function lastCharacter(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

/** RSV1 begins a compressed message where that was agreed on (RFC 7692 §6); elsewhere it has no meaning. */
function isCompressed({ rsv, opcode }: FrameView, deflate: boolean | undefined): boolean {
  return deflate === true && (rsv & 4) !== 0 && !isControl(opcode) && opcode !== CONTINUATION;
}

function faultsOf(frame: FrameView, utf8Error: number, { role, deflate }: DissectOptions): ViolationId[] {
  const { fin, rsv, opcode, masked, length, headerLength, payload, direction } = frame;
  const faults: ViolationId[] = [];
  const control = isControl(opcode);
  if ((isCompressed(frame, deflate) ? rsv & 3 : rsv) !== 0) faults.push('reserved-bits');
  if (opcodeName(opcode).startsWith('reserved')) faults.push('bad-opcode');
  const fromClient = role !== undefined && (role === 'client') === (direction === 'out');
  if (fromClient && !masked) faults.push('unmasked-client-frame');
  if (role !== undefined && !fromClient && masked) faults.push('masked-server-frame');
  if (control && !fin) faults.push('control-frame-fragmented');
  if (control && length > 125) faults.push('control-frame-too-long');
  if (length === Number.MAX_SAFE_INTEGER) faults.push('length-overflow');
  else if (headerLength !== frameHeaderLength(length, masked)) faults.push('bad-length');
  if (opcode === CLOSE && payload.length === length) {
    const { fault } = decodeClosePayload(payload, 0, payload.length);
    if (fault !== '') faults.push(fault);
  }
  if (utf8Error >= 0) faults.push('bad-utf8');
  return faults;
}

function bitsOf(bytes: Uint8Array, start: number, length: number): string {
  let bits = '';
  for (let at = start; at < start + Math.min(length, MOST_BITS); at++)
    bits += ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  return bits;
}
