/** Results as Markdown. */
import { curvesOf, judge } from './curves.ts';
import { type Goal, goals, NOWHERE_SLOWER, rowOf } from './goals.ts';
import { INSPECT, RECORDED, WITHOUT_TAPS } from './inspect-names.ts';
import { AIM, OURS, type Row } from './report.ts';
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
  const compared = rows.filter((row) => row.curve === undefined && row.peer !== AIM && !isInspecting(row));
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

/** What was aimed at: how many times what it costs without. */
const inspectingAims: readonly (readonly [of: RegExp, peer: string, atMost: number])[] = [
  [/16 B binary$/, RECORDED, 1.25],
  [/16 KiB binary$/, RECORDED, 1.05],
];
/** A copy without the places where something could be attached is the measure of what they cost. */
const MOST_UNATTACHED = 1.02;

function isInspecting({ workload }: Row): boolean {
  return workload.startsWith(`${INSPECT}: `);
}

/** What inspecting costs, as times of what it costs without; empty where it was not measured. */
export function inspectingTable({ rows }: Results): string {
  const lines = rows.filter(isInspecting).map((row) => {
    const workload = row.workload.slice(INSPECT.length + 2);
    if (row.peer === AIM)
      return [workload, `${row.ours} ${row.unit}${row.ours < row.theirs ? ' ✓' : ' ✗'}`, `${row.theirs} ${row.unit}`];
    if (row.peer === WITHOUT_TAPS) return [workload, ...judged(1 / row.ratio, MOST_UNATTACHED)];
    const aim = inspectingAims.find(([of, peer]) => of.test(workload) && peer === row.peer)?.[2];
    return [`${workload}, ${row.peer}`, ...judged(row.ratio, aim)];
  });
  return lines.length === 0 ? '' : markdown(['inspecting', '× the CPU time', 'aim, at most'], lines);
}

function judged(times: number, aim: number | undefined): string[] {
  const mark = aim === undefined ? '' : times <= aim ? ' ✓' : ' ✗';
  return [`${times.toFixed(2)}${mark}`, aim === undefined ? '–' : String(aim)];
}

/** What the statecharts cost. */
export function sharesTable({ rows }: Results): string {
  const shares = rows.filter((row) => row.peer === AIM && !isInspecting(row));
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

const LATENCY = 'echo 64 × 1, 32 B text';

/** The latency of everybody where one message is in flight, in a sentence. */
export function latencies({ rows }: Results): string {
  const half = rows.filter(({ workload }) => workload === `${LATENCY}: p50`);
  const most = rows.filter(({ workload }) => workload === `${LATENCY}: p99`);
  if (half[0] === undefined || most[0] === undefined) return '';
  const peers = half.map(({ peer, theirs }) => {
    return `${peer} ${theirs} / ${most.find((row) => row.peer === peer)?.theirs}`;
  });
  const all = [`${OURS} ${half[0].ours} / ${most[0].ours}`, ...peers];
  return `Microseconds from a message to its echo, 64 connections × 1 in flight, p50 / p99: ${all.join(', ')}.`;
}

/** What explicit statecharts cost, in a sentence. */
export function shares({ rows }: Results): string {
  const measured = rows.filter((row) => row.peer === AIM && !isInspecting(row));
  if (measured.length === 0) return '';
  const list = measured.map(({ workload, ours }) => `${ours} % (${workload.replace(/^.*?, /, '')})`);
  return `The statecharts' share of the CPU time, guards and actions included: ${list.join(', ')}; the aim was below ${measured[0]?.theirs} %.`;
}

/** One paragraph: on what, when, with what. */
export function circumstances({ machine, date, generator, versions }: Results): string {
  const { processor, cores, memory, kernel, node } = machine;
  return [
    `Measured on ${date}: ${processor}, ${cores} cores, ${memory} GiB, ${kernel}; Node ${node}; ${versions.join(', ')};`,
    `load from \`${generator}\`, over loopback.`,
  ].join('\n');
}
