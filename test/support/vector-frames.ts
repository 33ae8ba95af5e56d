/** The notation of frames in test/vectors, and frames as bytes: written and read here without src/codec, which is under test. */
import { createHash } from 'node:crypto';

export interface Frame {
  fin: boolean;
  rsv: number;
  opcode: number;
  /** Four bytes, or undefined for a frame without a mask. */
  key: Uint8Array | undefined;
  /** How the length is written; by default in the shortest form. */
  lengthForm: 'short' | 'length16' | 'length64' | undefined;
  payload: Uint8Array;
}

const opcodes: Readonly<Record<string, number>> = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const names = new Map(Object.entries(opcodes).map(([name, opcode]) => [opcode, name]));
const rsvBits: Readonly<Record<string, number>> = { rsv1: 4, rsv2: 2, rsv3: 1 };

/** Cuts a line into words and quoted strings; `#` begins a comment. */
export function words(line: string): string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/"(?:[^"\\]|\\.)*"|#.*|\S+/g)) {
    if (word.startsWith('#')) break;
    found.push(word);
  }
  return found;
}

/** `"text"`, hex bytes, `code 1000` (two bytes), and `300 x "ab"` (repeated), one after the other. */
export function parsePayload(items: readonly string[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at] ?? '';
    if (item === 'code') {
      const code = Number(items[++at]);
      parts.push(Uint8Array.of(code >> 8, code));
    } else if (items[at + 1] === 'x') {
      const unit = Buffer.from(parsePayload([items[at + 2] ?? '']));
      parts.push(Buffer.alloc(Number(item) * unit.length, unit));
      at += 2;
    } else if (item.startsWith('"')) {
      parts.push(Buffer.from(JSON.parse(item) as string, 'utf8'));
    } else if (/^([0-9a-f]{2})+$/.test(item)) {
      parts.push(Buffer.from(item, 'hex'));
    } else {
      throw new Error(`neither text nor hex: ${item}`);
    }
  }
  return Uint8Array.from(Buffer.concat(parts));
}

/** `fin text masked 37fa213d "Hello"`. Without `masked` or `unmasked` the key is `defaultKey`. */
export function parseFrame(items: readonly string[], defaultKey: Uint8Array | undefined): Frame {
  const frame: Frame = { fin: false, rsv: 0, opcode: -1, key: defaultKey, lengthForm: undefined, payload: noBytes };
  for (let at = 0; at < items.length; at++) {
    const word = items[at] ?? '';
    if (word === 'fin') frame.fin = true;
    else if (word in rsvBits) frame.rsv |= rsvBits[word] ?? 0;
    else if (word === 'masked') frame.key = Uint8Array.from(Buffer.from(items[++at] ?? '', 'hex'));
    else if (word === 'unmasked') frame.key = undefined;
    else if (word === 'length16' || word === 'length64') frame.lengthForm = word;
    else if (word === 'opcode') frame.opcode = Number(items[++at]);
    else if (word in opcodes && frame.opcode < 0) frame.opcode = opcodes[word] ?? 0;
    else {
      frame.payload = parsePayload(items.slice(at));
      break;
    }
  }
  if (frame.opcode < 0) throw new Error(`a frame without an opcode: ${items.join(' ')}`);
  return frame;
}

export function encodeFrame({ fin, rsv, opcode, key, lengthForm, payload }: Frame): Uint8Array {
  const { length } = payload;
  const form = lengthForm ?? (length < 126 ? 'short' : length < 65_536 ? 'length16' : 'length64');
  const fixed = Buffer.alloc(form === 'short' ? 2 : form === 'length16' ? 4 : 10);
  fixed[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  fixed[1] = (key === undefined ? 0 : 0x80) | (form === 'short' ? length : form === 'length16' ? 126 : 127);
  if (form === 'length16') fixed.writeUInt16BE(length, 2);
  if (form === 'length64') fixed.writeBigUInt64BE(BigInt(length), 2);
  const body = key === undefined ? payload : payload.map((byte, index) => byte ^ (key[index % 4] ?? 0));
  return Uint8Array.from(Buffer.concat([fixed, key ?? noBytes, body]));
}

/** Reads whole frames. What is left over, or a length that is not in its shortest form, is an error. */
export function decodeFrames(bytes: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  const view = Buffer.from(bytes);
  for (let at = 0; at < view.length; ) {
    const first = view.readUInt8(at);
    const second = view.readUInt8(at + 1);
    at += 2;
    let length = second & 0x7f;
    if (length === 126) {
      length = view.readUInt16BE(at);
      at += 2;
      if (length < 126) throw new Error(`${length} written in two bytes`);
    } else if (length === 127) {
      length = Number(view.readBigUInt64BE(at));
      at += 8;
      if (length < 65_536) throw new Error(`${length} written in eight bytes`);
    }
    const key = second >= 0x80 ? Uint8Array.from(view.subarray(at, at + 4)) : undefined;
    if (key !== undefined) at += 4;
    if (at + length > view.length) throw new Error(`the last frame lacks ${at + length - view.length} bytes`);
    const body = Uint8Array.from(view.subarray(at, at + length));
    const payload = key === undefined ? body : body.map((byte, index) => byte ^ (key[index % 4] ?? 0));
    frames.push({ fin: first >= 0x80, rsv: (first >> 4) & 7, opcode: first & 15, key, lengthForm: undefined, payload });
    at += length;
  }
  return frames;
}

/** A frame in words that can be compared, without its key. */
export function frameText({ fin, rsv, opcode, payload }: Frame): string {
  const bits = ['rsv1', 'rsv2', 'rsv3'].filter((bit) => rsv & (rsvBits[bit] ?? 0));
  return [fin ? 'fin' : '', ...bits, names.get(opcode) ?? `opcode ${opcode}`, payloadText(payload)]
    .filter((word) => word !== '')
    .join(' ');
}

/** A payload in words that can be compared: text where it is printable, a fingerprint where it is long. */
export function payloadText(payload: Uint8Array): string {
  if (payload.length > 200) {
    return `${payload.length} bytes ${createHash('sha1').update(payload).digest('hex').slice(0, 12)}`;
  }
  const text = Buffer.from(payload).toString('utf8');
  const printable = Buffer.from(text, 'utf8').equals(payload) && !/\p{Cc}/u.test(text);
  return printable ? JSON.stringify(text) : Buffer.from(payload).toString('hex');
}

const noBytes = new Uint8Array(0);
