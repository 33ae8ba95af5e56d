/** Frames that come slowly, and a peer that reads slowly: nothing in the protocol depends on time. */
import type { CaseGroup, Expected, FrameToSend, Pace, Step } from '../model.ts';
import { octetCount } from './octet-count.ts';
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
  octetwise,
  ping,
  pong,
  repeat,
  send,
  sendEach,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const SECTION = 'RFC 6455 §5.4';

function echoed(
  description: string,
  script: readonly Step[],
  events: readonly Expected[],
  section = SECTION,
): UnnumberedCase {
  const expectation = `Everything comes back as if it had come at once. ${closesCleanly}`;
  return { description, expectation, section, script, outcomes: exactly(...events), close: weClose() };
}

// ── One octet at a time ────────────────────────────────────────────────────────────────────────────────────────────────────

const medium = repeat('0123456789', 300);

type Kind = readonly [what: string, frames: readonly FrameToSend[], events: readonly Expected[]];

const kinds: readonly Kind[] = [
  ['A text message of five octets', [text('Hello')], [gotText('Hello')]],
  ['A binary message of 300 octets (16 bits of length)', [binary(medium)], [gotBinary(medium)]],
  [
    'A text message of 300 octets with 64 bits of length for the second of its two frames',
    [text('', unfinished), continuation(repeat('a', 65_536))],
    [gotText(repeat('a', 65_536))],
  ],
  ['An empty text message', [text('')], [gotText('')]],
  ['A ping of 125 octets', [ping(repeat('p', 125))], [gotPong(repeat('p', 125))]],
  ['An unasked pong and a text message', [pong('x'), text('Hello')], [gotText('Hello')]],
  [
    'A text message in three frames with a ping between them',
    [text('ä', unfinished), ping('p'), continuation('ö', unfinished), continuation('ü')],
    [gotPong('p'), gotText('äöü')],
  ],
];

const slowly = group('25.1', 'One octet at a time', [
  ...kinds.map(([what, frames, events]) =>
    what.includes('64 bits')
      ? echoed(
          'A text message of two frames, the second one of 65,536 octets, in pieces of 11 octets.',
          [chopped({ chop: 11 }, ...frames)],
          events,
        )
      : echoed(`${what}, one octet per write.`, [chopped(octetwise, ...frames)], events),
  ),
  {
    description: 'A close frame with 1000 and a reason, one octet per write.',
    expectation: 'A close frame with 1000 comes back.',
    section: 'RFC 6455 §5.5.1',
    script: [chopped(octetwise, close(1000, 'It is late.'))],
    outcomes: exactly(),
    close: weClose(),
  },
]);

// ── Pauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const PAUSE = 40;

function paused(description: string, pace: Pace, frames: readonly FrameToSend[], ...events: readonly Expected[]) {
  return echoed(description, [chopped({ pause: PAUSE, ...pace }, ...frames)], events);
}

const pauses = group('25.2', `Pauses of ${PAUSE} milliseconds within a frame`, [
  paused('A pause behind each octet of “Hi” and its header.', { chop: 1 }, [text('Hi')], gotText('Hi')),
  paused('A pause behind each third octet of a ping.', { chop: 3 }, [ping('a ping')], gotPong('a ping')),
  paused(
    'A pause within the extended length of a message of 300 octets.',
    { chop: 77 },
    [binary(medium)],
    gotBinary(medium),
  ),
  echoed(
    'A message of three frames, with a pause of 300 milliseconds before each of the last two.',
    [
      ...sendEach(text('one, ', unfinished)),
      { do: 'pause', ms: 300 },
      ...sendEach(continuation('two, ', unfinished)),
      { do: 'pause', ms: 300 },
      ...sendEach(continuation('three')),
    ],
    [gotText('one, two, three')],
  ),
  echoed(
    'A pause of 500 milliseconds before the first frame.',
    [{ do: 'pause', ms: 500 }, send(text('Hello'))],
    [gotText('Hello')],
  ),
]);

// ── We read slowly ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const MEBI = 0x10_0000;
const large = repeat(Uint8Array.of(1, 2, 3, 5, 7, 11, 13), 4 * MEBI);
const small = repeat('abcdefghij', 64 * 1024);

const slowReader = group('25.3', 'We stop reading while the subject has much to send', [
  {
    ...echoed(
      `A binary message of ${octetCount(4 * MEBI)}; we stop reading for half a second.`,
      [{ do: 'stopReading' }, send(binary(large)), { do: 'pause', ms: 500 }, { do: 'readAgain' }],
      [gotBinary(large)],
      'RFC 6455 §5.6',
    ),
    timeLimit: 10_000,
    heavy: true,
  },
  {
    ...echoed(
      '64 text messages of 64 KiB in one go; we stop reading for half a second.',
      [
        { do: 'stopReading' },
        send(...Array.from({ length: 64 }, () => text(small))),
        { do: 'pause', ms: 500 },
        { do: 'readAgain' },
      ],
      Array.from({ length: 64 }, () => gotText(small)),
      'RFC 6455 §5.6',
    ),
    timeLimit: 10_000,
    heavy: true,
  },
  {
    ...echoed(
      'Three times a message of 1 MiB and a ping; we stop reading for 200 milliseconds each time.',
      [1, 2, 3].flatMap((round): Step[] => [
        { do: 'stopReading' },
        send(binary(repeat(Uint8Array.of(round), MEBI))),
        { do: 'pause', ms: 200 },
        { do: 'readAgain' },
        { do: 'await', events: 1, ms: 5_000 },
        send(ping(`${round}`)),
        { do: 'await', events: 1, ms: 5_000 },
      ]),
      [1, 2, 3].flatMap((round) => [gotBinary(repeat(Uint8Array.of(round), MEBI)), gotPong(`${round}`)]),
      'RFC 6455 §5.6',
    ),
    timeLimit: 10_000,
    heavy: true,
  },
]);

export const timing: readonly CaseGroup[] = [slowly, pauses, slowReader];
