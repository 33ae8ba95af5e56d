/** Control frames wherever they may come, and what crosses a close frame: RFC 6455 §5.4, §5.5. */
import type { CaseGroup, CloseExpectation, Expected, FrameToSend, Step } from '../model.ts';
import {
  close,
  closesCleanly,
  continuation,
  exactly,
  gotPong,
  gotText,
  group,
  hex,
  maybePong,
  ping,
  pong,
  refusesOurClose,
  repeat,
  send,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const parts = ['one, ', 'two, ', 'three, ', 'four'];
const whole = parts.join('');
const [first = '', ...others] = parts;
/** A message in four frames. */
const frames: readonly FrameToSend[] = [
  text(first, unfinished),
  ...others.map((part, index) => continuation(part, { fin: index === others.length - 1 })),
];

/** What stands before frame `place`, and what from there on. */
function around(place: number, ...between: readonly FrameToSend[]): FrameToSend[] {
  return [...frames.slice(0, place), ...between, ...frames.slice(place)];
}

const gaps = [0, 1, 2, 3, 4];

function gapName(place: number): string {
  if (place === 0) return 'before the first frame';
  return place === frames.length ? 'behind the last frame' : `between frames ${place} and ${place + 1}`;
}

function echoed(
  description: string,
  script: readonly Step[],
  outcomes: UnnumberedCase['outcomes'],
  section = 'RFC 6455 §5.4',
): UnnumberedCase {
  const expectation = `The message comes back whole, and what has to be answered is answered. ${closesCleanly}`;
  return { description, expectation, section, script, outcomes, close: weClose() };
}

/** The RFC does not say what is sent first: any order is good. */
function eitherOrder(one: Expected, other: Expected): UnnumberedCase['outcomes'] {
  return [...exactly(one, other), ...exactly(other, one)];
}

// ── A control frame in every gap ───────────────────────────────────────────────────────────────────────────────────────────

const pings = group('24.1', 'A ping in every gap of a message', [
  ...gaps.map((place) =>
    echoed(
      `A message of four frames with a ping ${gapName(place)}.`,
      [send(...around(place, ping('gap')))],
      place === frames.length ? eitherOrder(gotText(whole), gotPong('gap')) : exactly(gotPong('gap'), gotText(whole)),
    ),
  ),
  echoed(
    'A message of four frames with a ping in each of the three gaps; each is awaited.',
    frames.flatMap((frame, place): Step[] =>
      place === 0 ? [send(frame)] : [send(ping(`${place}`)), { do: 'await', events: 1 }, send(frame)],
    ),
    exactly(gotPong('1'), gotPong('2'), gotPong('3'), gotText(whole)),
  ),
  echoed(
    'A message of four frames with a ping of 125 octets in each gap, in one write.',
    [send(...frames.flatMap((frame, place) => (place === 0 ? [frame] : [ping(repeat(`${place}`, 125)), frame])))],
    exactly(maybePong(repeat('1', 125)), maybePong(repeat('2', 125)), gotPong(repeat('3', 125)), gotText(whole)),
    'RFC 6455 §5.5.3',
  ),
  echoed(
    'A message of four frames with an unasked pong in each gap.',
    [send(...frames.flatMap((frame) => [pong('nobody asked'), frame]))],
    exactly(gotText(whole)),
    'RFC 6455 §5.5.3',
  ),
  echoed(
    'A message of 21 frames of one octet with a ping of 125 octets in each gap, each awaited.',
    Array.from({ length: 21 }, (_, index): Step[] => [
      send(
        index === 0 ? text('a', unfinished) : continuation('a', { fin: index === 20 }),
        ...(index < 20 ? [ping(repeat(`${index} `, 125))] : []),
      ),
      { do: 'await', events: 1 },
    ]).flat(),
    exactly(...Array.from({ length: 20 }, (_, index) => gotPong(repeat(`${index} `, 125))), gotText(repeat('a', 21))),
  ),
]);

// ── A close frame in every gap ─────────────────────────────────────────────────────────────────────────────────────────────

/** Our close frame ends it; nothing may come back but its answer. */
function closed(description: string, section: string, ...sent: readonly FrameToSend[]): UnnumberedCase {
  return {
    description,
    expectation: 'A close frame with 1000 comes back, and nothing else.',
    section,
    script: [send(...sent)],
    outcomes: exactly(),
    close: weClose(),
  };
}

const AFTER = 'RFC 6455 §5.5.1';

const closes = group('24.2', 'A close frame in every gap of a message', [
  ...gaps
    .filter((place) => place < frames.length)
    .map((place) =>
      closed(`A message of four frames with a close frame ${gapName(place)}.`, AFTER, ...around(place, close(1000))),
    ),
  {
    ...closed(
      'A message of four frames and a close frame, in one write.',
      'RFC 6455 §7.1.2',
      ...around(frames.length, close(1000)),
    ),
    expectation: 'The message comes back, and then a close frame with 1000. The close frame alone is acceptable.',
    outcomes: [
      ...exactly(gotText(whole)),
      { behavior: 'acceptable', events: [], meaning: 'The close frame was answered before the message was.' },
    ],
  },
  {
    ...closed('A ping and a close frame, in one write.', 'RFC 6455 §5.5.2', ping('last'), close(1000)),
    expectation: 'A pong comes back, and then a close frame with 1000. The close frame alone is acceptable.',
    outcomes: [
      ...exactly(gotPong('last')),
      { behavior: 'acceptable', events: [], meaning: 'The close frame was answered before the ping was.' },
    ],
  },
]);

// ── What follows a close frame ─────────────────────────────────────────────────────────────────────────────────────────────

const afterClose = group('24.3', 'What follows a close frame is not read', [
  closed('A close frame, then a binary message.', AFTER, close(1000), { opcode: 2, payload: hex('00ff') }),
  closed('A close frame, then a message in four frames.', AFTER, close(1000), ...frames),
  closed('A close frame, then three pings.', 'RFC 6455 §5.5.2', close(1000), ping('1'), ping('2'), ping('3')),
  closed('A close frame, then a pong.', AFTER, close(1000), pong('late')),
  closed('A close frame with 1000, then one with 1001.', AFTER, close(1000), close(1001)),
  closed('Ten close frames.', AFTER, ...Array.from({ length: 10 }, () => close(1000))),
  closed('A close frame with 1000, then a frame with RSV1, RSV2 and RSV3.', AFTER, close(1000), text('x', { rsv: 7 })),
  closed('A close frame with 1000, then a frame with a reserved opcode.', AFTER, close(1000), { opcode: 11 }),
  closed('A close frame with 1000, then a text frame that is not UTF-8.', AFTER, close(1000), text(hex('ff'))),
  {
    ...closed('A close frame with 1000, then octets that are no frames, in one write.', AFTER, close(1000)),
    script: [send(close(1000)), { do: 'octets', octets: repeat(hex('ff'), 64) }],
  },
  {
    ...closed(
      'A close frame with 1000, then 1,000 pings.',
      AFTER,
      close(1000),
      ...Array.from({ length: 1_000 }, () => ping('x')),
    ),
  },
]);

// ── Close frames that cross ────────────────────────────────────────────────────────────────────────────────────────────────

/** A violation makes the subject close, while our close frame is already behind it. */
function crossing(description: string, codes: readonly number[], ...sent: readonly FrameToSend[]): UnnumberedCase {
  return {
    description,
    expectation: `The subject fails the connection with ${codes.join(' or ')} and takes our close frame for the other half of the handshake, or drops the connection. Nothing else comes back.`,
    section: 'RFC 6455 §7.1.7',
    script: [send(...sent)],
    outcomes: exactly(),
    close: refusesOurClose(...codes),
  };
}

const crossings = group('24.4', 'Close frames that cross', [
  crossing(
    'A frame with RSV3, then a close frame with 1000, in one write.',
    [1002],
    text('x', { rsv: 1 }),
    close(1000),
  ),
  crossing('A continuation of nothing, then a close frame with 1001.', [1002], continuation('x'), close(1001)),
  crossing('Text that is not UTF-8, then a close frame with 1000.', [1007], text(hex('c0af')), close(1000)),
  crossing(
    'A fragmented ping, then a message, a ping and a close frame with 1000.',
    [1002],
    ping('x', unfinished),
    text('x'),
    ping('y'),
    close(1000),
  ),
]);

// ── Many control frames ────────────────────────────────────────────────────────────────────────────────────────────────────

function numberedPongs(count: number): Expected[] {
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? gotPong : maybePong)(`${index}`));
}

function numberedPings(count: number, ending: CloseExpectation): UnnumberedCase {
  return {
    description: `${count.toLocaleString('en')} pings with numbers, in one write.`,
    expectation: `The pings are answered in their order, the last one in any case; the subject may leave out others. ${closesCleanly}`,
    section: 'RFC 6455 §5.5.3',
    script: [send(...Array.from({ length: count }, (_, index) => ping(`${index}`)))],
    outcomes: exactly(...numberedPongs(count)),
    close: ending,
  };
}

const floods = group('24.5', 'Many control frames', [
  echoed(
    '1,000 unasked pongs, then a text message, in one write.',
    [send(...Array.from({ length: 1_000 }, () => pong('nobody asked')), text('done'))],
    exactly(gotText('done')),
    'RFC 6455 §5.5.3',
  ),
  echoed(
    '1,000 unasked pongs of 125 octets within a message of two frames, in one write.',
    [send(text('Hel', unfinished), ...Array.from({ length: 1_000 }, () => pong(repeat('x', 125))), continuation('lo'))],
    exactly(gotText('Hello')),
    'RFC 6455 §5.5.3',
  ),
  echoed(
    '100 pings, each sent when the one before is answered.',
    Array.from({ length: 100 }, (_, index): Step[] => [send(ping(`${index}`)), { do: 'await', events: 1 }]).flat(),
    exactly(...Array.from({ length: 100 }, (_, index) => gotPong(`${index}`))),
    'RFC 6455 §5.5.2',
  ),
  numberedPings(40, weClose()),
  {
    ...numberedPings(2_000, { ...weClose(), by: 'either', codes: [1000, 1005, 1008], clean: false }),
    expectation:
      'The pings are answered in their order, the last one in any case; the subject may leave out others. To end the connection is acceptable: a subject may bound what it takes.',
    outcomes: [
      ...exactly(...numberedPongs(2_000)),
      {
        behavior: 'acceptable',
        events: Array.from({ length: 2_000 }, (_, index) => maybePong(`${index}`)),
        meaning: 'The subject ended the connection before it had answered the last ping.',
      },
    ],
  },
]);

export const interleavings: readonly CaseGroup[] = [pings, closes, afterClose, crossings, floods];
