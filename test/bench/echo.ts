/** CPU time that a server spends per echoed message, over loopback; generator and server on a processor each. */
import type { Effort } from './decode.ts';
import { type EchoLoad, measureEcho, SERVER_CPU } from './generator.ts';
import { contest, cpuRows, type Details, pick, warmUp, withServers } from './network.ts';
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

/** Latency says something only where nothing waits behind anything, and only the native generator tells it. */
function latencyRows(workload: string, details: Details): Row[] {
  if ([...details.values()].some((all) => all[0]?.p50 === undefined)) return [];
  return [
    ...compare(`${workload}: p50`, 'µs', pick(details, 'p50')),
    ...compare(`${workload}: p99`, 'µs', pick(details, 'p99')),
  ];
}

export function echo(effort: Effort): Promise<Row[]> {
  const { seconds, progress } = effort;
  return withServers(effort.peers, { args: ['echo'], cpu: SERVER_CPU }, async (servers) => {
    const rows: Row[] = [];
    for (const load of workloads) {
      await warmUp(servers, (server) => measureEcho(server, load, seconds / 2));
    }
    for (const load of workloads) {
      const workload = `echo ${describeLoad(load)}`;
      const details = await contest(workload, servers, effort, (server) => measureEcho(server, load, seconds));
      rows.push(...cpuRows(workload, 'µs/message', details, progress));
      if (load.inFlight === 1) rows.push(...latencyRows(workload, details));
    }
    return rows;
  });
}
