/** CPU time that a client spends per message that it sends back; the generator is the server. */
import { start } from './catalogue.ts';
import type { Effort } from './decode.ts';
import { describeLoad } from './echo.ts';
import { type EchoLoad, measureClient, SERVER_CPU } from './generator.ts';
import { contest, cpuRows, warmUp } from './network.ts';
import type { Program } from './program.ts';
import type { Row } from './report.ts';

const KIB = 1024;
const workloads: readonly EchoLoad[] = [
  { connections: 64, inFlight: 64, shape: { type: 'text', bytes: 32 } },
  { connections: 4, inFlight: 2, shape: { type: 'binary', bytes: KIB * KIB } },
  { connections: 64, inFlight: 8, shape: { type: 'text', bytes: KIB } },
];

export async function client(effort: Effort): Promise<Row[]> {
  const { seconds, progress } = effort;
  const rows: Row[] = [];
  const clients: Program[] = [];
  try {
    for (const peer of effort.peers) {
      const program = start(peer, 'clients', { args: [], cpu: SERVER_CPU });
      clients.push(program);
      await program.ask();
    }
    for (const load of workloads) {
      await warmUp(clients, (one) => measureClient(one, load, seconds / 2));
    }
    for (const load of workloads) {
      const workload = `client ${describeLoad(load)}`;
      const details = await contest(workload, clients, effort, (one) => measureClient(one, load, seconds));
      rows.push(...cpuRows(workload, 'µs/message', details, progress));
    }
  } finally {
    for (const one of clients) one.stop();
  }
  return rows;
}
