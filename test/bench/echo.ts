/** CPU time that a server spends per echoed message, over loopback; generator and server on a processor each. */
import { type RunningServer, startServer } from './catalogue.ts';
import type { Effort } from './decode.ts';
import { type EchoLoad, type Measured, measureEcho, SERVER_CPU } from './generator.ts';
import { inTurns } from './peers.ts';
import { compare, type Row } from './report.ts';

const KIB = 1024;
const workloads: readonly EchoLoad[] = [
  { connections: 64, inFlight: 1, shape: { type: 'text', bytes: 32 } },
  { connections: 64, inFlight: 64, shape: { type: 'text', bytes: 32 } },
  { connections: 16, inFlight: 8, shape: { type: 'binary', bytes: 16 * KIB } },
  { connections: 4, inFlight: 2, shape: { type: 'binary', bytes: KIB * KIB } },
  { connections: 64, inFlight: 8, shape: { type: 'utf8', bytes: KIB } },
];

export function describeLoad({ connections, inFlight, shape: { type, bytes } }: EchoLoad): string {
  const size = bytes < KIB ? `${bytes} B` : bytes < KIB * KIB ? `${bytes / KIB} KiB` : `${bytes / KIB / KIB} MiB`;
  return `${connections} × ${inFlight}, ${size} ${type}`;
}

/** All that is to be known of one workload, measured in turns. */
export async function measureInTurns<P extends { readonly name: string }>(
  peers: readonly P[],
  rounds: number,
  measure: (peer: P) => Promise<Measured>,
): Promise<Map<string, Measured[]>> {
  const details = new Map(peers.map(({ name }) => [name, [] as Measured[]]));
  await inTurns(peers, rounds, async (peer) => {
    const measured = await measure(peer);
    details.get(peer.name)?.push(measured);
    return measured.cpu;
  });
  return details;
}

/** One figure of each measurement. */
export function pick(details: ReadonlyMap<string, readonly Measured[]>, figure: keyof Measured): Map<string, number[]> {
  return new Map([...details].map(([name, all]) => [name, all.map((one) => one[figure] ?? Number.NaN)]));
}

/** Latency says something only where nothing waits behind anything. */
function rowsOf(load: EchoLoad, details: ReadonlyMap<string, readonly Measured[]>): Row[] {
  const workload = `echo ${describeLoad(load)}`;
  const rows = compare(workload, 'µs/message', pick(details, 'cpu'));
  if (load.inFlight > 1 || [...details.values()].some((all) => all[0]?.p50 === undefined)) return rows;
  return [
    ...rows,
    ...compare(`${workload}: p50`, 'µs', pick(details, 'p50')),
    ...compare(`${workload}: p99`, 'µs', pick(details, 'p99')),
  ];
}

export async function echo({ rounds, seconds, progress, peers }: Effort): Promise<Row[]> {
  const servers: RunningServer[] = [];
  const rows: Row[] = [];
  try {
    for (const peer of peers) servers.push(await startServer(peer, { args: ['echo'], cpu: SERVER_CPU }));
    // Unrecorded: each server's code is compiled for all that it will meet.
    for (const load of workloads)
      await inTurns(servers, 1, async (server) => (await measureEcho(server, load, seconds / 2)).cpu);
    for (const load of workloads) {
      const measured = rowsOf(
        load,
        await measureInTurns(servers, rounds, (server) => measureEcho(server, load, seconds)),
      );
      rows.push(...measured);
      progress(
        `echo ${describeLoad(load)}: ${measured
          .slice(0, servers.length - 1)
          .map(({ peer, ratio }) => `${ratio} × ${peer}`)
          .join(', ')}`,
      );
    }
  } finally {
    for (const { program } of servers) program.stop();
  }
  return rows;
}
