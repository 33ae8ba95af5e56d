/** Pings are answered with their own payload, pongs are not answered. */
import type { CaseGroup, Expected, FrameToSend, Step } from '../model.ts';
import {
  chopped,
  close,
  closesCleanly,
  exactly,
  gotPong,
  group,
  hex,
  octetwise,
  ping,
  pong,
  repeat,
  send,
  sendEach,
  subjectFails,
  type UnnumberedCase,
  weClose,
} from './parts.ts';

const answered = `A pong with the ping's payload comes back. ${closesCleanly}`;
const unanswered = `Nothing comes back for a pong that nobody asked for. ${closesCleanly}`;
const unsolicited = pong('nobody asked for this');
const ten = Array.from({ length: 10 }, (_, index) => `ping ${index + 1} of 10`);
const longest = repeat(hex('fe'), 125);

function good(description: string, expectation: string, script: readonly Step[], ...events: Expected[]) {
  return {
    description,
    expectation,
    section: 'RFC 6455 §5.5.2',
    script,
    outcomes: exactly(...events),
    close: weClose(),
  } satisfies UnnumberedCase;
}

/** A pong of ours, then our close frame: whatever comes back is seen before the subject's. */
function alone(description: string, frame: FrameToSend): UnnumberedCase {
  return { ...good(description, unanswered, [send(frame, close(1000))]), section: 'RFC 6455 §5.5.3' };
}

export const pingsAndPongs: readonly CaseGroup[] = [
  group('2', 'Pings and pongs', [
    good('A ping without payload.', answered, [send(ping())], gotPong()),
    good('A ping with a short text.', answered, [send(ping('Are you there?'))], gotPong('Are you there?')),
    good(
      'A ping with octets that are not UTF-8.',
      answered,
      [send(ping(hex('00fffefdfcfb00ff')))],
      gotPong(hex('00fffefdfcfb00ff')),
    ),
    good('A ping of 125 octets, the most that fit.', answered, [send(ping(longest))], gotPong(longest)),
    {
      description: 'A ping of 126 octets.',
      expectation: 'The connection fails with 1002: a control frame holds 125 octets at most.',
      section: 'RFC 6455 §5.5',
      script: [send(ping(repeat(hex('fe'), 126)))],
      outcomes: exactly(),
      close: subjectFails(1002),
    },
    good(
      'A ping of 125 octets, written octet by octet.',
      `However the octets arrive, a pong with the ping's payload comes back. ${closesCleanly}`,
      [chopped(octetwise, ping(longest))],
      gotPong(longest),
    ),
    alone('A pong without payload that nobody asked for, then our close frame.', pong()),
    alone('A pong with a payload that nobody asked for, then our close frame.', unsolicited),
    good(
      'A pong that nobody asked for, then a ping.',
      `Nothing comes back for the pong, and a pong with the ping's payload for the ping. ${closesCleanly}`,
      [send(unsolicited, ping('but please this'))],
      gotPong('but please this'),
    ),
    good(
      'Ten pings, one behind the other.',
      `Ten pongs come back in the same order. The RFC asks for the last one only, good implementations send all. ${closesCleanly}`,
      sendEach(...ten.map((payload) => ping(payload))),
      ...ten.map((payload) => gotPong(payload)),
    ),
    good(
      'Ten pings, written octet by octet.',
      `Ten pongs come back in the same order. The RFC asks for the last one only, good implementations send all. ${closesCleanly}`,
      [chopped(octetwise, ...ten.map((payload) => ping(payload)))],
      ...ten.map((payload) => gotPong(payload)),
    ),
  ]),
];
