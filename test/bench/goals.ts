/** What was set out to be reached, and whether it was. */
import type { Row } from './report.ts';

export interface Goal {
  /** As the rows name it. */
  readonly workload: string;
  /** What it is called in the table. */
  readonly name: string;
  /** By peer: how many times better we want to be. */
  readonly against: Readonly<Record<string, number>>;
}

export const goals: readonly Goal[] = [
  {
    workload: 'echo 64 × 1, 32 B text',
    name: '64 connections × 1 in flight, 32 B text',
    against: { ws: 1.4, bun: 0.7 },
  },
  { workload: 'echo 64 × 64, 32 B text', name: '64 × 64 in flight, 32 B text', against: { ws: 14, bun: 1.1 } },
  { workload: 'echo 16 × 8, 16 KiB binary', name: '16 × 8, 16 KiB binary', against: { ws: 4.5, bun: 1 } },
  { workload: 'echo 4 × 2, 1 MiB binary', name: '4 × 2, 1 MiB binary', against: { ws: 5, bun: 1.2 } },
  { workload: 'echo 64 × 8, 1 KiB utf8', name: '64 × 8, 1 KiB UTF-8 text, not ASCII', against: { ws: 4.5, bun: 2 } },
  {
    workload: 'deflate 64 × 8, 1 KiB JSON, takeover: CPU',
    name: 'permessage-deflate, 64 × 8, 1 KiB JSON, takeover both ways',
    against: { ws: 2.8, bun: 0.8 },
  },
  {
    workload: 'broadcast 512 B to 1,000',
    name: 'broadcast of 512 B to 1,000 connections',
    against: { ws: 1.35, bun: 0.75 },
  },
  { workload: 'client 64 × 64, 32 B text', name: 'client role, 64 × 64, 32 B text', against: { ws: 8, bun: 5 } },
  { workload: 'decode 16 B', name: 'decoding in process, 16 B', against: { ws: 5 } },
  { workload: 'decode 125 B', name: 'decoding in process, 125 B', against: { ws: 5 } },
  { workload: 'decode 1 KiB', name: 'decoding in process, 1 KiB', against: { ws: 6 } },
  { workload: 'decode 64 KiB', name: 'decoding in process, 64 KiB', against: { ws: 6 } },
  { workload: 'memory after one echo', name: 'memory per idle connection of 10,000', against: { ws: 1.3 } },
  {
    workload: 'deflate memory, ours shared, theirs takeover',
    name: 'memory per connection that has compressed, shared mode',
    against: { ws: 20, bun: 18 },
  },
  { workload: 'handshake', name: 'opening handshakes', against: { ws: 1.2 } },
];

/** Against this one: nowhere slower. */
export const NOWHERE_SLOWER = { peer: 'ws + bufferutil', ratio: 1 } as const;

export function rowOf(rows: readonly Row[], { workload }: Goal, peer: string): Row | undefined {
  return rows.find((row) => row.peer === peer && row.workload === workload);
}
