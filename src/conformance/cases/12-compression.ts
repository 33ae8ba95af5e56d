/**
 * Group 12: permessage-deflate with five samples in eighteen sizes. Samples, sizes and fragments are Autobahn's, in its
 * order; the number of messages is smaller unless `--full` is asked for.
 */
import type { CaseGroup, Deflate, SampleName } from '../model.ts';
import { sampleKinds } from '../samples.ts';
import { octetCount } from './octet-count.ts';
import { exactly, group, type UnnumberedCase, weClose } from './parts.ts';

const FULL_COUNT = 1_000;
const KIBI = 1024;

/** Octets of each message, octets of each frame (0: one frame), messages by default. */
type Load = readonly [size: number, fragment: number, count: number];

/** Shared with group 13. */
export const loads: readonly Load[] = [
  [16, 0, 50],
  [64, 0, 50],
  [256, 0, 50],
  [KIBI, 0, 40],
  [4 * KIBI, 0, 30],
  [8 * KIBI, 0, 20],
  [16 * KIBI, 0, 12],
  [32 * KIBI, 0, 8],
  [64 * KIBI, 0, 6],
  [128 * KIBI, 0, 4],
  [8 * KIBI, 256, 20],
  [16 * KIBI, 256, 12],
  [32 * KIBI, 256, 8],
  [64 * KIBI, 256, 6],
  [128 * KIBI, 256, 4],
  [128 * KIBI, KIBI, 4],
  [128 * KIBI, 4 * KIBI, 4],
  [128 * KIBI, 32 * KIBI, 4],
];

/** What a client offers that leaves everything to the server. */
export const openOffer = 'permessage-deflate; client_no_context_takeover; client_max_window_bits';

export interface CompressionLoop {
  readonly sample: SampleName;
  readonly load: Load;
  readonly deflate: Deflate;
  /** Which parameters, for people. */
  readonly parameters: string;
}

export function compressionCase({ sample, load, deflate, parameters }: CompressionLoop): UnnumberedCase {
  const [size, fragment, count] = load;
  const { title, type } = sampleKinds[sample];
  const frames = fragment === 0 ? '' : `, each in frames of ${octetCount(fragment)}`;
  return {
    description:
      `${count} compressed ${type} messages of ${octetCount(size)} of ${title}${frames}, one at a time ` +
      `(${FULL_COUNT.toLocaleString('en')} with --full); ${parameters}.`,
    expectation: 'Each comes back as it went, compressed or not, before the next one is sent.',
    section: 'RFC 7692 §7.2',
    deflate,
    script: [
      {
        do: 'rounds',
        type,
        sample,
        size,
        count,
        fullCount: FULL_COUNT,
        ...(fragment === 0 ? {} : { fragment }),
      },
    ],
    outcomes: exactly(),
    close: weClose(),
    heavy: true,
  };
}

const order: readonly SampleName[] = ['json', 'bitmap', 'prose', 'html', 'document'];

export const compression: readonly CaseGroup[] = order.map((sample, index) =>
  group(
    `12.${index + 1}`,
    `Compressed messages: ${sampleKinds[sample].title}`,
    loads.map((load) =>
      compressionCase({
        sample,
        load,
        deflate: { offer: openOffer, grant: [{}] },
        parameters: 'default parameters',
      }),
    ),
  ),
);
