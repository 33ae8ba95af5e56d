/** How many frames there are of each kind, counted on as a recording grows. */

import { type FrameKind, kindOf } from './frame-filter.ts';
import { OUT, opcodeOf } from './frame-traits.ts';
import type { Survey } from './survey.ts';

export type FrameCounts = Record<FrameKind | 'in' | 'out', number>;

const known = new WeakMap<Survey, { counted: number; readonly counts: FrameCounts }>();

export function countsOf(survey: Survey): FrameCounts {
  let state = known.get(survey);
  if (state === undefined) {
    const counts = { in: 0, out: 0, text: 0, binary: 0, continuation: 0, ping: 0, pong: 0, close: 0, reserved: 0 };
    state = { counted: 0, counts };
    known.set(survey, state);
  }
  const { counts } = state;
  const { traits } = survey;
  for (; state.counted < traits.length; state.counted++) {
    const each = traits.get(state.counted);
    counts[(each & OUT) !== 0 ? 'out' : 'in'] += 1;
    counts[kindOf(opcodeOf(each))] += 1;
  }
  return counts;
}
