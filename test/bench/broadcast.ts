/** CPU time that a server spends on each delivery of a message that goes to everybody. */
import type { Effort } from './decode.ts';
import { measureBroadcast, SERVER_CPU } from './generator.ts';
import { contest, cpuRows, warmUp, withServers } from './network.ts';
import type { Row } from './report.ts';
import { announcement } from './servers/announcement.ts';

const CONNECTIONS = 1000;

export function broadcast(effort: Effort): Promise<Row[]> {
  const { seconds, progress } = effort;
  const workload = `broadcast ${announcement.length} B to ${CONNECTIONS.toLocaleString('en')}`;
  return withServers(effort.peers, { args: ['broadcast'], cpu: SERVER_CPU }, async (servers) => {
    const measure = (length: number) => (server: (typeof servers)[number]) =>
      measureBroadcast(server, CONNECTIONS, announcement.length, length);
    await warmUp(servers, measure(seconds / 2));
    const details = await contest(workload, servers, effort, measure(seconds));
    return cpuRows(workload, 'µs/delivery', details, progress);
  });
}
