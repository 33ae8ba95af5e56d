/** How often there was which verdict. */
import type { Verdict } from './verdict.ts';

export type Tally = Readonly<Partial<Record<Verdict, number>>>;

export function tallyOf(all: Iterable<Verdict>): Tally {
  const tally: Partial<Record<Verdict, number>> = {};
  for (const verdict of all) tally[verdict] = (tally[verdict] ?? 0) + 1;
  return tally;
}
