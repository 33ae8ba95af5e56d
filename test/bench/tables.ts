/** Results as Markdown. */
import { curvesOf, judge } from './curves.ts';
import { type Goal, goals, NOWHERE_SLOWER, rowOf } from './goals.ts';
import { OURS, type Row } from './report.ts';
import type { Results } from './results.ts';

/** The peers of the table of goals; all others stand in the table of everything. */
const MAIN_PEERS = ['ws', 'bun'] as const;

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const borders = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(borders), ...lines.map(line)].join('\n');
}

const times = (ratio: number) => (ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2));

function measuredBeside(row: Row | undefined, goal: number | undefined): string[] {
  if (row === undefined) return ['–', goal === undefined ? '–' : String(goal)];
  if (goal === undefined) return [times(row.ratio), '–'];
  return [`${times(row.ratio)} ${row.ratio >= goal ? '✓' : '✗'}`, String(goal)];
}

function goalLine(rows: readonly Row[], goal: Goal): string[] {
  const found = [...MAIN_PEERS, NOWHERE_SLOWER.peer].map((peer) => rowOf(rows, goal, peer));
  const ours = found.find((row) => row !== undefined);
  const [ws, bun, native] = found;
  return [
    goal.name,
    ours === undefined ? 'not measured' : `${ours.ours} ${ours.unit}`,
    ...measuredBeside(ws, goal.against.ws),
    ...measuredBeside(bun, goal.against.bun),
    native === undefined ? '–' : (measuredBeside(native, NOWHERE_SLOWER.ratio)[0] ?? ''),
  ];
}

/** What was aimed at beside what was measured, met or not. */
export function goalsTable({ rows }: Results): string {
  return markdown(
    ['workload', OURS, '× `ws`', 'goal', '× Bun', 'goal', '× `ws` + `bufferutil`'],
    goals.map((goal) => goalLine(rows, goal)),
  );
}

/** Every workload against every peer: how many times better we are, and in brackets what the peer needs. */
export function everythingTable({ rows }: Results): string {
  const compared = rows.filter(({ curve, peer }) => curve === undefined && peer !== AIM);
  const peers = [...new Set(compared.map(({ peer }) => peer))];
  const lines = [...new Set(compared.map(({ workload }) => workload))].map((workload) => {
    const ofWorkload = compared.filter((row) => row.workload === workload);
    const cells = peers.map((peer) => {
      const row = ofWorkload.find((one) => one.peer === peer);
      return row === undefined ? '–' : `${times(row.ratio)} (${row.theirs})`;
    });
    return [workload, `${ofWorkload[0]?.ours} ${ofWorkload[0]?.unit}`, ...cells];
  });
  return markdown(['workload', OURS, ...peers], lines);
}

/** The name that rows give to what is aimed at, where nobody is to be compared with. */
export const AIM = 'aim';

/** What the statecharts cost. */
export function sharesTable({ rows }: Results): string {
  const shares = rows.filter(({ peer }) => peer === AIM);
  return markdown(
    ['workload', 'measured', 'aim'],
    shares.map(({ workload, ours, theirs, unit }) => [
      workload,
      `${ours} ${unit} ${ours <= theirs ? '✓' : '✗'}`,
      `${theirs} ${unit}`,
    ]),
  );
}

export function curvesTable({ rows }: Results): string {
  const lines = curvesOf(rows).map((curve) => {
    const [first, last] = [curve.points[0], curve.points.at(-1)];
    const ends = [first, last].map((point) => `${point?.[1]} µs at ${point?.[0].toLocaleString('en')}`);
    return [curve.name, curve.peer, ...ends, `${judge(curve).good ? '✓' : '✗'} ${judge(curve).text}`];
  });
  return markdown(['grows', 'who', 'a message costs', 'and', 'linear or better?'], lines);
}

/** One paragraph: on what, when, with what. */
export function circumstances({ machine, date, generator, versions }: Results): string {
  const { processor, cores, memory, kernel, node } = machine;
  return [
    `Measured on ${date}: ${processor}, ${cores} cores, ${memory} GiB, ${kernel}; Node ${node}; ${versions.join(', ')};`,
    `load from \`${generator}\`, over loopback.`,
  ].join('\n');
}
