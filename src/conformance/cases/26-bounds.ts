/** Lengths at their borders and beyond, and much of what is small: RFC 6455 §5.2 and §10.4. */
import type { CaseGroup, FrameToSend } from '../model.ts';
import { octetCount } from './octet-count.ts';
import {
  binary,
  close,
  closesCleanly,
  continuation,
  exactly,
  gotBinary,
  gotPong,
  gotText,
  group,
  ping,
  repeat,
  send,
  subjectFails,
  text,
  type UnnumberedCase,
  unfinished,
  weClose,
} from './parts.ts';

const LENGTH = 'RFC 6455 §5.2';

// ── Borders ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const borders = [0, 1, 125, 126, 127, 128, 255, 256, 65_534, 65_535, 65_536, 65_537];

const lengths = group('26.1', 'Lengths at their borders', [
  ...borders.map((size) => ({
    description: `A binary message of ${octetCount(size)}.`,
    expectation: `The message comes back. ${closesCleanly}`,
    section: LENGTH,
    script: [send(binary(repeat(Uint8Array.of(0x80, 0x7f), size)))],
    outcomes: exactly(gotBinary(repeat(Uint8Array.of(0x80, 0x7f), size))),
    close: weClose(),
  })),
  {
    description: 'A text message with frames of all these lengths.',
    expectation: `The message comes back. ${closesCleanly}`,
    section: LENGTH,
    script: [
      send(
        text('', unfinished),
        ...borders.map((size, index) => continuation(repeat('b', size), { fin: index === borders.length - 1 })),
      ),
    ],
    outcomes: exactly(
      gotText(
        repeat(
          'b',
          borders.reduce((sum, size) => sum + size),
        ),
      ),
    ),
    close: weClose(),
  },
]);

// ── Lengths that are not written in the fewest octets ──────────────────────────────────────────────────────────────────────

const tolerated = 'The subject took a length that is not written in the fewest octets.';

function notMinimal(size: number, lengthOctets: 2 | 8): UnnumberedCase {
  const payload = repeat('m', size);
  return {
    description: `A text message of ${octetCount(size)} whose length is written in ${lengthOctets * 8} bits.`,
    expectation: 'The connection fails with 1002. To take the message is acceptable: the RFC forbids it to the sender.',
    section: LENGTH,
    script: [send(text(payload, { lengthOctets }))],
    outcomes: [...exactly(), { behavior: 'acceptable', events: [gotText(payload)], meaning: tolerated }],
    close: { by: 'either', codes: [1002, 1000, 1005], clean: false },
  };
}

const minimal = group('26.2', 'Lengths that are not written in the fewest octets', [
  notMinimal(0, 2),
  notMinimal(125, 2),
  notMinimal(0, 8),
  notMinimal(125, 8),
  notMinimal(126, 8),
  notMinimal(65_535, 8),
]);

// ── Lengths that nobody sends ──────────────────────────────────────────────────────────────────────────────────────────────

const TOP_BIT = 1n << 63n;

function topBit(description: string, frame: FrameToSend): UnnumberedCase {
  return {
    description,
    expectation: 'The connection fails: the most significant bit of a length is 0.',
    section: LENGTH,
    script: [send(frame)],
    outcomes: exactly(),
    close: subjectFails(1002, 1009),
  };
}

function huge(declaredLength: bigint, name: string): UnnumberedCase {
  return {
    description: `The header of a binary frame of ${name}, and ten octets.`,
    expectation: 'The subject closes with 1009 or another code, or waits for the rest. It is only reported.',
    section: 'RFC 6455 §10.4',
    script: [send(binary('0123456789', { declaredLength, lengthOctets: 8 })), { do: 'awaitClose', ms: 300 }],
    outcomes: exactly(),
    close: { by: 'either', codes: [1009, 1002, 1008, 1000, 1005], clean: false, informational: true },
    informational: true,
  };
}

const beyond = group('26.3', 'Lengths beyond all measure', [
  topBit('A binary frame with the top bit of its length set, and nothing else of it.', {
    opcode: 2,
    declaredLength: TOP_BIT,
    lengthOctets: 8,
  }),
  topBit('A text frame with all bits of its length set.', {
    opcode: 1,
    payload: 'x',
    declaredLength: TOP_BIT | (TOP_BIT - 1n),
    lengthOctets: 8,
  }),
  topBit('A text frame of five octets, whose length has the top bit, too.', {
    opcode: 1,
    payload: 'Hello',
    declaredLength: TOP_BIT | 5n,
    lengthOctets: 8,
  }),
  {
    ...topBit('A ping whose length is written in 64 bits.', ping(repeat('p', 126), { lengthOctets: 8 })),
    expectation: 'The connection fails: a control frame has 125 octets at most.',
    section: 'RFC 6455 §5.5',
    close: subjectFails(1002),
  },
  {
    ...topBit('A ping of five octets whose length is written in 16 bits.', ping('Hello', { lengthOctets: 2 })),
    expectation: 'The connection fails: the length of a control frame is written in seven bits.',
    section: 'RFC 6455 §5.5',
    outcomes: [...exactly(), { behavior: 'acceptable', events: [gotPong('Hello')], meaning: tolerated }],
    close: { by: 'either', codes: [1002, 1000, 1005], clean: false },
  },
  {
    ...topBit('A close frame that declares 126 octets.', close(1000, 'x'.repeat(124))),
    expectation: 'The connection fails: a control frame has 125 octets at most.',
    section: 'RFC 6455 §5.5',
    close: { by: 'us', codes: [1002, 1005], clean: false },
  },
  huge(TOP_BIT - 1n, '2^63 - 1 octets'),
  huge(1n << 53n, '2^53 octets'),
  huge(1n << 40n, '1 TiB'),
  huge(1n << 32n, '4 GiB'),
]);

// ── Much of what is small ──────────────────────────────────────────────────────────────────────────────────────────────────

function inFragments(count: number, payload: string): FrameToSend[] {
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? text(payload, { fin: count === 1 }) : continuation(payload, { fin: index === count - 1 }),
  );
}

function flood(count: number, payload: string, what: string): UnnumberedCase {
  return {
    description: `A text message in ${count.toLocaleString('en')} ${what}, in one write.`,
    expectation:
      'The message comes back, or the subject closes: it may bound the number of frames. It is only reported.',
    section: 'RFC 6455 §10.4',
    script: [send(...inFragments(count, payload))],
    outcomes: exactly(gotText(repeat('f', count * payload.length))),
    close: { by: 'either', codes: [1000, 1005, 1008, 1009, 1011], clean: false },
    informational: true,
    heavy: true,
    timeLimit: 10_000,
  };
}

const many = group('26.4', 'Much of what is small', [
  {
    description: 'A text message in 1,000 frames of one octet, in one write.',
    expectation: `The message comes back. ${closesCleanly}`,
    section: 'RFC 6455 §5.4',
    script: [send(...inFragments(1_000, 'f'))],
    outcomes: exactly(gotText(repeat('f', 1_000))),
    close: weClose(),
  },
  {
    description: 'A text message in 1,000 empty frames and one with an octet, in one write.',
    expectation: `The message comes back. ${closesCleanly}`,
    section: 'RFC 6455 §5.4',
    script: [send(...inFragments(1_000, '').slice(0, 999), continuation('', unfinished), continuation('x'))],
    outcomes: exactly(gotText('x')),
    close: weClose(),
  },
  {
    description: '3,000 empty text messages in one write.',
    expectation: `3,000 empty text messages come back. ${closesCleanly}`,
    section: 'RFC 6455 §5.6',
    script: [send(...Array.from({ length: 3_000 }, () => text('')))],
    outcomes: exactly(...Array.from({ length: 3_000 }, () => gotText(''))),
    close: weClose(),
    timeLimit: 5_000,
    heavy: true,
  },
  {
    description: '3,000 binary messages with numbers, in one write.',
    expectation: `They come back in their order. ${closesCleanly}`,
    section: 'RFC 6455 §5.6',
    script: [send(...Array.from({ length: 3_000 }, (_, index) => binary(`${index}`)))],
    outcomes: exactly(...Array.from({ length: 3_000 }, (_, index) => gotBinary(`${index}`))),
    close: weClose(),
    timeLimit: 5_000,
    heavy: true,
  },
  flood(100_000, 'f', 'frames of one octet'),
  flood(100_000, '', 'empty frames'),
]);

export const bounds: readonly CaseGroup[] = [lengths, minimal, beyond, many];
