/**
 * How many times less than `ws` we need at least, so that a slow-down by half cannot land: about half of what is measured on a
 * quiet machine. Ratios hardly depend on the machine. Raise them after a gain that is to stay.
 */
import type { MessageShape } from './frames.ts';
import type { EchoLoad } from './generator.ts';

export interface Floor {
  readonly name: string;
  readonly ratio: number;
  readonly measures: { readonly decode: MessageShape } | { readonly echo: EchoLoad };
}

export const floors: readonly Floor[] = [
  { name: 'decode 16 B', ratio: 1.7, measures: { decode: { type: 'binary', bytes: 16 } } },
  { name: 'decode 1 KiB', ratio: 2.7, measures: { decode: { type: 'binary', bytes: 1024 } } },
  {
    name: 'echo 64 × 64, 32 B text',
    ratio: 2,
    measures: { echo: { connections: 64, inFlight: 64, shape: { type: 'text', bytes: 32 } } },
  },
];
