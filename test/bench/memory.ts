/** Resident memory of a server per idle connection, after the opening handshake and after one echo. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Peer, startServer } from './catalogue.ts';
import type { Effort } from './decode.ts';
import type { Load } from './load.ts';
import { Child } from './peers.ts';
import type { Program } from './program.ts';
import { compare, type Row } from './report.ts';
import type { Compression } from './servers/lines.ts';

const CONNECTIONS = 10_000;
const stages = ['after the handshake', 'after one echo'] as const;

const idle = { connections: CONNECTIONS, inFlight: 1, shape: { type: 'text', bytes: 32 } } as const;

/** KiB per connection at each stage. */
export async function residentPerConnection(
  peer: Peer,
  without: Omit<Load, 'port'>,
  compression: Compression = 'off',
): Promise<number[]> {
  const { program, port } = await startServer(peer, { args: ['echo', compression], collectable: true });
  let generator: Child | undefined;
  try {
    const load: Load = { port, ...without };
    const before = await settled(program);
    generator = new Child('generator', 'load', { args: [JSON.stringify(load)] });
    await generator.ask({ ask: 'ready' });
    const opened = await settled(program);
    await generator.ask({ ask: 'once' });
    const echoed = await settled(program);
    return [opened, echoed].map((resident) => (resident - before) / load.connections / 1024);
  } finally {
    generator?.stop();
    program.stop();
  }
}

/** Resident bytes once collecting garbage frees no more: memory goes back to the system a while later. */
async function settled(server: Program): Promise<number> {
  let resident = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 5; times++) {
    await server.ask('gc');
    resident = Math.min(resident, server.residentBytes());
    await sleep(300);
  }
  return resident;
}

/** bufferutil changes nothing here. */
export const unlikeWs = ({ name }: Peer) => name !== 'ws + bufferutil';

export async function memory({ rounds, progress, peers: all }: Effort): Promise<Row[]> {
  const peers = all.filter(unlikeWs);
  const samples = stages.map(() => new Map(peers.map(({ name }) => [name, [] as number[]])));
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      const measured = await residentPerConnection(peer, idle);
      measured.forEach((kib, stage) => {
        samples[stage]?.get(peer.name)?.push(kib);
      });
      progress(`memory, round ${round + 1}: ${peer.name} ${measured.map((kib) => kib.toFixed(2)).join(', ')} KiB`);
    }
  }
  return stages.flatMap((stage, index) =>
    compare(`memory ${stage}`, 'KiB/connection', samples[index] ?? new Map<string, number[]>()),
  );
}
