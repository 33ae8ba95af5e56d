/** Group 9: large messages, whole, fragmented and chopped, and round trips. Sizes and numbers are Autobahn's. */
import type { CaseGroup, Round } from '../model.ts';
import { octetCount } from './octet-count.ts';
import { exactly, group, repeat, type UnnumberedCase, weClose } from './parts.ts';

type Kind = Round['type'];

const KIBI = 1024;
const MEBI = KIBI * KIBI;

/** Round trips by default, and with `--full`. */
const ROUND_TRIPS = 250;
const FULL_ROUND_TRIPS = 1_000;

const patterns: Readonly<Record<Kind, string | Uint8Array>> = {
  text: '0123456789',
  binary: Uint8Array.of(0x00, 0xff, 0x80, 0xc0, 0x7f),
};

function echoed(description: string, round: Round): UnnumberedCase {
  return {
    description,
    expectation:
      round.count > 1
        ? `Each comes back as it went, as a ${round.type} message, before the next one is sent.`
        : `The message comes back as it went, as a ${round.type} message.`,
    section: 'RFC 6455 §5.6',
    script: [{ do: 'rounds', ...round }],
    outcomes: exactly(),
    close: weClose(),
    heavy: true,
  };
}

function messageOf(type: Kind, size: number): Round {
  return { type, sample: repeat(patterns[type], size), size, count: 1 };
}

function growing(id: string, type: Kind): CaseGroup {
  const sizes = [64 * KIBI, 256 * KIBI, MEBI, 4 * MEBI, 8 * MEBI, 16 * MEBI];
  return group(
    id,
    `A ${type} message, of growing size`,
    sizes.map((size) => echoed(`A ${type} message of ${octetCount(size)} in one frame.`, messageOf(type, size))),
  );
}

function fragmented(id: string, type: Kind): CaseGroup {
  const sizes = [64, 256, KIBI, 4 * KIBI, 16 * KIBI, 64 * KIBI, 256 * KIBI, MEBI, 4 * MEBI];
  return group(
    id,
    `A fragmented ${type} message of 4 MiB, in fragments of growing size`,
    sizes.map((fragment) =>
      echoed(`A ${type} message of 4 MiB in frames of ${octetCount(fragment)}.`, {
        ...messageOf(type, 4 * MEBI),
        fragment,
      }),
    ),
  );
}

function choppedUp(id: string, type: Kind): CaseGroup {
  const sizes = [64, 128, 256, 512, KIBI, 2 * KIBI];
  return group(
    id,
    `A ${type} message of 1 MiB, written in pieces of growing size`,
    sizes.map((chop) =>
      echoed(`A ${type} message of 1 MiB in one frame, written in pieces of ${octetCount(chop)}.`, {
        ...messageOf(type, MEBI),
        chop,
      }),
    ),
  );
}

function roundTrips(id: string, type: Kind): CaseGroup {
  const sizes = [0, 16, 64, 256, KIBI, 4 * KIBI];
  const full = FULL_ROUND_TRIPS.toLocaleString('en');
  return group(
    id,
    `Round trips of ${type} messages, of growing size`,
    sizes.map((size) =>
      echoed(`${ROUND_TRIPS} ${type} messages of ${octetCount(size)}, one at a time (${full} with --full).`, {
        ...messageOf(type, size),
        count: ROUND_TRIPS,
        fullCount: FULL_ROUND_TRIPS,
      }),
    ),
  );
}

export const limits: readonly CaseGroup[] = [
  growing('9.1', 'text'),
  growing('9.2', 'binary'),
  fragmented('9.3', 'text'),
  fragmented('9.4', 'binary'),
  choppedUp('9.5', 'text'),
  choppedUp('9.6', 'binary'),
  roundTrips('9.7', 'text'),
  roundTrips('9.8', 'binary'),
];
