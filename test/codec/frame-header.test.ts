import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createFrameHeader,
  encodeFrameHeader,
  type FrameHeader,
  FrameHeaderDecoder,
  frameHeaderLength,
} from '../../src/codec/frame-header.ts';

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));
}

/** Decodes `wire` cut at the given offsets; checks that only the last part completes and that nothing after is read. */
function decodeCut(wire: Uint8Array, cuts: number[]): FrameHeader {
  const header = createFrameHeader();
  const decoder = new FrameHeaderDecoder(header);
  const padded = new Uint8Array(wire.length + 6).fill(0xee);
  padded.set(wire, 3);
  let start = 3;
  for (const cut of cuts) {
    expect(decoder.decode(padded, start, 3 + cut)).toBe(3 + cut);
    expect(decoder.complete).toBe(false);
    start = 3 + cut;
  }
  expect(decoder.decode(padded, start, padded.length)).toBe(3 + wire.length);
  expect(decoder.complete).toBe(true);
  return header;
}

const oversized = Number.MAX_SAFE_INTEGER;
const plain = { fin: true, rsv: 0, opcode: 2, masked: false, minimal: true, oversized: false, maskingKey: 0 };
const masked = { ...plain, masked: true, maskingKey: 0x01020304 };

const examples: [name: string, hex: string, header: FrameHeader][] = [
  ['empty', '82 00', { ...plain, length: 0, headerLength: 2 }],
  ['1 byte', '82 01', { ...plain, length: 1, headerLength: 2 }],
  ['125 bytes', '82 7d', { ...plain, length: 125, headerLength: 2 }],
  ['126 bytes', '82 7e 00 7e', { ...plain, length: 126, headerLength: 4 }],
  ['127 bytes', '82 7e 00 7f', { ...plain, length: 127, headerLength: 4 }],
  ['65535 bytes', '82 7e ff ff', { ...plain, length: 65535, headerLength: 4 }],
  ['65536 bytes', '82 7f 00 00 00 00 00 01 00 00', { ...plain, length: 65536, headerLength: 10 }],
  ['2^32 - 1 bytes', '82 7f 00 00 00 00 ff ff ff ff', { ...plain, length: 2 ** 32 - 1, headerLength: 10 }],
  ['2^32 bytes', '82 7f 00 00 00 01 00 00 00 00', { ...plain, length: 2 ** 32, headerLength: 10 }],
  ['2^53 - 1 bytes', '82 7f 00 1f ff ff ff ff ff ff', { ...plain, length: 2 ** 53 - 1, headerLength: 10 }],
  ['2^53 bytes', '82 7f 00 20 00 00 00 00 00 00', { ...plain, length: oversized, oversized: true, headerLength: 10 }],
  [
    'Beast #2879: 288230380446614262',
    '82 7f 03 ff ff ff ff f7 6e f6',
    { ...plain, length: oversized, oversized: true, headerLength: 10 },
  ],
  [
    '2^63 - 1 bytes',
    '82 7f 7f ff ff ff ff ff ff ff',
    { ...plain, length: oversized, oversized: true, headerLength: 10 },
  ],
  ['top bit', '82 7f 80 00 00 00 00 00 00 00', { ...plain, length: oversized, oversized: true, headerLength: 10 }],
  [
    'top bit, small',
    '82 7f 80 00 00 00 00 00 00 05',
    { ...plain, length: oversized, oversized: true, headerLength: 10 },
  ],
  ['all bits', '82 7f ff ff ff ff ff ff ff ff', { ...plain, length: oversized, oversized: true, headerLength: 10 }],
  ['0 in 16 bits', '82 7e 00 00', { ...plain, length: 0, minimal: false, headerLength: 4 }],
  ['125 in 16 bits', '82 7e 00 7d', { ...plain, length: 125, minimal: false, headerLength: 4 }],
  ['125 in 64 bits', '82 7f 00 00 00 00 00 00 00 7d', { ...plain, length: 125, minimal: false, headerLength: 10 }],
  ['65535 in 64 bits', '82 7f 00 00 00 00 00 00 ff ff', { ...plain, length: 65535, minimal: false, headerLength: 10 }],
  ['masked, empty', '82 80 01 02 03 04', { ...masked, length: 0, headerLength: 6 }],
  ['masked, 125 bytes', '82 fd 01 02 03 04', { ...masked, length: 125, headerLength: 6 }],
  ['masked, 126 bytes', '82 fe 00 7e 01 02 03 04', { ...masked, length: 126, headerLength: 8 }],
  ['masked, 65536 bytes', '82 ff 00 00 00 00 00 01 00 00 01 02 03 04', { ...masked, length: 65536, headerLength: 14 }],
  ['key with the top bit', '82 80 ff fe fd fc', { ...masked, maskingKey: 0xfffefdfc | 0, length: 0, headerLength: 6 }],
  ['no flag', '01 05', { ...plain, fin: false, opcode: 1, length: 5, headerLength: 2 }],
  ['RSV1', 'c1 05', { ...plain, rsv: 4, opcode: 1, length: 5, headerLength: 2 }],
  ['RSV2', 'a1 05', { ...plain, rsv: 2, opcode: 1, length: 5, headerLength: 2 }],
  ['RSV3', '91 05', { ...plain, rsv: 1, opcode: 1, length: 5, headerLength: 2 }],
  ['every bit of the first byte', 'ff 05', { ...plain, rsv: 7, opcode: 15, length: 5, headerLength: 2 }],
];

describe('decoding', () => {
  test.each(examples)('%s', (_name, hex, expected) => {
    expect(decodeCut(fromHex(hex), [])).toEqual(expected);
  });

  test.each(examples)('%s, split at every byte', (_name, hex, expected) => {
    const wire = fromHex(hex);
    for (let cut = 1; cut < wire.length; cut++) expect(decodeCut(wire, [cut])).toEqual(expected);
    const everywhere = Array.from({ length: wire.length - 1 }, (_, index) => index + 1);
    expect(decodeCut(wire, everywhere)).toEqual(expected);
  });

  test('an empty chunk changes nothing', () => {
    const header = createFrameHeader();
    const decoder = new FrameHeaderDecoder(header);
    const wire = fromHex('82 7e 01 00');
    expect(decoder.decode(wire, 0, 0)).toBe(0);
    expect(decoder.decode(wire, 0, 3)).toBe(3);
    expect(decoder.decode(wire, 3, 3)).toBe(3);
    expect(decoder.complete).toBe(false);
    expect(decoder.decode(wire, 3, 4)).toBe(4);
    expect(header.length).toBe(256);
  });

  test('headers one after another leave nothing of the one before', () => {
    const all = examples.flatMap(([, hex]) => [...fromHex(hex)]);
    for (const chunkSize of [1, 2, 3, 5, 7, all.length]) {
      const header = createFrameHeader();
      const decoder = new FrameHeaderDecoder(header);
      const seen: FrameHeader[] = [];
      for (let chunkStart = 0; chunkStart < all.length; chunkStart += chunkSize) {
        const chunk = Uint8Array.from(all.slice(chunkStart, chunkStart + chunkSize));
        for (let at = 0; at < chunk.length; ) {
          at = decoder.decode(chunk, at, chunk.length);
          if (decoder.complete) seen.push({ ...header });
        }
      }
      expect(seen).toEqual(examples.map(([, , expected]) => expected));
    }
  });

  test('a new header begins incomplete', () => {
    const decoder = new FrameHeaderDecoder(createFrameHeader());
    decoder.decode(fromHex('82 05'), 0, 2);
    expect(decoder.complete).toBe(true);
    decoder.decode(fromHex('82'), 0, 1);
    expect(decoder.complete).toBe(false);
  });

  test('reset forgets what was begun and what was complete', () => {
    const header = createFrameHeader();
    const decoder = new FrameHeaderDecoder(header);
    decoder.decode(fromHex('ff fe 11 22 33'), 0, 5);
    decoder.reset();
    expect(decoder.decode(fromHex('82 05 aa'), 0, 3)).toBe(2);
    expect(header).toEqual({ ...plain, length: 5, headerLength: 2 });
    decoder.reset();
    expect(decoder.complete).toBe(false);
  });

  test('fills a header that has more fields, and leaves those', () => {
    const header = { ...createFrameHeader(), extra: 'kept' };
    new FrameHeaderDecoder(header).decode(fromHex('89 80 00 00 00 07'), 0, 6);
    expect(header).toMatchObject({ extra: 'kept', opcode: 9, maskingKey: 7 });
  });
});

describe('encoding', () => {
  test.each(examples.filter(([, , header]) => header.minimal && !header.oversized))('%s', (_name, hex, header) => {
    const wire = fromHex(hex);
    const firstByte = (header.fin ? 0x80 : 0) | (header.rsv << 4) | header.opcode;
    const target = new Uint8Array(wire.length + 5).fill(0xee);
    const end = encodeFrameHeader(target, 3, firstByte, header.length, header.masked, header.maskingKey);
    expect(end).toBe(3 + wire.length);
    expect(frameHeaderLength(header.length, header.masked)).toBe(wire.length);
    expect([...target]).toEqual([0xee, 0xee, 0xee, ...wire, 0xee, 0xee]);
  });

  test('an unmasked header has no key', () => {
    const target = new Uint8Array(6);
    expect(encodeFrameHeader(target, 0, 0x82, 3, false, 0x01020304)).toBe(2);
    expect([...target]).toEqual([0x82, 3, 0, 0, 0, 0]);
  });

  test('what is encoded is decoded, in any split', () => {
    const length = fc.oneof(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 65_000, max: 66_000 }),
      fc.maxSafeNat(),
    );
    const fields = fc.record({ length, firstByte: fc.nat(255), isMasked: fc.boolean(), key: fc.integer() });
    fc.assert(
      fc.property(fields, fc.nat(13), ({ length, firstByte, isMasked, key }, cut) => {
        const target = new Uint8Array(14);
        const end = encodeFrameHeader(target, 0, firstByte, length, isMasked, key);
        expect(decodeCut(target.subarray(0, end), cut > 0 && cut < end ? [cut] : [])).toEqual({
          fin: firstByte >= 128,
          rsv: (firstByte >> 4) & 7,
          opcode: firstByte & 15,
          masked: isMasked,
          length,
          minimal: true,
          oversized: false,
          maskingKey: isMasked ? key : 0,
          headerLength: end,
        });
      }),
    );
  });
});
