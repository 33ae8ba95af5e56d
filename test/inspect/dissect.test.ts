import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeClosePayload } from '../../src/codec/close-payload.ts';
import { encodeFrameHeader, frameHeaderLength } from '../../src/codec/frame-header.ts';
import { applyMask } from '../../src/codec/masking.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import { dissect } from '../../src/inspect/dissect.ts';
import type { FrameView } from '../../src/inspect/frame-view.ts';

/** A text frame that a server has received, unless said otherwise. */
function frameOf(given: Partial<FrameView> = {}): FrameView {
  const payload = given.payload ?? encodeUtf8('Hello');
  const length = given.length ?? payload.length;
  const masked = given.masked ?? true;
  return {
    kind: 'frame',
    seq: 0,
    time: 0,
    index: 0,
    offset: 0,
    direction: 'in',
    fin: true,
    rsv: 0,
    opcode: 1,
    masked,
    maskingKey: masked ? 0x37fa213d : 0,
    length,
    headerLength: frameHeaderLength(length, masked),
    payload,
    inflated: undefined,
    inflatedLength: given.inflated?.length ?? 0,
    ...given,
  };
}

const faultsOf = (given: Partial<FrameView>, options: Parameters<typeof dissect>[1] = { role: 'server' }) =>
  dissect(frameOf(given), options).faults.map((fault) => fault.split(' ', 1)[0]);

test('the masked text of RFC 6455 §5.7, bit by bit', () => {
  const { fields, wire, text, faults, cut } = dissect(frameOf(), { role: 'server' });
  expect([...wire]).toEqual([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
  expect(fields.map(({ name, bits, value }) => `${name} ${bits} ${value}`)).toEqual([
    'FIN 1 last',
    'RSV1 0 –',
    'RSV2 0 –',
    'RSV3 0 –',
    'opcode 0001 text',
    'MASK 1 yes',
    'length 0000101 5',
    'masking key 00110111111110100010000100111101 37 fa 21 3d',
    'payload 0111111110011111010011010101000101011000 5 bytes',
  ]);
  expect({ text, faults, cut }).toEqual({ text: 'Hello', faults: [], cut: false });
});

test('whatever a frame is, its fields lie one behind the other, and its bytes are those of the wire', () => {
  const property = fc.property(
    fc.record({
      fin: fc.boolean(),
      rsv: fc.nat(7),
      opcode: fc.nat(15),
      masked: fc.boolean(),
      key: fc.integer({ min: 1, max: 0xffff_ffff }),
      payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 65_530, maxLength: 65_540 })),
    }),
    ({ fin, rsv, opcode, masked, key, payload }) => {
      const size = frameHeaderLength(payload.length, masked);
      const wire = new Uint8Array(size + payload.length);
      encodeFrameHeader(wire, 0, (fin ? 128 : 0) | (rsv << 4) | opcode, payload.length, masked, key);
      wire.set(payload, size);
      if (masked) applyMask(wire, size, wire.length, key, 0);
      const maskingKey = masked ? key : 0;
      const dissection = dissect(frameOf({ fin, rsv, opcode, masked, maskingKey, payload }));
      expect(Buffer.from(dissection.wire).equals(wire)).toBe(true);
      let at = 0;
      for (const { start, length, bits } of dissection.fields) {
        expect([start, bits.length]).toEqual([at, Math.min(length, 512)]);
        at += length;
      }
      expect(at).toBe(wire.length * 8);
    },
  );
  fc.assert(property, { numRuns: 60 });
});

test.each([
  [2, 2, [0x82, 0x02]],
  [2, 4, [0x82, 0x7e, 0, 2]],
  [2, 10, [0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0, 2]],
])('a length of %i in a header of %i bytes stands as it was written', (length, headerLength, header) => {
  const frame = frameOf({ opcode: 2, masked: false, maskingKey: 0, payload: new Uint8Array(length), headerLength });
  expect([...dissect(frame).wire.subarray(0, headerLength)]).toEqual(header);
  expect(dissect(frame).faults.length).toBe(headerLength === 2 ? 0 : 1);
});

test('of a frame that was kept in part, what was kept', () => {
  const { wire, cut, fields } = dissect(frameOf({ length: 70_000, payload: new Uint8Array(100) }));
  expect([wire.length, cut]).toEqual([14 + 100, true]);
  expect(fields.find(({ name }) => name === 'extended length')).toMatchObject({ value: '70000', length: 64 });
});

describe('text', () => {
  test.each([
    ['valid', { payload: encodeUtf8('Grüße 🦊') }, 'Grüße 🦊', -1],
    ['with a bad byte', { payload: Uint8Array.of(0x61, 0xff, 0x62) }, 'a', 1],
    ['with a bad byte within a character', { payload: Uint8Array.of(0x61, 0xe2, 0x82, 0x41) }, 'a', 3],
    ['with a bad byte behind a character', { payload: Uint8Array.of(0xc3, 0xa4, 0xff) }, 'ä', 2],
    ['cut within a character, and the last frame', { payload: Uint8Array.of(0x61, 0xf0, 0x9f) }, 'a', 1],
    ['cut within a character, and more follows', { payload: Uint8Array.of(0x61, 0xf0, 0x9f), fin: false }, 'a', -1],
    ['cut by the recorder', { payload: Uint8Array.of(0x61, 0xf0, 0x9f), length: 9 }, 'a', -1],
    ['inflated', { payload: Uint8Array.of(1), rsv: 4, inflated: encodeUtf8('long') }, 'long', -1],
    ['compressed, and not kept inflated', { payload: Uint8Array.of(1), rsv: 4 }, undefined, -1],
    ['no text', { opcode: 2 }, undefined, -1],
  ] as const)('%s', (_, given, text, utf8Error) => {
    expect(dissect(frameOf(given), { deflate: true })).toMatchObject({ text, utf8Error });
  });

  test('a continuation is text if its message is; it may begin with the end of a character', () => {
    const payload = Uint8Array.of(0x8a, 0x8a, ...encodeUtf8(' and on'));
    const frame = frameOf({ opcode: 0, payload });
    const message = { opcode: 1, rsv: 0 };
    expect(dissect(frame).text).toBe(undefined);
    expect(dissect(frame, { message })).toMatchObject({ text: ' and on', utf8Error: -1 });
    expect(dissect(frameOf({ opcode: 0, payload: Uint8Array.of(0x8a) }), { message }).text).toBe('');
    // No character has more than three bytes behind its first.
    const endless = frameOf({ opcode: 0, payload: new Uint8Array(5).fill(0x8a) });
    expect(dissect(endless, { message })).toMatchObject({ text: '', utf8Error: 3 });
    // Of a compressed message, a part may inflate to nothing yet.
    expect(dissect(endless, { message: { ...message, rsv: 4 } })).toMatchObject({ text: undefined, utf8Error: -1 });
  });
});

test('a close frame: its code, what that means, and its reason', () => {
  const { close, fields } = dissect(frameOf({ opcode: 8, payload: encodeClosePayload(3001, 'bye') }));
  expect(close).toEqual({
    code: 3001,
    meaning: 'registered for a library or framework',
    reason: 'bye',
    allowed: true,
  });
  expect(fields.slice(-2).map(({ name, value }) => [name, value])).toEqual([
    ['close code', '3001'],
    ['reason', 'bye'],
  ]);
  expect(dissect(frameOf({ opcode: 8, payload: new Uint8Array() })).close).toMatchObject({ code: 1005, allowed: true });
  const forbidden = Uint8Array.of(3, 237, ...encodeUtf8('so it ends'));
  expect(dissect(frameOf({ opcode: 8, payload: forbidden })).close).toMatchObject({
    code: 1005,
    allowed: false,
    reason: 'so it ends',
  });
  const bad = Uint8Array.of(3, 232, ...encodeUtf8('ja'), 0xff, 0x61);
  expect(dissect(frameOf({ opcode: 8, payload: bad })).close).toMatchObject({ code: 1000, reason: 'ja' });
  for (const cut of [
    [0xf0, 0x9f],
    [0xf0, 0x9f, 0x61],
  ]) {
    const payload = Uint8Array.of(3, 232, ...encodeUtf8('ja'), ...cut);
    expect(dissect(frameOf({ opcode: 8, payload })).close).toMatchObject({ code: 1000, reason: 'ja' });
  }
});

test.each([
  ['reserved-bits', { rsv: 2 }],
  ['reserved-bits', { rsv: 4 }],
  ['bad-opcode', { opcode: 3, payload: new Uint8Array() }],
  ['unmasked-client-frame', { masked: false }],
  ['masked-server-frame', { direction: 'out' as const }],
  ['control-frame-fragmented', { opcode: 9, fin: false }],
  ['control-frame-too-long', { opcode: 9, payload: new Uint8Array(126) }],
  ['bad-length', { headerLength: 8 }],
  ['length-overflow', { length: Number.MAX_SAFE_INTEGER, headerLength: 14 }],
  ['bad-close-size', { opcode: 8, payload: new Uint8Array(1) }],
  ['bad-close-code', { opcode: 8, payload: Uint8Array.of(3, 237) }],
  ['bad-close-reason', { opcode: 8, payload: Uint8Array.of(3, 232, 0xff) }],
  ['bad-utf8', { payload: Uint8Array.of(0xff) }],
])('%s is seen', (fault, given) => {
  expect(faultsOf(given)).toEqual([fault]);
  expect(dissect(frameOf(given), { role: 'server' }).faults[0]).toMatch(/^[\w-]+ \(RFC 6455 §[\d.]+\): /);
});

test('what is no fault: RSV1 where it was agreed on, and masks where nobody knows the role', () => {
  expect(faultsOf({ rsv: 4 }, { role: 'server', deflate: true })).toEqual([]);
  expect(faultsOf({ rsv: 6 }, { role: 'server', deflate: true })).toEqual(['reserved-bits']);
  const meanings = [true, false, undefined].map(
    (deflate) => dissect(frameOf({ rsv: 4 }), { deflate }).fields[1]?.section,
  );
  expect(meanings).toEqual(['RFC 7692 §6', 'RFC 6455 §5.2', 'RFC 6455 §5.2']);
  expect(faultsOf({ rsv: 4, opcode: 0 }, { role: 'server', deflate: true })).toEqual(['reserved-bits']);
  expect(faultsOf({ rsv: 4, opcode: 9 }, { role: 'server', deflate: true })).toEqual(['reserved-bits']);
  expect(faultsOf({ masked: false }, {})).toEqual([]);
  expect(faultsOf({ direction: 'out' }, { role: 'client' })).toEqual([]);
});
