/** permessage-deflate: CPU time of a server per echoed message, how many go there and back in a second, and its memory. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Effort } from './decode.ts';
import type { Compression, Usage } from './echo-server.ts';
import type { Load, LoadQuestion } from './load.ts';
import { residentPerConnection } from './memory.ts';
import { Child, inTurns, type PeerKind, peerKinds } from './peers.ts';
import { compare, OURS, type Row } from './report.ts';

const WARM_UP = 0.5;
const shape = { type: 'json', bytes: 1024 } as const;
const modes: readonly Compression[] = ['takeover', 'no takeover'];
/** A zlib stream each is a quarter of a megabyte: a thousand are enough to see. */
const IDLE_CONNECTIONS = 1000;

interface Measured {
  readonly cpu: number;
  readonly perSecond: number;
}

/** Neither server nor generator is kept on a processor: a server may use the thread pool as it likes. */
async function measure({ name, implementation, env }: PeerKind, mode: Compression, seconds: number): Promise<Measured> {
  const server = new Child(name, 'echo-server', { args: [implementation, mode], env });
  let generator: Child | undefined;
  try {
    const load: Load = { port: await server.ask<number>(), connections: 64, inFlight: 8, shape, deflate: true };
    generator = new Child('generator', 'load', { args: [JSON.stringify(load)] });
    const asked = generator;
    const ask = (question: LoadQuestion['ask']) => asked.ask<number>({ ask: question });
    await ask('ready');
    await ask('start');
    await sleep(WARM_UP * 1000);
    const began = performance.now();
    const [before, countBefore] = await Promise.all([server.ask<Usage>({}), ask('count')]);
    await sleep(seconds * 1000);
    const [after, countAfter] = await Promise.all([server.ask<Usage>({}), ask('count')]);
    const messages = countAfter - countBefore;
    return {
      cpu: ((after.cpuSeconds - before.cpuSeconds) / messages) * 1e6,
      perSecond: (messages / (performance.now() - began)) * 1000,
    };
  } finally {
    generator?.stop();
    server.stop();
  }
}

/** Of two figures that are better the larger they are, the reciprocals are compared: a ratio above 1 is in our favour. */
function faster(row: Row): Row {
  const perSecond = (microseconds: number) => Math.round(1e6 / microseconds);
  return { ...row, ours: perSecond(row.ours), theirs: perSecond(row.theirs), unit: 'messages/s' };
}

export async function deflate({ rounds, seconds, progress }: Effort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const mode of modes) {
    const perMessage = new Map(peerKinds.map(({ name }) => [name, [] as number[]]));
    const samples = await inTurns(peerKinds, rounds, async (peer) => {
      const { cpu, perSecond } = await measure(peer, mode, seconds);
      perMessage.get(peer.name)?.push(1e6 / perSecond);
      return cpu;
    });
    const workload = `deflate 64 × 8, 1 KiB JSON, ${mode}`;
    const measured = [
      ...compare(`${workload}: CPU`, 'µs/message', samples),
      ...compare(`${workload}: rate`, '', perMessage).map(faster),
    ];
    rows.push(...measured);
    for (const { workload: what, peer, ratio } of measured) progress(`${what}: ${ratio} × ${peer}`);
  }
  return [...rows, ...(await memoryRows(progress))];
}

/** Our shared mode against what others do with and without a history. */
async function memoryRows(progress: Effort['progress']): Promise<Row[]> {
  const rows: Row[] = [];
  const peers = peerKinds.filter(({ name }) => !name.includes('bufferutil'));
  for (const mode of modes) {
    const samples = new Map<string, number[]>();
    for (const peer of peers) {
      const own = peer.name === OURS ? 'no takeover' : mode;
      const load = { connections: IDLE_CONNECTIONS, inFlight: 1, shape, deflate: true };
      const [, echoed = Number.NaN] = await residentPerConnection(peer, load, own);
      samples.set(peer.name, [echoed]);
    }
    const measured = compare(`deflate memory, ours shared, theirs ${mode}`, 'KiB/connection', samples);
    for (const { workload, peer, ratio } of measured) progress(`${workload}: ${ratio} × ${peer}`);
    rows.push(...measured);
  }
  return rows;
}
