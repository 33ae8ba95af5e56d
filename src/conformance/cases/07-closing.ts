/** The closing handshake: our close frame is answered, what follows it is not, and a broken one is refused. */
import type { CaseGroup, CloseExpectation, FrameToSend, Step } from '../model.ts';
import {
  close,
  closesCleanly,
  continuation,
  exactly,
  gotText,
  group,
  hex,
  ping,
  refusesOurClose,
  repeat,
  send,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const greeting = 'Hello, and goodbye!';

/** The close frame decides about the whole case. */
function closing(
  description: string,
  expectation: string,
  section: string,
  expected: CloseExpectation,
  ...frames: readonly FrameToSend[]
): UnnumberedCase {
  return { description, expectation, section, script: [send(...frames)], outcomes: exactly(), close: expected };
}

function ignored(description: string, what: string, ...frames: readonly FrameToSend[]): UnnumberedCase {
  const expectation = `A close frame with 1000 comes back. ${what}`;
  return closing(description, expectation, 'RFC 6455 §5.5.1', weClose(), ...frames);
}

function answered(description: string, ...frames: readonly FrameToSend[]): UnnumberedCase {
  return closing(description, 'A close frame comes back, empty or with 1000.', 'RFC 6455 §5.5.1', weClose(), ...frames);
}

function refused(description: string, codes: readonly number[], rule: string, frame: FrameToSend): UnnumberedCase {
  const expectation = `A close frame with ${codes.join(' or ')} comes back, or the connection is dropped: ${rule}`;
  return closing(description, expectation, 'RFC 6455 §5.5.1', refusesOurClose(...codes), frame);
}

/** 256 KiB, which take a while to come back. */
const large = repeat('0123456789', 256 * 1024);

/** Codes of RFC 6455 §7.4.1 and the borders of the ranges of §7.4.2. */
const goodCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const badCodes = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
/** Beyond every range: the RFC says nothing about them. */
const undefinedCodes = [5000, 65_535];

function good(code: number): UnnumberedCase {
  const expectation = `A close frame comes back: with ${code}, with 1000, or empty.`;
  const codes = [...new Set([1000, code])];
  return closing(`A close frame with ${code}.`, expectation, 'RFC 6455 §7.4', weClose(...codes), close(code));
}

function bad(code: number): UnnumberedCase {
  return {
    ...refused(`A close frame with ${code}.`, [1002], 'nobody may send this code.', close(code)),
    section: 'RFC 6455 §7.4',
  };
}

function openEnded(code: number): UnnumberedCase {
  const script: Step[] = [send(close(code))];
  return {
    description: `A close frame with ${code}.`,
    expectation: 'The RFC says nothing about this code: whatever happens is only reported.',
    section: 'RFC 6455 §7.4.2',
    script,
    outcomes: exactly(),
    close: { ...refusesOurClose(1000, code, 1002), informational: true },
    informational: true,
  };
}

/** ED A0 80, half of a surrogate pair, in the middle of a reason. */
const badReason = hex('cebae1bdb9cf83cebcceb5eda080656469746564');

export const closingHandshake: readonly CaseGroup[] = [
  group('7.1', 'Closing: what comes before and after our close frame', [
    {
      description: 'A text message. We close when it has come back.',
      expectation: `The message comes back. ${closesCleanly}`,
      section: 'RFC 6455 §7.1.2',
      script: [send(text(greeting))],
      outcomes: exactly(gotText(greeting)),
      close: weClose(),
    },
    ignored('Two close frames, one behind the other.', 'The second one is ignored.', close(1000), close()),
    ignored('A close frame, then a ping.', 'The ping is not answered.', close(1000), ping()),
    ignored('A close frame, then a text message.', 'The message is ignored.', close(1000), text(greeting)),
    ignored(
      'The first frame of a text message, a close frame, and the last frame of the message.',
      'The message is not delivered.',
      text('first part, ', unfinished),
      close(1000),
      continuation('second part'),
    ),
    {
      description: 'A text message of 256 KiB, a short one, a close frame and a ping, one behind the other.',
      expectation:
        'How much of the messages comes back depends on whether the subject sends it before it reads the close frame. Whatever happens is only reported.',
      section: 'RFC 6455 §7.1.2',
      script: [send(text(large), text(greeting), close(1000), ping())],
      outcomes: [
        { behavior: 'pass', events: [gotText(large), gotText(greeting)], meaning: 'Both messages came back.' },
        { behavior: 'pass', events: [gotText(large)], meaning: 'Only the large message came back.' },
        { behavior: 'pass', events: [], meaning: 'The close frame was answered before any message came back.' },
      ],
      close: { ...weClose(), informational: true },
      informational: true,
    },
  ]),
  group('7.3', 'Closing: the length of the payload', [
    answered('A close frame without payload.', close()),
    refused(
      'A close frame with a payload of one octet.',
      [1002],
      'a code takes two octets.',
      close(undefined, Uint8Array.of(0x61)),
    ),
    answered('A close frame with 1000.', close(1000)),
    answered('A close frame with 1000 and a reason.', close(1000, 'It is late.')),
    answered('A close frame with 1000 and a reason of 123 octets, the most that fit.', close(1000, '*'.repeat(123))),
    refused(
      'A close frame with 1000 and a reason of 124 octets.',
      [1002],
      'a control frame holds 125 octets at most.',
      close(1000, '*'.repeat(124)),
    ),
  ]),
  group('7.5', 'Closing: a reason that is not UTF-8', [
    refused(
      'A close frame with 1000 and a reason that is not valid UTF-8.',
      [1002, 1007],
      'the reason of a close frame is UTF-8.',
      close(1000, badReason),
    ),
  ]),
  group('7.7', 'Closing: codes that may be sent', goodCodes.map(good)),
  group('7.9', 'Closing: codes that must not be sent', badCodes.map(bad)),
  group('7.13', 'Closing: codes that nobody has defined', undefinedCodes.map(openEnded)),
];
