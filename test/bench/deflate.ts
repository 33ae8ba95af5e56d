/** permessage-deflate: CPU time of a server per echoed message, and its memory. */
import type { Effort } from './decode.ts';
import { type EchoLoad, measureEcho, SERVER_CPU } from './generator.ts';
import { residentPerConnection, unlikeWs } from './memory.ts';
import { contest, cpuRows, warmUp, withServers } from './network.ts';
import { inTurns } from './peers.ts';
import { compare, OURS, type Row } from './report.ts';
import type { Compression } from './servers/lines.ts';

const shape = { type: 'json', bytes: 1024 } as const;
const load: EchoLoad = { connections: 64, inFlight: 8, shape, deflate: true };
const modes: readonly Compression[] = ['takeover', 'no takeover'];
/** A zlib stream each is a quarter of a megabyte: a thousand are enough to see. */
const IDLE_CONNECTIONS = 1000;

export async function deflate(effort: Effort): Promise<Row[]> {
  const { seconds, progress, peers } = effort;
  const rows: Row[] = [];
  for (const mode of modes) {
    const workload = `deflate 64 × 8, 1 KiB JSON, ${mode}: CPU`;
    // What goes on in threads of a server's own counts, on the one processor that it has.
    const details = await withServers(peers, { args: ['echo', mode], cpu: SERVER_CPU }, async (servers) => {
      await warmUp(servers, (one) => measureEcho(one, load, seconds / 2));
      return contest(workload, servers, effort, (one) => measureEcho(one, load, seconds));
    });
    rows.push(...cpuRows(workload, 'µs/message', details, progress));
  }
  return [...rows, ...(await memoryRows(effort))];
}

/** It varies little, and takes long. */
const MEMORY_ROUNDS = 3;

/** Our shared mode against what others do with and without a history. */
async function memoryRows({ peers, rounds, progress }: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  const idle = { connections: IDLE_CONNECTIONS, inFlight: 1, shape, deflate: true };
  for (const mode of modes) {
    const samples = await inTurns(peers.filter(unlikeWs), Math.min(rounds, MEMORY_ROUNDS), async (peer) => {
      const [, echoed = Number.NaN] = await residentPerConnection(
        peer,
        idle,
        peer.name === OURS ? 'no takeover' : mode,
      );
      return echoed;
    });
    const workload = `deflate memory, ours shared, theirs ${mode}`;
    const measured = compare(workload, 'KiB/connection', samples);
    progress(`${workload}: ${measured.map(({ peer, ratio }) => `${ratio} × ${peer}`).join(', ')}`);
    rows.push(...measured);
  }
  return rows;
}
