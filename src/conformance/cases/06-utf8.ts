/** Text messages are UTF-8, however they are cut; what is not UTF-8 fails the connection, as soon as it is known. */
import { encodeUtf8 } from '../../codec/utf8.ts';
import type { CaseGroup, FrameToSend, Step } from '../model.ts';
import { sequences } from './06-utf8-sequences.ts';
import {
  closesCleanly,
  continuation,
  exactly,
  gotText,
  group,
  hex,
  send,
  subjectFails,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const section = 'RFC 6455 §8.1';
const invalid = 'The connection fails with 1007: the message is not valid UTF-8.';

/** κόσμε, the Greek word for "world" that Markus Kuhn's test file begins with. */
const world = hex('cebae1bdb9cf83cebcceb5');
const ascii = encodeUtf8('edited');
const greeting = 'Hello-µ@ßöäüàá-UTF-8!!';
/** Between two code points. */
const cut = 'Hello-µ@ßöä'.length;

function comesBack(description: string, payload: string | Uint8Array, script: readonly Step[]): UnnumberedCase {
  return {
    description,
    expectation: `The message comes back as it went. ${closesCleanly}`,
    section,
    script,
    outcomes: exactly(gotText(payload)),
    close: weClose(),
  };
}

function isRefused(description: string, script: readonly Step[]): UnnumberedCase {
  return {
    description,
    expectation: invalid,
    section,
    script,
    outcomes: exactly(),
    close: subjectFails(1007),
  };
}

function inOctets(payload: Uint8Array): Step {
  return { do: 'message', type: 'text', payload, fragment: 1 };
}

function digits(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(' ');
}

const [empty, middle] = ['', 'in the middle'];

// Fail-fast: the message goes in three parts, and we wait after each for the subject to close.

/** Long enough to be sure that nothing comes for a part that is valid so far. */
const SETTLE = 100;
/** A subject that fails fast does it in a moment, even on a busy machine; only one that does not makes us wait. */
const FAIL_FAST = 500;

const outOfRange = hex('f4908080');
const broken = Uint8Array.of(...world, ...outOfRange, ...ascii);

type Parts = readonly [valid: Uint8Array, broken: Uint8Array, rest: Uint8Array];

/** F4 90 would lie beyond U+10FFFF, the last code point there is. */
const bySequence: Parts = [world, outOfRange, ascii];
/** The second part is one octet: that which makes the message invalid. */
const byOctet: Parts = [broken.subarray(0, 12), broken.subarray(12, 13), broken.subarray(13)];

function failFast(description: string, parts: Parts, [valid, bad, rest]: readonly [Step, Step, Step]): UnnumberedCase {
  return {
    description: `${description} Parts: ${parts.map(digits).join(' | ')}.`,
    expectation:
      'The connection stays open after the first part, and fails with 1007 after the second, before the third has been sent. It is acceptable to find out at the end of the message.',
    section,
    script: [
      valid,
      { do: 'awaitClose', ms: SETTLE },
      { do: 'mark', name: 'open after the first part' },
      bad,
      { do: 'awaitClose', ms: FAIL_FAST },
      { do: 'mark', name: 'open after the second part' },
      rest,
    ],
    outcomes: [
      { behavior: 'pass', events: [{ kind: 'mark', name: 'open after the first part' }] },
      {
        behavior: 'acceptable',
        events: [
          { kind: 'mark', name: 'open after the first part' },
          { kind: 'mark', name: 'open after the second part' },
        ],
        meaning: 'The message was refused only when all of it was there.',
      },
    ],
    close: subjectFails(1007),
  };
}

function inFrames(description: string, parts: Parts): UnnumberedCase {
  const frames: [FrameToSend, FrameToSend, FrameToSend] = [
    text(parts[0], unfinished),
    continuation(parts[1], unfinished),
    continuation(parts[2]),
  ];
  return failFast(`An invalid text message in three frames; ${description}.`, parts, [
    send(frames[0]),
    send(frames[1]),
    send(frames[2]),
  ]);
}

function inPieces(description: string, parts: Parts): UnnumberedCase {
  const [first, second, third] = parts;
  const declaredLength = parts.reduce((sum, { length }) => sum + length, 0);
  return failFast(`An invalid text message in one frame that is written in three pieces; ${description}.`, parts, [
    // A masking key of zero leaves the octets as they are, so that the pieces are the same with a mask and without.
    send(text(first, { declaredLength, maskingKey: 0 })),
    { do: 'octets', octets: second },
    { do: 'octets', octets: third },
  ]);
}

function sequenceCase({ octets, valid }: { octets: Uint8Array; valid: boolean }): UnnumberedCase {
  const script = [send(text(octets))];
  return valid
    ? comesBack(`A text message of the octets ${digits(octets)}, which are valid UTF-8.`, octets, script)
    : isRefused(`A text message of the octets ${digits(octets)}, which are not valid UTF-8.`, script);
}

export const utf8: readonly CaseGroup[] = [
  group('6.1', 'UTF-8: empty messages and frames', [
    comesBack('An empty text message.', empty, [send(text())]),
    comesBack('A text message of three empty frames.', empty, [
      send(text('', unfinished), continuation('', unfinished), continuation()),
    ]),
    comesBack('A text message of three frames; the first and the last are empty.', middle, [
      send(text('', unfinished), continuation(middle, unfinished), continuation()),
    ]),
  ]),
  group('6.2', 'UTF-8: valid text, cut between and within code points', [
    comesBack(`The text message "${greeting}" in one frame.`, greeting, [send(text(greeting))]),
    comesBack(`The text message "${greeting}" in two frames, cut between two code points.`, greeting, [
      send(text(greeting.slice(0, cut), unfinished), continuation(greeting.slice(cut))),
    ]),
    comesBack(`The text message "${greeting}" in frames of one octet, cut within code points.`, greeting, [
      inOctets(encodeUtf8(greeting)),
    ]),
    comesBack('The text message "κόσμε" in frames of one octet, cut within code points.', world, [inOctets(world)]),
  ]),
  group('6.3', 'UTF-8: invalid text, in one frame and in many', [
    isRefused('A text message that holds half of a UTF-16 surrogate pair (ED A0 80), in one frame.', [
      send(text(Uint8Array.of(...world, ...hex('eda080'), ...ascii))),
    ]),
    isRefused('A text message that holds half of a UTF-16 surrogate pair (ED A0 80), in frames of one octet.', [
      inOctets(Uint8Array.of(...world, ...hex('eda080'), ...ascii)),
    ]),
  ]),
  group('6.4', 'UTF-8: invalid text is refused at once', [
    inFrames('the second frame holds a sequence that is out of range', bySequence),
    inFrames('the second frame holds one octet, which makes it invalid', byOctet),
    inPieces('the second piece holds a sequence that is out of range', bySequence),
    inPieces('the second piece holds one octet, which makes it invalid', byOctet),
  ]),
  ...sequences.map(({ title, of }, index) => group(`6.${index + 5}`, `UTF-8: ${title}`, of.map(sequenceCase))),
];
