import { describe, expect, test } from 'vitest';
import { Inflater } from '../../src/conformance/deflate.ts';
import type { FrameToSend } from '../../src/conformance/model.ts';
import { closePayload, encodeFrame } from '../../src/conformance/wire-frame.ts';
import { WireLog } from '../../src/conformance/wire-log.ts';
import { FrameReader } from '../../src/conformance/wire-reader.ts';

/** What a subject's octets are read as, event by event. */
function read(octets: Uint8Array, { masked = false, deflate = false, step = octets.length } = {}): string[] {
  const said: string[] = [];
  const inflater = deflate ? new Inflater({ noContextTakeover: true, windowBits: 15 }) : undefined;
  const reader = new FrameReader(
    { masked, inflater, log: new WireLog(true) },
    {
      message: (type, payload) => said.push(`${type} ${Buffer.from(payload)}`),
      control: (kind, payload) => said.push(`${kind} ${Buffer.from(payload)}`),
      closed: (code, reason) => said.push(`close ${code} ${reason}`),
      broke: ({ section, closing }) => said.push(`broke ${section}${closing ? ', closing' : ''}`),
      flooded: (text) => said.push(text),
    },
  );
  // A copy per chunk, as from a socket: payloads are unmasked in place.
  for (let at = 0; at < octets.length; at += step) reader.push(Buffer.from(octets.subarray(at, at + step)));
  if (reader.underWay !== '') said.push(`in the middle of ${reader.underWay}`);
  return said;
}

const frames = (masked: boolean, ...all: FrameToSend[]) =>
  Buffer.concat(all.map((frame) => encodeFrame(frame, masked).octets));

const long = 'ä'.repeat(40_000);

describe.each([false, true])('masked: %s', (masked) => {
  const good = frames(
    masked,
    { opcode: 1, payload: 'Hel', fin: false },
    { opcode: 9, payload: 'now' },
    { opcode: 0, payload: 'lo' },
    { opcode: 2, payload: long },
    { opcode: 10 },
    { opcode: 8, payload: closePayload(1000, Buffer.from('bye')) },
  );
  test.each([1, 2, 3, 7, 1000, 1 << 20])('good frames in pieces of %i', (step) => {
    expect(read(good, { masked, step })).toEqual([
      'ping now',
      'text Hello',
      `binary ${long}`,
      'pong ',
      'close 1000 bye',
    ]);
  });
});

test('the end in the middle of something is noticed', () => {
  expect(read(frames(false, { opcode: 1, fin: false }))).toEqual(['in the middle of a message']);
  expect(read(Buffer.of(0x81, 3, 0x61))).toEqual(['in the middle of a frame']);
  expect(read(Buffer.of(0x81))).toEqual(['in the middle of a frame']);
});

describe('each rule of the wire', () => {
  const bad = (frame: FrameToSend) => read(frames(false, frame));
  test.each<[rule: string, section: string, octets: () => string[]]>([
    ['masked by a server', '§5.1', () => bad({ opcode: 1, masked: true })],
    ['not masked by a client', '§5.1', () => read(frames(false, { opcode: 1 }), { masked: true })],
    ['RSV1', '§5.2', () => bad({ opcode: 1, rsv: 4 })],
    ['RSV2', '§5.2', () => bad({ opcode: 1, rsv: 2 })],
    ['RSV3', '§5.2', () => bad({ opcode: 9, rsv: 1 })],
    ['a reserved data opcode', '§5.2', () => bad({ opcode: 3 })],
    ['a reserved control opcode', '§5.2', () => bad({ opcode: 11 })],
    ['a fragmented control frame', '§5.5', () => bad({ opcode: 9, fin: false })],
    ['a long control frame', '§5.5', () => bad({ opcode: 10, payload: 'x'.repeat(126) })],
    ['a continuation of nothing', '§5.4', () => bad({ opcode: 0 })],
    [
      'a message within a message',
      '§5.4',
      () => read(frames(false, { opcode: 1, fin: false }, { opcode: 1 })).slice(0, 1),
    ],
    ['16 bits for a short length', '§5.2', () => bad({ opcode: 1, payload: 'x', lengthOctets: 2 })],
    ['64 bits for a short length', '§5.2', () => bad({ opcode: 1, payload: 'x', lengthOctets: 8 })],
    ['the top bit of a length', '§5.2', () => bad({ opcode: 1, declaredLength: 1n << 63n })],
    ['text that is not UTF-8', '§8.1', () => bad({ opcode: 1, payload: Uint8Array.of(0xc3) })],
  ])('%s', (_, section, said) => {
    expect(said()).toEqual([`broke RFC 6455 ${section}`]);
  });

  test.each<[rule: string, section: string, payload: Uint8Array]>([
    ['a close frame of one octet', '§5.5.1', Uint8Array.of(3)],
    ['a close code that may not be sent', '§7.4', closePayload(1006, new Uint8Array(0))],
    ['a reason that is not UTF-8', '§5.5.1', closePayload(1000, Uint8Array.of(0xff))],
  ])('%s', (_, section, payload) => {
    const said = bad({ opcode: 8, payload });
    expect(said).toHaveLength(2);
    expect(said.at(-1)).toBe(`broke RFC 6455 ${section}, closing`);
  });

  test('anything after a close frame', () => {
    const said = read(frames(false, { opcode: 8 }, { opcode: 1, payload: 'x' }));
    expect(said).toEqual(['close 1005 ', 'broke RFC 6455 §5.5.1, closing']);
  });
});

describe('with permessage-deflate', () => {
  const hello = Buffer.from('f248cdc9c90700', 'hex');
  const deflated = (...all: FrameToSend[]) => read(frames(false, ...all), { deflate: true });

  test('compressed messages, plain ones, and control frames between', () => {
    const [first, rest] = [hello.subarray(0, 3), hello.subarray(3)];
    expect(
      deflated(
        { opcode: 1, rsv: 4, payload: first, fin: false },
        { opcode: 9 },
        { opcode: 0, payload: rest },
        { opcode: 1, payload: 'plain' },
      ),
    ).toEqual(['ping ', 'text Hello', 'text plain']);
  });

  test('RSV1 where it must not be', () => {
    expect(deflated({ opcode: 9, rsv: 4 })).toEqual(['broke RFC 7692 §6.1']);
    expect(deflated({ opcode: 1, fin: false }, { opcode: 0, rsv: 4 })[0]).toBe('broke RFC 7692 §6.1');
    expect(deflated({ opcode: 1, rsv: 6 })).toEqual(['broke RFC 6455 §5.2']);
  });

  test('octets that are no deflate stream', () => {
    expect(deflated({ opcode: 1, rsv: 4, payload: Uint8Array.of(0xff, 0xff) })).toEqual(['broke RFC 7692 §7.2.2']);
  });
});

test('a length beyond all bounds is not waited for', () => {
  expect(read(frames(false, { opcode: 2, declaredLength: 2 ** 40 }))[0]).toMatch(/more than 67108864 octets/);
});
