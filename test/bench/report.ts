/** What was measured, as rows: one workload against one peer. */

export interface Row {
  readonly workload: string;
  readonly peer: string;
  /** How many times better than the peer: above 1, we win. */
  readonly ratio: number;
  readonly ours: number;
  readonly theirs: number;
  /** Of `ours` and `theirs`. Less is better. */
  readonly unit: string;
  /** A point of a curve: how cost grows with the work. */
  readonly curve?: { readonly name: CurveName; readonly at: number };
}

export type CurveName = 'message size' | 'connections' | 'fragments';

/** The name among the peers of what is measured here. */
export const OURS = 'wirechart';
/** What stands for a peer where nobody is compared with: what we set out for. */
export const AIM = 'aim';

/** Rows of one workload from the measurements of each peer: medians, because a busy machine only ever adds time. */
export function compare(workload: string, unit: string, samples: ReadonlyMap<string, readonly number[]>): Row[] {
  const ours = median(samples.get(OURS) ?? []);
  const peers = [...samples].filter(([name]) => name !== OURS);
  return peers.map(([peer, values]) => {
    const theirs = median(values);
    return {
      workload,
      peer,
      ratio: round(theirs / ours),
      ours: round(ours),
      theirs: round(theirs),
      unit,
    };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Rows under a heading line, in columns. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.workload,
    row.peer,
    `${row.ratio} ×`,
    String(row.ours),
    String(row.theirs),
    row.unit,
  ]);
  const lines = [['workload', 'peer', 'better', 'ours', 'theirs', 'unit'], ...cells];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  // Figures stand at the right of their columns.
  const padded = lines.map((line) =>
    line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column >= 2 && column <= 4 ? cell.padStart(width) : cell.padEnd(width);
    }),
  );
  return padded.map((line) => line.join('  ').trimEnd()).join('\n');
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
