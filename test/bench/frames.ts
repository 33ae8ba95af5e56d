/** What clients send: masked frames, built once and used over and over. */
import { encodeFrameHeader, frameHeaderLength } from '../../src/codec/frame-header.ts';
import { maskInto } from '../../src/codec/masking.ts';

export type PayloadType = 'text' | 'utf8' | 'binary';

/** What one message of a workload is. */
export interface MessageShape {
  readonly type: PayloadType;
  readonly bytes: number;
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

/** A whole message in one masked frame, as a client sends it. */
export function makeClientFrame(shape: MessageShape, seed: number): Uint8Array {
  const payload = makePayload(shape, seed);
  const frame = new Uint8Array(frameHeaderLength(payload.length, true) + payload.length);
  const maskingKey = Math.imul(seed + 1, 0x9e3779b1);
  const opcode = shape.type === 'binary' ? 2 : 1;
  const start = encodeFrameHeader(frame, 0, 0x80 | opcode, payload.length, true, maskingKey);
  maskInto(payload, frame, start, maskingKey, 0);
  return frame;
}

export function upgradeRequest(host: string): Uint8Array {
  const head = [
    'GET / HTTP/1.1',
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
  ];
  return new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\n`);
}
