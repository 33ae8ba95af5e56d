/** How the transport ends: RFC 6455 §7.1. */
import type { CaseGroup, CloseExpectation, Expected, Step } from '../model.ts';
import {
  close,
  exactly,
  gotPong,
  gotText,
  group,
  ping,
  repeat,
  send,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const CLOSED = 'RFC 6455 §7.1.1';

function teardown(
  description: string,
  expectation: string,
  script: readonly Step[],
  events: readonly Expected[] = [],
  ending: CloseExpectation = weClose(),
  section = CLOSED,
): UnnumberedCase {
  return { description, expectation, section, script, outcomes: exactly(...events), close: ending };
}

const answersAndEnds =
  'A close frame with 1000 comes back, no octet behind it, and then the server ends the transport; a client may leave that to us.';

const clean = group('27.1', 'The transport after a clean close', [
  teardown('A close frame with 1000.', answersAndEnds, [send(close(1000))]),
  teardown(
    'A text message and, when it has come back, a close frame with 1001.',
    answersAndEnds,
    [send(text('Hello')), { do: 'await', events: 1 }, send(close(1001))],
    [gotText('Hello')],
    weClose(1000, 1001),
  ),
  teardown(
    'A text message of 1 MiB and, when it has come back, a close frame.',
    answersAndEnds,
    [send(text(repeat('0123456789', 0x10_0000))), { do: 'await', events: 1 }, send(close(1000))],
    [gotText(repeat('0123456789', 0x10_0000))],
  ),
  {
    ...teardown(
      'A ping, a text message and a close frame in one write.',
      'The pong and the message come back, then a close frame, and nothing behind it. What comes after reading the close frame may be left out.',
      [send(ping('p'), text('Hello'), close(1000))],
      [gotPong('p'), gotText('Hello')],
    ),
    outcomes: [
      ...exactly(gotPong('p'), gotText('Hello')),
      ...exactly(gotText('Hello'), gotPong('p')),
      ...[[gotPong('p')], [gotText('Hello')], []].map((events) => ({
        behavior: 'acceptable' as const,
        events,
        meaning: 'The close frame was answered before everything else was.',
      })),
    ],
  },
]);

/** The connection is over at once: the subject ends its side, with or without a close frame. */
const leaves: CloseExpectation = {
  by: 'either',
  codes: [1000, 1001, 1002, 1005, 1006, 1011],
  clean: false,
};

const goesAway = 'The subject notices, and ends its side of the transport, with a close frame or without.';

function halfClosed(description: string, ...script: readonly Step[]): UnnumberedCase {
  return teardown(description, goesAway, [...script, { do: 'end' }], [], leaves, 'RFC 6455 §7.1.7');
}

const half = group('27.2', 'We end our side of the transport', [
  halfClosed('Nothing is sent, then FIN.'),
  halfClosed('The first frame of a message, then FIN.', send(text('Hel', unfinished))),
  halfClosed('A frame that is not whole, then FIN.', send({ opcode: 1, payload: 'Hel', declaredLength: 5 })),
  halfClosed('The first octet of a header, then FIN.', { do: 'octets', octets: Uint8Array.of(0x81) }),
  {
    ...halfClosed('A text message, then FIN.', send(text('Hello'))),
    outcomes: [
      ...exactly(gotText('Hello')),
      { behavior: 'acceptable', events: [], meaning: 'The message did not come back.' },
    ],
  },
  {
    ...teardown(
      'A close frame with 1000, then FIN at once.',
      'A close frame with 1000 comes back. To end the transport without one is acceptable: we have said that we are gone.',
      [send(close(1000)), { do: 'end' }],
    ),
    close: { by: 'us', codes: [1000, 1005], clean: false },
  },
  {
    ...teardown(
      'A close frame with 1000 and a message in one write, then FIN at once.',
      'A close frame with 1000 comes back, and the message does not.',
      [send(close(1000), text('late')), { do: 'end' }],
    ),
    close: { by: 'us', codes: [1000, 1005], clean: false },
  },
]);

function dropped(description: string, ...script: readonly Step[]): UnnumberedCase {
  return {
    ...teardown(description, 'The subject lives on: the cases after this one show it.', [...script, { do: 'reset' }]),
    section: 'RFC 6455 §7.1.7',
    close: { ...leaves, informational: true },
    informational: true,
  };
}

const drop = group('27.3', 'We drop the transport', [
  dropped('Nothing is sent, then RST.'),
  dropped('The first frame of a message, then RST.', send(text('Hel', unfinished))),
  dropped('A text message of 1 MiB, then RST at once.', send(text(repeat('x', 0x10_0000)))),
  dropped('A close frame with 1000, then RST at once.', send(close(1000))),
  dropped('1,000 pings, then RST at once.', send(...Array.from({ length: 1_000 }, () => ping('p')))),
]);

export const teardowns: readonly CaseGroup[] = [clean, half, drop];
