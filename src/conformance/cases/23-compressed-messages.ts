/** permessage-deflate on the wire: RFC 7692 §6 and §7.2. */
import { constants, deflateRawSync } from 'node:zlib';
import type { CaseGroup, CloseExpectation, Deflate, FrameToSend, Step } from '../model.ts';
import {
  binary,
  chopped,
  close,
  closesCleanly,
  continuation,
  exactly,
  gotBinary,
  gotPong,
  gotText,
  group,
  hex,
  maybePong,
  octetwise,
  ping,
  pong,
  repeat,
  send,
  subjectFails,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const FRAMING = 'RFC 7692 §6';
const INFLATING = 'RFC 7692 §7.2.2';
const EXAMPLES = 'RFC 7692 §7.2.3';

const deflate: Deflate = { offer: 'permessage-deflate', grant: [{}] };
const compressed = { rsv: 4 };

/** “Hello”, as the RFC compresses it. */
const hello = hex('f248cdc9c90700');

/** Octets as a message carries them: flushed, without the four octets at the end (RFC 7692 §7.2.1). */
function deflated(octets: string | Uint8Array): Uint8Array {
  const flushed = deflateRawSync(octets, { finishFlush: constants.Z_SYNC_FLUSH });
  return flushed.subarray(0, flushed.length - 4);
}

type Rest = Partial<Pick<UnnumberedCase, 'expectation' | 'outcomes' | 'informational' | 'timeLimit' | 'heavy'>>;

/** Frames, and what comes back. */
function echoed(
  description: string,
  section: string,
  script: readonly Step[],
  outcomes: UnnumberedCase['outcomes'],
  rest: Rest = {},
): UnnumberedCase {
  const expectation = `Every message comes back, compressed or not. ${closesCleanly}`;
  return { description, expectation, section, deflate, script, outcomes, close: weClose(), ...rest };
}

/** Frames that the subject must not take. */
function failed(
  description: string,
  section: string,
  frames: readonly FrameToSend[],
  ending: CloseExpectation = subjectFails(1002),
): UnnumberedCase {
  return {
    description,
    expectation: `The connection fails with ${ending.codes.filter((code) => code !== 1005).join(' or ')}, and nothing comes back.`,
    section,
    deflate,
    script: [send(...frames)],
    outcomes: exactly(),
    close: ending,
  };
}

// ── Which frames may have RSV1 ─────────────────────────────────────────────────────────────────────────────────────────────

const agreed = 'permessage-deflate is agreed on';

/** As `failed`, without an agreement. */
function notAgreed(description: string, ...frames: readonly FrameToSend[]): UnnumberedCase {
  const { deflate: _, ...rest } = failed(description, 'RFC 6455 §5.2', frames);
  return rest;
}

const marks = group('23.1', 'Compressed messages: where RSV1 may be', [
  notAgreed('No extension is agreed on, and a text frame has RSV1.', text(hello, compressed)),
  notAgreed('No extension is agreed on, and a binary frame has RSV1.', binary(hello, compressed)),
  failed(`A ping has RSV1; ${agreed}.`, FRAMING, [ping('ping', compressed)]),
  failed(`A pong has RSV1; ${agreed}.`, FRAMING, [pong('pong', compressed)]),
  {
    ...failed(`A close frame has RSV1; ${agreed}.`, FRAMING, [close(1000, '', compressed)]),
    close: { by: 'us', codes: [1002, 1005], clean: false },
  },
  failed(`The second frame of a compressed message has RSV1; ${agreed}.`, FRAMING, [
    text(hello.subarray(0, 3), { ...compressed, ...unfinished }),
    continuation(hello.subarray(3), compressed),
  ]),
  failed(`The second of three frames of a compressed message has RSV1; ${agreed}.`, FRAMING, [
    text(hello.subarray(0, 3), { ...compressed, ...unfinished }),
    continuation(hello.subarray(3, 4), { ...compressed, ...unfinished }),
    continuation(hello.subarray(4)),
  ]),
  failed(`The second frame of a plain message has RSV1; ${agreed}.`, FRAMING, [
    text('Hel', unfinished),
    continuation('lo', compressed),
  ]),
  failed(`A text frame has RSV1 and RSV2; ${agreed}.`, 'RFC 6455 §5.2', [text(hello, { rsv: 6 })]),
  failed(`A text frame has RSV1 and RSV3; ${agreed}.`, 'RFC 6455 §5.2', [text(hello, { rsv: 5 })]),
  failed(`A text frame has RSV2; ${agreed}.`, 'RFC 6455 §5.2', [text('Hello', { rsv: 2 })]),
  failed(`A frame with a reserved opcode and RSV1; ${agreed}.`, 'RFC 6455 §5.2', [
    { opcode: 3, payload: hello, rsv: 4 },
  ]),
  failed(`A continuation frame with RSV1 and nothing to continue; ${agreed}.`, FRAMING, [
    continuation(hello, compressed),
  ]),
]);

// ── The examples of the RFC ────────────────────────────────────────────────────────────────────────────────────────────────

/** The same text, whole in one frame of these octets. */
function example(description: string, digits: string, section: string): UnnumberedCase {
  return echoed(description, section, [send(text(hex(digits), compressed))], exactly(gotText('Hello')));
}

const helloTwice = exactly(gotText('Hello'), gotText('Hello'));

const examples = group('23.2', 'Compressed messages: the examples of the RFC', [
  example('“Hello” in one block.', 'f248cdc9c90700', `${EXAMPLES}.1`),
  echoed(
    '“Hello” in one block, in two frames.',
    `${EXAMPLES}.1`,
    [send(text(hello.subarray(0, 3), { ...compressed, ...unfinished }), continuation(hello.subarray(3)))],
    exactly(gotText('Hello')),
  ),
  echoed(
    '“Hello” twice; the second message refers back to the first if both may share a window.',
    `${EXAMPLES}.2`,
    [
      { do: 'message', type: 'text', payload: 'Hello' },
      { do: 'message', type: 'text', payload: 'Hello' },
    ],
    helloTwice,
  ),
  example('“Hello” in a block without compression.', '000500faff48656c6c6f00', `${EXAMPLES}.3`),
  example('“Hello” in a final block (BFINAL), with an empty block behind it.', 'f348cdc9c9070000', `${EXAMPLES}.4`),
  example('“Hello” in two blocks.', 'f24805000000ffffcac9c90700', `${EXAMPLES}.5`),
  echoed(
    'A compressed message of no octets: one empty block.',
    `${EXAMPLES}.6`,
    [send(text(hex('00'), compressed))],
    exactly(gotText('')),
  ),
]);

// ── Fragments ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The frames of compressed octets cut at these places. */
function cut(octets: Uint8Array, ...places: readonly number[]): FrameToSend[] {
  const ends = [...places, octets.length];
  return ends.map((end, index) => {
    const payload = octets.subarray(index === 0 ? 0 : ends[index - 1], end);
    const fin = index === ends.length - 1;
    return index === 0 ? text(payload, { ...compressed, fin }) : continuation(payload, { fin });
  });
}

const everyPlace = [1, 2, 3, 4, 5, 6];
const sevenFrames = cut(hello, ...everyPlace);
const euro = deflated('10 € and a 𝄞 clef');

const fragmented = group('23.3', 'Compressed messages: fragments', [
  ...everyPlace.map((place) =>
    echoed(
      `“Hello”, compressed to seven octets, in two frames of ${place} and ${hello.length - place}.`,
      'RFC 7692 §6.1',
      [send(...cut(hello, place))],
      exactly(gotText('Hello')),
    ),
  ),
  echoed('“Hello” in seven frames of one octet.', 'RFC 7692 §6.1', [send(...sevenFrames)], exactly(gotText('Hello'))),
  echoed(
    '“Hello” in seven frames, octet by octet.',
    'RFC 7692 §6.1',
    [chopped(octetwise, ...sevenFrames)],
    exactly(gotText('Hello')),
  ),
  echoed(
    '“Hello” in two frames, the first one empty.',
    'RFC 7692 §6.1',
    [send(...cut(hello, 0))],
    exactly(gotText('Hello')),
  ),
  echoed(
    '“Hello” in two frames, the last one empty.',
    'RFC 7692 §6.1',
    [send(...cut(hello, hello.length))],
    exactly(gotText('Hello')),
  ),
  ...everyPlace.map((place) =>
    echoed(
      `“Hello” in two frames of ${place} and ${hello.length - place} octets, with a ping between them.`,
      'RFC 6455 §5.4',
      [send(...cut(hello, place).flatMap((frame, index) => (index === 0 ? [frame] : [ping('between'), frame])))],
      exactly(gotPong('between'), gotText('Hello')),
    ),
  ),
  echoed(
    '“Hello” in seven frames with a ping in each gap.',
    'RFC 6455 §5.4',
    [send(...sevenFrames.flatMap((frame, index) => (index === 0 ? [frame] : [ping(`${index}`), frame])))],
    exactly(...everyPlace.slice(1).map((place) => maybePong(`${place - 1}`)), gotPong('6'), gotText('Hello')),
  ),
  echoed(
    'Text of several octets per character, each compressed octet in a frame of its own.',
    'RFC 7692 §6.1',
    [send(...cut(euro, ...Array.from({ length: euro.length - 1 }, (_, index) => index + 1)))],
    exactly(gotText('10 € and a 𝄞 clef')),
  ),
]);

// ── Many messages ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const line = 'What was said once need not be said again, if both sides remember it. ';
const lines = repeat(line, 2_000);
/** Another text: whoever takes it into the window refers to it where the lines should be. */
const plain = repeat('Plain messages leave no trace: they belong to no window. ', 2_000);

const sequence = group('23.4', 'Compressed messages: one after the other', [
  echoed(
    'A message in a final block (BFINAL), then one in an ordinary block.',
    `${EXAMPLES}.4`,
    [send(text(hex('f348cdc9c9070000'), compressed), text(hello, compressed))],
    helloTwice,
  ),
  echoed(
    'Three messages in final blocks.',
    `${EXAMPLES}.4`,
    [send(...Array.from({ length: 3 }, () => text(hex('f348cdc9c9070000'), compressed)))],
    exactly(gotText('Hello'), gotText('Hello'), gotText('Hello')),
  ),
  echoed(
    'A plain message, a compressed one, a plain one, in one write.',
    FRAMING,
    [send(text('first'), text(hello, compressed), text('last'))],
    exactly(gotText('first'), gotText('Hello'), gotText('last')),
  ),
  echoed(
    'A plain message in two frames, between two compressed ones that may refer to each other.',
    FRAMING,
    [
      { do: 'message', type: 'text', payload: lines },
      { do: 'message', type: 'text', payload: plain, compress: false, fragment: 1_000 },
      { do: 'message', type: 'text', payload: lines },
    ],
    exactly(gotText(lines), gotText(plain), gotText(lines)),
  ),
  echoed(
    'Ten messages that may refer to each other, in one go.',
    'RFC 7692 §7.2.1',
    Array.from({ length: 10 }, () => ({ do: 'message', type: 'text', payload: lines }) as const),
    exactly(...Array.from({ length: 10 }, () => gotText(lines))),
  ),
  echoed(
    'Empty messages, compressed and not, around one with content.',
    FRAMING,
    [send(text(hex('00'), compressed), text(''), text(hello, compressed), binary(hex('00'), compressed))],
    exactly(gotText(''), gotText(''), gotText('Hello'), gotBinary('')),
  ),
  echoed(
    'A compressed message of 200 different octets: it does not get smaller.',
    'RFC 7692 §7.2.1',
    [send(binary(deflated(Uint8Array.from({ length: 200 }, (_, index) => index)), compressed))],
    exactly(gotBinary(Uint8Array.from({ length: 200 }, (_, index) => index))),
  ),
  echoed(
    'A megabyte of zeros in about a thousand octets.',
    INFLATING,
    [send(binary(deflated(new Uint8Array(0x10_0000)), compressed))],
    exactly(gotBinary(repeat(Uint8Array.of(0), 0x10_0000))),
  ),
  echoed(
    'A compressed message and a ping, octet by octet.',
    FRAMING,
    [chopped(octetwise, text(hello, compressed)), chopped(octetwise, ping('ping'))],
    [...exactly(gotText('Hello'), gotPong('ping')), ...exactly(gotPong('ping'), gotText('Hello'))],
  ),
]);

// ── What cannot be inflated ────────────────────────────────────────────────────────────────────────────────────────────────

const badData = subjectFails(1007, 1002);
const cannot = (what: string, digits: string, ...more: readonly FrameToSend[]): UnnumberedCase =>
  failed(`${what}.`, INFLATING, [text(hex(digits), compressed), ...more], badData);

const notUtf8 = subjectFails(1007);
const broken = hex('cebae1bdb9cf83cebcceb5eda080656469746564');

const bad = group('23.5', 'Compressed messages that cannot be inflated, or are not text', [
  cannot('A block of a type that does not exist', '07'),
  cannot('Octets that are all FF', 'ffffffff'),
  cannot('Text that is not compressed at all', '48656c6c6f2c20776f726c6421'),
  cannot('A block without compression whose length is not what its complement says', '000500fbff48656c6c6f00'),
  cannot('A first message that refers back to one before it', 'f200110000'),
  cannot('A block without compression that ends early', '000500faff4865'),
  cannot('A message that cannot be inflated, then a good one', '07', text('x')),
  failed(
    'The second frame of a message makes it impossible to inflate.',
    INFLATING,
    [text(hex('0005'), { ...compressed, ...unfinished }), continuation(hex('00fbff48656c6c6f00'))],
    badData,
  ),
  failed(
    'A compressed text message that is not UTF-8.',
    'RFC 6455 §8.1',
    [text(deflated(broken), compressed)],
    notUtf8,
  ),
  failed(
    'A compressed text message that is not UTF-8, in two frames.',
    'RFC 6455 §8.1',
    cut(deflated(broken), 8),
    notUtf8,
  ),
  failed(
    'A compressed text message that ends in the middle of a character.',
    'RFC 6455 §8.1',
    [text(deflated(hex('e282')), compressed)],
    notUtf8,
  ),
  echoed(
    'A compressed binary message that is not UTF-8, which it need not be.',
    'RFC 6455 §5.6',
    [send(binary(deflated(broken), compressed))],
    exactly(gotBinary(broken)),
  ),
  {
    ...failed('A compressed message whose frame has no payload at all.', INFLATING, [text('', compressed)]),
    expectation:
      'The RFC does not say what it is: an empty message, or one that cannot be inflated. It is only reported.',
    outcomes: exactly(gotText('')),
    close: { by: 'either', codes: [1000, 1002, 1005, 1007], clean: false },
    informational: true,
  },
]);

// ── Small on the wire, large in memory ─────────────────────────────────────────────────────────────────────────────────────

const MEBI = 0x10_0000;
/** A megabyte of zeros, flushed: it may be sent again and again within one message. */
const zeros = deflateRawSync(new Uint8Array(MEBI), { finishFlush: constants.Z_SYNC_FLUSH });

function bomb(mebis: number, name: string): UnnumberedCase {
  return {
    description: `A binary message that inflates to ${name} of zeros, in about ${Math.ceil((mebis * zeros.length) / 1024)} KiB.`,
    expectation:
      'It is for the subject to say how large a message may be: it closes with 1009, or another code, or the message comes back. It does so in time, and the connection ends.',
    section: 'RFC 6455 §10.4',
    deflate,
    // The last frame makes of the flush within the message an empty block at its end.
    script: [
      send(
        binary(repeat(zeros, mebis * zeros.length), { ...compressed, ...unfinished }),
        continuation(Uint8Array.of(0x00)),
      ),
    ],
    outcomes: exactly(),
    close: { by: 'either', codes: [1000, 1005, 1007, 1008, 1009, 1011], clean: false },
    informational: true,
    heavy: true,
    timeLimit: 5_000,
  };
}

const bombs = group('23.6', 'Compressed messages: small on the wire, large in memory', [bomb(1_024, '1 GiB')]);

export const compressedMessages: readonly CaseGroup[] = [marks, examples, fragmented, sequence, bad, bombs];
