/** Resident memory of a server per idle connection, after the opening handshake and after one echo. */
import type { Effort } from './decode.ts';
import type { Compression, Usage } from './echo-server.ts';
import type { Load } from './load.ts';
import { Child, type PeerKind, peerKinds } from './peers.ts';
import { compare, type Row } from './report.ts';

const CONNECTIONS = 10_000;
const stages = ['after the handshake', 'after one echo'] as const;

const idle = { connections: CONNECTIONS, inFlight: 1, shape: { type: 'text', bytes: 32 } } as const;

/** KiB per connection at each stage. */
export async function residentPerConnection(
  { name, implementation, env }: PeerKind,
  without: Omit<Load, 'port'>,
  compression: Compression = 'off',
): Promise<number[]> {
  const args = [implementation, compression];
  const server = new Child(name, 'echo-server', { args, env, execArgv: ['--expose-gc'] });
  let generator: Child | undefined;
  try {
    const load: Load = { port: await server.ask<number>(), ...without };
    const before = await settled(server);
    generator = new Child('generator', 'load', { args: [JSON.stringify(load)] });
    await generator.ask({ ask: 'ready' });
    const opened = await settled(server);
    await generator.ask({ ask: 'once' });
    const echoed = await settled(server);
    return [opened, echoed].map((resident) => (resident - before) / load.connections / 1024);
  } finally {
    generator?.stop();
    server.stop();
  }
}

/** Resident bytes once collecting garbage frees no more: memory goes back to the system a while later. */
async function settled(server: Child): Promise<number> {
  let resident = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 5; times++) {
    const { resident: now } = await server.ask<Usage>({});
    resident = Math.min(resident, now);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return resident;
}

export async function memory({ rounds, progress }: Effort): Promise<Row[]> {
  const peers = peerKinds.filter(({ name }) => !name.includes('bufferutil'));
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
