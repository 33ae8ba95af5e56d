/**
 * How cost grows with the work: linear or better, and no cliff on the way. Cost per unit of work (per byte, per fragment, per
 * connection's share) may fall as far as it likes, and hardly rise.
 */
import { type CurveName, OURS, type Row } from './report.ts';

export interface Curve {
  readonly name: CurveName;
  readonly peer: string;
  /** Cost of a message at each amount of work, in order. */
  readonly points: readonly (readonly [at: number, cost: number])[];
}

export interface Verdict {
  readonly good: boolean;
  readonly text: string;
}

/**
 * Cost per unit at the next point, steps being of 4 × or less. What would be linear but for noise stays far below; a copy of
 * everything for each piece, which makes the cost of a step quadratic, reaches 4.
 */
const MAX_STEP = 2;
/** Cost per unit anywhere, beside the lowest before it: a slow rise is a rise, too. */
const MAX_RISE = 3;

/** What a message's cost is divided by. Connections are no part of a message: with any number of them it should cost the same. */
const work: Record<CurveName, (at: number) => number> = {
  'message size': (bytes) => bytes,
  fragments: (fragments) => fragments,
  connections: () => 1,
};

/** Our curves and those of each peer, from the rows that have a place on one. */
export function curvesOf(rows: readonly Row[]): Curve[] {
  const curves = new Map<string, { name: CurveName; peer: string; points: Map<number, number> }>();
  for (const { curve, peer, ours, theirs } of rows) {
    if (curve === undefined) continue;
    for (const [who, cost] of [
      [OURS, ours],
      [peer, theirs],
    ] as const) {
      const key = `${curve.name} ${who}`;
      const found = curves.get(key) ?? { name: curve.name, peer: who, points: new Map() };
      found.points.set(curve.at, cost);
      curves.set(key, found);
    }
  }
  return [...curves.values()].map(({ name, peer, points }) => ({
    name,
    peer,
    points: [...points].sort(([one], [other]) => one - other),
  }));
}

export function judge({ name, points }: Curve): Verdict {
  const units = points.map(([at, cost]) => ({ at, unit: cost / work[name](at) }));
  let lowest = Number.POSITIVE_INFINITY;
  let steepest = { factor: 0, at: 0 };
  for (const [index, { at, unit }] of units.entries()) {
    if (!(unit > 0)) return { good: false, text: `nothing measured at ${at}` };
    const step = unit / (units[index - 1]?.unit ?? unit);
    if (step > MAX_STEP) return { good: false, text: `a cliff at ${at}: ${factor(step)} the step before` };
    if (unit / lowest > MAX_RISE) {
      return { good: false, text: `more than linear at ${at}: ${factor(unit / lowest)} the lowest cost before it` };
    }
    lowest = Math.min(lowest, unit);
    if (index > 0 && step > steepest.factor) steepest = { factor: step, at };
  }
  return { good: true, text: `linear or better; steepest step ${factor(steepest.factor)}, at ${steepest.at}` };
}

const factor = (value: number) => `${value.toFixed(2)} ×`;
