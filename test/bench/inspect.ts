/**
 * What inspecting costs. Nothing attached: in process, beside a copy without the places where something could be attached,
 * since sockets would hide a difference of a few per cent. A recorder on every connection, and XState's interpreter: CPU time
 * of a server per echoed message, over loopback. The page: how long it takes to go from one moment to another.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Peer } from './catalogue.ts';
import type { Effort } from './decode.ts';
import { describeLoad } from './echo.ts';
import { type EchoLoad, measureEcho, SERVER_CPU } from './generator.ts';
import { INSPECT, INTERPRETED, RECORDED, WITHOUT_TAPS } from './inspect-names.ts';
import { contest, pick, warmUp, withServers } from './network.ts';
import { Child, inTurns } from './peers.ts';
import { root } from './places.ts';
import { AIM, compare, OURS, type Row } from './report.ts';
import { makeWithoutTaps } from './without-taps.ts';

const KIB = 1024;
/** Milliseconds: a picture of sixty in a second. */
const FRAME = 16;
const peers: readonly Peer[] = [
  { name: OURS, runtime: 'node', script: 'wirechart', abilities: ['echo'] },
  { name: RECORDED, runtime: 'node', script: 'wirechart-recorded', abilities: ['echo'] },
  {
    name: INTERPRETED,
    runtime: 'node',
    script: 'wirechart',
    abilities: ['echo'],
    env: { WIRECHART_ENGINE: 'interpreted' },
  },
];

const loads: readonly EchoLoad[] = [
  { connections: 64, inFlight: 1, shape: { type: 'binary', bytes: 16 } },
  { connections: 64, inFlight: 64, shape: { type: 'binary', bytes: 16 } },
  { connections: 16, inFlight: 8, shape: { type: 'binary', bytes: 16 * KIB } },
];

export async function inspect(effort: Effort): Promise<Row[]> {
  return [...(await nothingAttached(effort)), ...(await attached(effort)), ...(await seeks(effort))];
}

async function nothingAttached({ rounds, seconds, progress }: Effort): Promise<Row[]> {
  makeWithoutTaps();
  const script = 'inspect-peer';
  const children = [
    new Child(OURS, script),
    new Child(WITHOUT_TAPS, `../../../bench-without-taps/test/bench/${script}`),
  ];
  const rows: Row[] = [];
  try {
    for (const [name, bytes] of [
      ['16 B', 16],
      ['16 KiB', 16 * KIB],
    ] as const) {
      await inTurns(children, 1, (child) => child.ask({ bytes, seconds: seconds / 2 }));
      // Differences of one per cent want more rounds than those of a half.
      const samples = await inTurns(children, rounds * 4, (child) =>
        child.ask<number>({ bytes, seconds: seconds / 4 }),
      );
      rows.push(...compare(`${INSPECT}: nothing attached, in process, ${name}`, 'ns/message', samples));
    }
  } finally {
    for (const child of children) child.stop();
  }
  for (const { workload, ours, theirs } of rows) progress(`${workload}: ${ours} ns, without taps ${theirs} ns`);
  return rows;
}

/** Milliseconds from one moment of a million records to another on the page, all panes drawn: half of them, and 95 %. */
async function seeks({ progress }: Effort): Promise<Row[]> {
  const script = join(root, 'test/support/time-seeks.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, '300'], { cwd: root });
  const taken = JSON.parse(stdout) as number[];
  const row = (part: number) =>
    compare(
      `${INSPECT}: seek among 1,000,000 records on the page, p${part}`,
      'ms',
      new Map([
        [OURS, [taken[Math.floor((taken.length * part) / 100)] ?? Number.NaN]],
        [AIM, [FRAME]],
      ]),
    );
  const rows = [...row(50), ...row(95)];
  for (const { workload, ours } of rows) progress(`${workload}: ${ours} ms, aim below ${FRAME} ms`);
  return rows;
}

function attached(effort: Effort): Promise<Row[]> {
  const { seconds, progress } = effort;
  return withServers(peers, { args: ['echo'], cpu: SERVER_CPU }, async (servers) => {
    const rows: Row[] = [];
    for (const load of loads) {
      await warmUp(servers, (server) => measureEcho(server, load, seconds / 2));
      const workload = `${INSPECT}: echo ${describeLoad(load)}`;
      const details = await contest(workload, servers, effort, (server) => measureEcho(server, load, seconds));
      const measured = compare(workload, 'µs/message', pick(details, 'cpu'));
      progress(`${workload}: ${measured.map(({ peer, ratio }) => `${peer} ${ratio} × the time`).join(', ')}`);
      rows.push(...measured);
    }
    return rows;
  });
}
