/** Messages of several frames, control frames between them, and frames where they must not be. */
import type { CaseGroup, Expected, FrameToSend, Step } from '../model.ts';
import {
  chopped,
  closesCleanly,
  continuation,
  exactly,
  gotPong,
  gotText,
  group,
  octetwise,
  ping,
  pong,
  send,
  sendEach,
  subjectFails,
  text,
  thenFails,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

/** The three ways in which the same frames are written. */
const ways: readonly (readonly [how: string, write: (...frames: FrameToSend[]) => Step[]])[] = [
  ['in one write', (...frames) => [send(...frames)]],
  ['each frame in a write of its own', sendEach],
  ['octet by octet', (...frames) => [chopped(octetwise, ...frames)]],
];

function eachWay(
  description: string,
  frames: readonly FrameToSend[],
  rest: Omit<UnnumberedCase, 'description' | 'script'>,
): UnnumberedCase[] {
  return ways.map(([how, write]) => ({ description: `${description}, ${how}.`, script: write(...frames), ...rest }));
}

/** Everything is as it should be. */
function good(expectation: string, ...events: readonly Expected[]) {
  return {
    expectation: `${expectation} ${closesCleanly}`,
    section: 'RFC 6455 §5.4',
    outcomes: exactly(...events),
    close: weClose(),
  };
}

function fails(expectation: string, section = 'RFC 6455 §5.4') {
  return { expectation, section, outcomes: exactly(), close: subjectFails(1002) };
}

const [first, second, third] = ['first part, ', 'second part, ', 'third part, '];
const both = first + second;
const halves = [text(first, unfinished), continuation(second)] as const;
const nothingToContinue = 'The connection fails with 1002: there is no message to continue.';
const whole = 'The control frame is not whole: the connection fails with 1002.';

function brokenControlFrame(name: string, frame: FrameToSend): UnnumberedCase {
  return {
    description: `A ${name} with FIN unset, then a continuation frame.`,
    ...fails(whole, 'RFC 6455 §5.5'),
    script: [send(frame, continuation(second))],
  };
}

/** Twice: a continuation frame that continues nothing, then a good message of two frames. */
function twice(description: string, stray: FrameToSend): UnnumberedCase {
  return {
    description,
    ...fails(nothingToContinue),
    script: [send(stray, ...halves, stray, ...halves)],
  };
}

const five = ['one, ', 'two, ', 'three, ', 'four, ', 'five'];

/** The first ping has to be answered while the message is still under way: we wait for that. */
function longMessage(how: string, write: (...frames: FrameToSend[]) => Step[]): UnnumberedCase {
  const [one, two, three, four, last] = five;
  return {
    description: `A text message of five frames with a ping after the second and another after the fourth, ${how}. We go on when the first ping is answered, or after a second.`,
    ...good(
      'Both pings are answered with their payload, then the message comes back.',
      gotPong('ping 1'),
      gotPong('ping 2'),
      gotText(five.join('')),
    ),
    script: [
      ...write(text(one, unfinished), continuation(two, unfinished), ping('ping 1')),
      { do: 'await', events: 1, ms: 1000 },
      ...write(continuation(three, unfinished), continuation(four, unfinished), ping('ping 2'), continuation(last)),
    ],
  };
}

export const fragmentation: readonly CaseGroup[] = [
  group('5', 'Fragmentation', [
    brokenControlFrame('ping', ping(first, unfinished)),
    brokenControlFrame('pong', pong(first, unfinished)),
    ...eachWay('A text message of two frames', halves, good('The message comes back.', gotText(both))),
    ...eachWay(
      'A text message of two frames with a ping between them',
      [halves[0], ping('between'), halves[1]],
      good('A pong comes back, then the message.', gotPong('between'), gotText(both)),
    ),
    ...eachWay(
      'A continuation frame with FIN set and nothing to continue, then a text message',
      [continuation(first), text(second)],
      fails(nothingToContinue),
    ),
    ...eachWay(
      'A continuation frame with FIN unset and nothing to continue, then a text message',
      [continuation(first, unfinished), text(second)],
      fails(nothingToContinue),
    ),
    {
      description:
        'A text message of two frames, then a continuation frame with FIN unset and nothing to continue, then a text message, in one write.',
      expectation: `The first message comes back. ${nothingToContinue}`,
      section: 'RFC 6455 §5.4',
      script: [send(...halves, continuation(third, unfinished), text('fourth part'))],
      outcomes: thenFails(gotText(both)),
      close: subjectFails(1002),
    },
    twice(
      'Twice: a continuation frame with FIN unset and nothing to continue, then a text message of two frames.',
      continuation(third, unfinished),
    ),
    twice(
      'Twice: a continuation frame with FIN set and nothing to continue, then a text message of two frames.',
      continuation(third),
    ),
    {
      description: 'A text message of two frames that both have the opcode for text.',
      ...fails('The connection fails with 1002: a message begins before the one under way has ended.'),
      script: [send(text(first, unfinished), text(second))],
    },
    longMessage('in two writes', (...frames) => [send(...frames)]),
    longMessage('each frame in a write of its own', sendEach),
  ]),
];
