import { constants, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressedMessages } from '../../../src/conformance/cases/23-compressed-messages.ts';
import type { ConformanceCase, FrameToSend, Payload } from '../../../src/conformance/model.ts';

const cases = compressedMessages.flatMap((group) => group.cases);
const inGroup = (id: string) => compressedMessages.find((group) => group.id === id)?.cases ?? [];

function framesOf({ script }: ConformanceCase): FrameToSend[] {
  return script.flatMap((step) => (step.do === 'frames' ? step.frames : []));
}

function octetsOf(payload: Payload = ''): Buffer {
  if (typeof payload === 'string') return Buffer.from(payload);
  if (payload instanceof Uint8Array) return Buffer.from(payload);
  return Buffer.alloc(payload.size, typeof payload.repeat === 'string' ? payload.repeat : Buffer.from(payload.repeat));
}

/** @throws if zlib cannot inflate it */
function inflate(octets: Buffer): Buffer {
  return inflateRawSync(Buffer.concat([octets, Buffer.of(0x00, 0x00, 0xff, 0xff)]), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });
}

/** The messages that a case sends, each inflated by itself. */
function messagesOf(each: ConformanceCase): Buffer[] {
  const messages: Buffer[] = [];
  let parts: Buffer[] = [];
  let compressed = false;
  for (const { opcode, rsv = 0, fin = true, payload } of framesOf(each)) {
    if (opcode >= 8) continue;
    if (opcode !== 0) compressed = rsv === 4;
    parts.push(octetsOf(payload));
    if (!fin) continue;
    const octets = Buffer.concat(parts);
    messages.push(compressed ? inflate(octets) : octets);
    parts = [];
  }
  return messages;
}

function expectedOf({ outcomes: [best] }: ConformanceCase): Buffer[] {
  return (best?.events ?? []).flatMap((event) => (event.kind === 'message' ? [octetsOf(event.payload)] : []));
}

test('there are as many cases as there should be', () => {
  expect(compressedMessages.map((group) => group.cases.length)).toEqual([13, 7, 18, 9, 13, 1]);
});

test('what has to come back is what was compressed', () => {
  const written = ['23.2', '23.3', '23.4']
    .flatMap(inGroup)
    .filter(({ script }) => script.every((step) => step.do === 'frames'));
  expect(written.length).toBeGreaterThan(25);
  for (const each of written) {
    const sent = messagesOf(each).map((octets) => octets.toString('latin1'));
    expect(
      expectedOf(each).map((octets) => octets.toString('latin1')),
      each.id,
    ).toEqual(sent);
  }
});

test('what cannot be inflated cannot, or is not UTF-8', () => {
  const bad = inGroup('23.5').filter(({ close }) => close.by === 'subject');
  expect(bad).toHaveLength(11);
  for (const each of bad) {
    const inflated = () => messagesOf(each);
    if (each.close.codes.includes(1002)) expect(inflated, each.id).toThrow();
    else expect(() => new TextDecoder('utf-8', { fatal: true }).decode(inflated()[0]), each.id).toThrow(TypeError);
  }
});

test('the examples have the octets of the RFC', () => {
  expect(inGroup('23.2').map((each) => octetsOf(framesOf(each)[0]?.payload).toString('hex'))).toEqual([
    'f248cdc9c90700',
    'f248cd',
    '',
    '000500faff48656c6c6f00',
    'f348cdc9c9070000',
    'f24805000000ffffcac9c90700',
    '00',
  ]);
});

test('without an agreement only two cases send RSV1', () => {
  const unagreed = cases.filter(({ deflate }) => deflate === undefined);
  expect(unagreed.map(({ id }) => id)).toEqual(['23.1.1', '23.1.2']);
});

test('the large one is small on the wire, and ends as it should', () => {
  const [large] = inGroup('23.6');
  if (large === undefined) throw new Error('there is no large one');
  const [zeros, end] = framesOf(large).map(({ payload }) => octetsOf(payload));
  if (zeros === undefined || end === undefined) throw new Error('it has not two frames');
  expect(zeros.length).toBeLessThan(2 * 1024 * 1024);
  // The first of its megabytes, with the end of the message behind it.
  const one = zeros.subarray(0, zeros.length / 1_024);
  expect(inflate(Buffer.concat([one, end]))).toHaveLength(0x10_0000);
  expect(inflate(Buffer.concat([one, one, one, end]))).toHaveLength(3 * 0x10_0000);
});
