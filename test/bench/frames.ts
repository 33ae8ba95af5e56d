/** What clients send: masked frames, built once and used over and over. */
import { constants, deflateRawSync } from 'node:zlib';
import { encodeFrameHeader, frameHeaderLength } from '../../src/codec/frame-header.ts';
import { maskInto } from '../../src/codec/masking.ts';

export type PayloadType = 'text' | 'utf8' | 'json' | 'binary';

/** What one message of a workload is. */
export interface MessageShape {
  readonly type: PayloadType;
  readonly bytes: number;
  /** Frames that the message comes in, about equally long; one if this is not said. */
  readonly fragments?: number;
}

const words = [
  'Zażółć ',
  'gęślą ',
  'Привет ',
  '世界 ',
  'hello ',
  '🙂',
  'naïve ',
  '日本語 ',
  'plain ascii words ',
  'Ελλάδα ',
];

/** A payload of exactly this many bytes; `seed` varies it. */
export function makePayload({ type, bytes }: MessageShape, seed: number): Uint8Array {
  const payload = new Uint8Array(bytes);
  if (type === 'json') return new TextEncoder().encode(makeJson(bytes, seed));
  if (type === 'utf8') {
    const encoder = new TextEncoder();
    let at = 0;
    for (let next = seed; ; next++) {
      const word = encoder.encode(words[next % words.length]);
      if (at + word.length > bytes) break;
      payload.set(word, at);
      at += word.length;
    }
    return payload.fill(0x2e, at);
  }
  return payload.map((_, index) =>
    type === 'text' ? 97 + ((index * 7 + seed) % 26) : (index * 131 + seed * 17) & 0xff,
  );
}

/** Records as an application would send them, cut to this many characters, all ASCII. */
function makeJson(bytes: number, seed: number): string {
  let random = seed + 1;
  const next = (below: number) => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    return (random >>> 8) % below;
  };
  let text = '[';
  while (text.length < bytes) {
    const name = `${String.fromCharCode(97 + next(26))}${next(1e6).toString(36)}`;
    text += `{"id":${next(1e6)},"name":"${name}","active":${next(2) === 0},"score":${next(1e4) / 100},"tags":["t${next(50)}"]},`;
  }
  return text.slice(0, bytes);
}

/** A whole message in masked frames, as a client sends it; compressed where that is asked for. */
export function makeClientFrame(shape: MessageShape, seed: number, compressed = false): Uint8Array {
  const plain = makePayload(shape, seed);
  const payload = compressed ? deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4) : plain;
  const { fragments = 1 } = shape;
  const frames = Array.from({ length: fragments }, (_, index) => {
    const [from, to] = [index, index + 1].map((border) => Math.floor((payload.length * border) / fragments));
    const opcode = index > 0 ? 0 : shape.type === 'binary' ? 2 : 1;
    const last = index === fragments - 1 ? 0x80 : 0;
    return makeFrame(last | (compressed && index === 0 ? 0x40 : 0) | opcode, payload.subarray(from, to), seed + index);
  });
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}

function makeFrame(firstByte: number, payload: Uint8Array, seed: number): Uint8Array {
  const frame = new Uint8Array(frameHeaderLength(payload.length, true) + payload.length);
  const maskingKey = Math.imul(seed + 1, 0x9e3779b1);
  const start = encodeFrameHeader(frame, 0, firstByte, payload.length, true, maskingKey);
  maskInto(payload, frame, start, maskingKey, 0);
  return frame;
}

export function upgradeRequest(host: string, extensions = ''): Uint8Array {
  const head = [
    'GET / HTTP/1.1',
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...(extensions === '' ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
  ];
  return new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\n`);
}
