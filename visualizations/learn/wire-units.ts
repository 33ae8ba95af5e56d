/**
 * What the bytes of one direction mean to whoever receives them: the head of the opening handshake, then frames, each with its
 * fields. They are read as they stand on the wire, so that an altered length moves all borders behind it.
 */
import { createFrameHeader, type FrameHeader, FrameHeaderDecoder } from '../../src/codec/frame-header.ts';
import { opcodeName } from '../../src/codec/opcodes.ts';
import type { FrameView } from '../../src/inspect/frame-view.ts';

export type FieldKind = 'head' | 'opcode' | 'length' | 'key' | 'payload' | 'rest';

export interface Field {
  readonly kind: FieldKind;
  /** Offsets in the direction's bytes. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The same in a word or two. */
  readonly caption: string;
  readonly section: string;
}

export interface Unit {
  readonly kind: 'head' | 'frame' | 'rest';
  readonly start: number;
  /** Where it ends, which may be behind the last byte that there is. */
  readonly end: number;
  readonly label: string;
  readonly fields: readonly Field[];
  /** Of a frame. */
  readonly header: FrameHeader | undefined;
}

export function readUnits(bytes: Uint8Array): readonly Unit[] {
  const headEnd = endOfHead(bytes);
  if (bytes.length === 0) return [];
  const units = [headUnit(bytes, headEnd ?? bytes.length)];
  if (headEnd === undefined) return units;
  let at = headEnd;
  // What follows a refusal is its body.
  if (isRefusal(bytes))
    return at < bytes.length ? [...units, restUnit(at, bytes.length, 'the body of the refusal')] : units;
  while (at < bytes.length) {
    const unit = frameUnit(bytes, at);
    units.push(unit);
    at = unit.end;
  }
  return units;
}

/** The payload of a frame as far as it is there, unmasked. */
export function payloadOf(bytes: Uint8Array, { header, start, end }: Unit): Uint8Array {
  if (header === undefined) return new Uint8Array(0);
  const from = start + header.headerLength;
  const payload = bytes.slice(from, Math.min(end, bytes.length));
  if (header.masked) for (let at = 0; at < payload.length; at++) payload[at] = unmasked(payload[at] ?? 0, header, at);
  return payload;
}

/** A frame as whoever receives it will see it, for the dissector; undefined for what is none. */
export function frameOf(bytes: Uint8Array, unit: Unit): FrameView | undefined {
  if (unit.header === undefined) return undefined;
  const { fin, rsv, opcode, masked, maskingKey, length, headerLength } = unit.header;
  const header = { fin, rsv, opcode, masked, maskingKey, length, headerLength };
  const place = { kind: 'frame', direction: 'in', index: 0, seq: 0, time: 0, offset: unit.start } as const;
  return { ...place, ...header, payload: payloadOf(bytes, unit), inflated: undefined, inflatedLength: 0 };
}

/** RFC 6455 §5.3: octet i of the payload is combined with octet i MOD 4 of the key. */
export function unmasked(byte: number, { maskingKey }: FrameHeader, index: number): number {
  return byte ^ ((maskingKey >>> (24 - 8 * (index & 3))) & 0xff);
}

function endOfHead(bytes: Uint8Array): number | undefined {
  for (let at = 3; at < bytes.length; at++) {
    if (bytes[at] === 10 && bytes[at - 1] === 13 && bytes[at - 2] === 10 && bytes[at - 3] === 13) return at + 1;
  }
  return undefined;
}

function isRefusal(bytes: Uint8Array): boolean {
  const line = textOf(bytes.subarray(0, 12));
  return line.startsWith('HTTP/') && !line.startsWith('HTTP/1.1 101');
}

function headUnit(bytes: Uint8Array, end: number): Unit {
  const fields: Field[] = [];
  let start = 0;
  for (let at = 1; at < end; at++) {
    if (bytes[at] !== 10 && at < end - 1) continue;
    const text = textOf(bytes.subarray(start, at + 1)).trim();
    fields.push({
      kind: 'head',
      start,
      end: at + 1,
      text: text === '' ? '(empty line: the head ends)' : text,
      caption: '',
      section: 'RFC 6455 §4',
    });
    start = at + 1;
  }
  const label = textOf(bytes.subarray(0, 4)) === 'HTTP' ? 'HTTP response' : 'HTTP request';
  return { kind: 'head', start: 0, end, label, fields, header: undefined };
}

function frameUnit(bytes: Uint8Array, start: number): Unit {
  const header = createFrameHeader();
  const decoder = new FrameHeaderDecoder(header);
  decoder.decode(bytes, start, bytes.length);
  if (!decoder.complete) return restUnit(start, bytes.length, 'a frame header, not complete yet');
  const { headerLength, masked, length } = header;
  const payloadStart = start + headerLength;
  const lengthEnd = payloadStart - (masked ? 4 : 0);
  const end = payloadStart + length;
  const fields: Field[] = [
    {
      kind: 'opcode',
      start,
      end: start + 1,
      text: firstByteText(header),
      caption: firstByteCaption(header),
      section: 'RFC 6455 §5.2',
    },
    {
      kind: 'length',
      start: start + 1,
      end: lengthEnd,
      text: `${masked ? 'masked' : 'not masked'}, ${length} ${length === 1 ? 'byte' : 'bytes'} of payload`,
      caption: masked ? `mask ${length}` : `${length}`,
      section: 'RFC 6455 §5.2',
    },
  ];
  if (masked)
    fields.push({
      kind: 'key',
      start: lengthEnd,
      end: payloadStart,
      text: 'masking key',
      caption: 'key',
      section: 'RFC 6455 §5.3',
    });
  if (length > 0) {
    const text = masked ? 'payload, masked' : 'payload';
    fields.push({
      kind: 'payload',
      start: payloadStart,
      end: Math.min(end, bytes.length),
      text,
      caption: '',
      section: 'RFC 6455 §5.2',
    });
  }
  return { kind: 'frame', start, end, label: `${opcodeName(header.opcode)}${header.fin ? '' : ' …'}`, fields, header };
}

function firstByteText({ fin, rsv, opcode }: FrameHeader): string {
  const bits = [fin ? 'FIN' : 'no FIN: more frames follow'];
  if (rsv !== 0) bits.push(`reserved bits ${rsv.toString(2).padStart(3, '0')}`);
  return `${bits.join(', ')}, opcode ${opcode} ${opcodeName(opcode)}`;
}

function firstByteCaption({ fin, rsv, opcode }: FrameHeader): string {
  return `${fin ? 'FIN ' : ''}${rsv === 0 ? '' : 'RSV '}${opcodeName(opcode)}`;
}

function restUnit(start: number, end: number, label: string): Unit {
  const fields: Field[] = [{ kind: 'rest', start, end, text: label, caption: '', section: '' }];
  return { kind: 'rest', start, end, label, fields, header: undefined };
}

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
