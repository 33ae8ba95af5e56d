/** How cost grows with the length of a message, the number of connections and of fragments, beside `ws`. */
import type { RunningServer } from './catalogue.ts';
import { curvesOf, judge } from './curves.ts';
import type { Effort } from './decode.ts';
import { type EchoLoad, measureEcho, SERVER_CPU } from './generator.ts';
import { withServers } from './network.ts';
import { Child, inTurns, peerKinds } from './peers.ts';
import { type CurveName, compare, OURS, type Row } from './report.ts';

/** Steps of 4 ×, and the end. */
const steps = (last: number) => [
  ...Array.from({ length: Math.ceil(Math.log(last) / Math.log(4)) }, (_, power) => 4 ** power),
  last,
];

const sizes = steps(16 * 1024 * 1024);
const connectionCounts = steps(10_000);
const fragmentCounts = steps(10_000);
const FRAGMENT_BYTES = 16;

const ofSize = (bytes: number): EchoLoad => ({ connections: 4, inFlight: 2, shape: { type: 'binary', bytes } });
const ofConnections = (connections: number): EchoLoad => ({
  connections,
  inFlight: 1,
  shape: { type: 'binary', bytes: 32 },
});

/** From this amount on, a second holds few messages of each connection. */
const FEW_A_SECOND = { 'message size': 2 ** 22, connections: 4096 } as const;

const isMeasured = ({ name }: { readonly name: string }) => name === OURS || name === 'ws';

export async function scaling(effort: Effort): Promise<Row[]> {
  const rows = [
    ...(await overLoopback(effort, 'message size', sizes, ofSize)),
    ...(await overLoopback(effort, 'connections', connectionCounts, ofConnections)),
    ...(await inFragments(effort)),
  ];
  for (const curve of curvesOf(rows)) effort.progress(`${curve.name}, ${curve.peer}: ${judge(curve).text}`);
  return rows;
}

function point(effort: Effort, name: CurveName, at: number, unit: string, samples: Map<string, number[]>): Row[] {
  const rows = compare(`scaling, ${name} ${at}`, unit, samples).map((row) => ({ ...row, curve: { name, at } }));
  for (const { workload, ours, theirs, peer } of rows)
    effort.progress(`${workload}: ${ours} ${unit}, ${peer} ${theirs}`);
  return rows;
}

async function overLoopback(
  effort: Effort,
  name: keyof typeof FEW_A_SECOND,
  amounts: readonly number[],
  load: (amount: number) => EchoLoad,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const at of amounts) {
    // The longest messages, and a turn of the most connections, take long: some have to come back while it is measured.
    const seconds = at >= FEW_A_SECOND[name] ? 2 * effort.seconds : effort.seconds;
    const measure = (server: RunningServer) => costOf(server, load(at), seconds);
    // Servers for each point: what one amount leaves behind in the heap is no matter of the next.
    await withServers(effort.peers.filter(isMeasured), { args: ['echo'], cpu: SERVER_CPU }, async (servers) => {
      await inTurns(servers, 1, measure);
      rows.push(...point(effort, name, at, 'µs/message', await inTurns(servers, effort.rounds, measure)));
    });
  }
  return rows;
}

/** A curve must have no gaps. */
async function costOf(server: RunningServer, load: EchoLoad, seconds: number): Promise<number> {
  const ATTEMPTS = 3;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { cpu } = await measureEcho(server, load, seconds);
    if (cpu > 0) return cpu;
  }
  const { connections, shape } = load;
  throw new Error(
    `${server.name} sent nothing back: ${connections} connections, ${shape.bytes} B; give it more --seconds`,
  );
}

/** In process: the generators over loopback send whole messages. */
async function inFragments(effort: Effort): Promise<Row[]> {
  const peers = peerKinds
    .filter((kind) => isMeasured(kind) && effort.peers.some(({ name }) => name === kind.name))
    .map(({ name, implementation, env }) => new Child(name, 'decode-peer', { args: [implementation], env }));
  const rows: Row[] = [];
  const measure = (fragments: number, seconds: number) => (peer: Child) =>
    peer.ask<number>({ shape: { type: 'binary', bytes: fragments * FRAGMENT_BYTES, fragments }, seconds });
  try {
    for (const at of fragmentCounts) await inTurns(peers, 1, measure(at, effort.seconds / 4));
    for (const at of fragmentCounts) {
      const samples = await inTurns(peers, effort.rounds, measure(at, effort.seconds / 4));
      const microseconds = new Map([...samples].map(([name, values]) => [name, values.map((value) => value / 1000)]));
      rows.push(...point(effort, 'fragments', at, 'µs/message', microseconds));
    }
  } finally {
    for (const peer of peers) peer.stop();
  }
  return rows;
}
