/** CPU time that a server spends per echoed message, over loopback; generator and server on a processor each. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Effort } from './decode.ts';
import type { Usage } from './echo-server.ts';
import type { MessageShape } from './frames.ts';
import type { Load, LoadQuestion } from './load.ts';
import { Child, inTurns, peerKinds, pinned } from './peers.ts';
import { compare, type Row } from './report.ts';

const SERVER_CPU = 0;
const GENERATOR_CPU = 1;
const WARM_UP = 0.5;

interface Workload {
  readonly connections: number;
  readonly inFlight: number;
  readonly shape: MessageShape;
}

const workloads: readonly Workload[] = [
  { connections: 64, inFlight: 1, shape: { type: 'text', bytes: 32 } },
  { connections: 64, inFlight: 64, shape: { type: 'text', bytes: 32 } },
  { connections: 16, inFlight: 8, shape: { type: 'binary', bytes: 16 * 1024 } },
];

function describe({ connections, inFlight, shape }: Workload): string {
  const size = shape.bytes < 1024 ? `${shape.bytes} B` : `${shape.bytes / 1024} KiB`;
  return `echo ${connections} × ${inFlight}, ${size} ${shape.type}`;
}

/** A server that runs, and where. */
export interface RunningServer {
  readonly name: string;
  readonly child: Child;
  readonly port: number;
}

/** Microseconds of the server's CPU time per message. */
async function measure({ child, port }: RunningServer, workload: Workload, seconds: number): Promise<number> {
  const load: Load = { port, ...workload };
  const generator = new Child('generator', 'load', { args: [JSON.stringify(load)], cpu: GENERATOR_CPU });
  const ask = (question: LoadQuestion['ask']) => generator.ask<number>({ ask: question });
  try {
    await ask('ready');
    await ask('start');
    await sleep(WARM_UP * 1000);
    const [before, countBefore] = await Promise.all([child.ask<Usage>({}), ask('count')]);
    await sleep(seconds * 1000);
    const [after, countAfter] = await Promise.all([child.ask<Usage>({}), ask('count')]);
    return ((after.cpuSeconds - before.cpuSeconds) / (countAfter - countBefore)) * 1e6;
  } finally {
    generator.stop();
  }
}

/** The same by a native generator, which needs less of the machine. */
async function measureNatively(
  wsload: string,
  { child, port }: RunningServer,
  { connections, inFlight, shape }: Workload,
  seconds: number,
): Promise<number> {
  const type = shape.type === 'binary' ? 'bin' : shape.type;
  const options = {
    port,
    pid: child.pid,
    c: connections,
    p: inFlight,
    s: shape.bytes,
    t: type,
    w: WARM_UP,
    d: seconds,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [
    name.length === 1 ? `-${name}` : `--${name}`,
    String(value),
  ]);
  const [command = '', ...rest] = [...pinned(GENERATOR_CPU), wsload, 'echo', ...args];
  const { stdout } = await promisify(execFile)(command, rest);
  return (JSON.parse(stdout) as { cpu_s_per_Mmsg: number }).cpu_s_per_Mmsg;
}

export async function echo({ rounds, seconds, progress }: Effort): Promise<Row[]> {
  const servers: RunningServer[] = [];
  const rows: Row[] = [];
  const { WSLOAD } = process.env;
  try {
    for (const { name, implementation, env } of peerKinds) {
      const child = new Child(name, 'echo-server', { args: [implementation], env, cpu: SERVER_CPU });
      servers.push({ name, child, port: await child.ask<number>() });
    }
    const run = (server: RunningServer, workload: Workload, length: number) =>
      WSLOAD === undefined ? measure(server, workload, length) : measureNatively(WSLOAD, server, workload, length);
    // Unrecorded: each server's code is compiled for all that it will meet.
    for (const workload of workloads) await inTurns(servers, 1, (server) => run(server, workload, seconds / 2));
    for (const workload of workloads) {
      const samples = await inTurns(servers, rounds, (server) => run(server, workload, seconds));
      const measured = compare(describe(workload), 'µs/message', samples);
      rows.push(...measured);
      progress(`${describe(workload)}: ${measured.map(({ peer, ratio }) => `${ratio} × ${peer}`).join(', ')}`);
    }
  } finally {
    for (const { child } of servers) child.stop();
  }
  return rows;
}
