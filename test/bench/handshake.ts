/** What a connection costs a server that is opened and closed again: the transport, and both handshakes. */
import type { Effort } from './decode.ts';
import { measureHandshakes, SERVER_CPU } from './generator.ts';
import { contest, cpuRows, rateRows, warmUp, withServers } from './network.ts';
import type { Row } from './report.ts';

/** Under way at the same time. */
const AT_ONCE = 64;

export function handshake(effort: Effort): Promise<Row[]> {
  const { seconds, progress } = effort;
  return withServers(effort.peers, { args: ['echo'], cpu: SERVER_CPU }, async (servers) => {
    const measure = (length: number) => (server: (typeof servers)[number]) =>
      measureHandshakes(server, AT_ONCE, length);
    await warmUp(servers, measure(seconds));
    const details = await contest('handshake', servers, effort, measure(seconds));
    return [
      ...cpuRows('handshake', 'µs/connection', details, progress),
      ...rateRows('handshake: rate on one core', 'connections/s', details),
    ];
  });
}
