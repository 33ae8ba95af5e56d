/** Decoding in process: frames of a client through a server's reading side, up to the handler that gets the message. */
import type { Peer } from './catalogue.ts';
import type { MessageShape } from './frames.ts';
import { Child, inTurns, peerKinds } from './peers.ts';
import { compare, type Row } from './report.ts';

export interface Effort {
  readonly rounds: number;
  /** For one measurement. */
  readonly seconds: number;
  /** Who is measured, of those that are here. */
  readonly peers: readonly Peer[];
  progress(line: string): void;
}

const KIB = 1024;
const workloads: readonly (readonly [name: string, MessageShape])[] = [
  ['16 B', { type: 'binary', bytes: 16 }],
  ['125 B', { type: 'binary', bytes: 125 }],
  ['1 KiB', { type: 'binary', bytes: KIB }],
  ['64 KiB', { type: 'binary', bytes: 64 * KIB }],
  ['16 B text', { type: 'text', bytes: 16 }],
  ['125 B text', { type: 'text', bytes: 125 }],
  ['1 KiB text, mixed scripts', { type: 'utf8', bytes: KIB }],
  ['64 KiB text', { type: 'text', bytes: 64 * KIB }],
];

export async function decode({ rounds, seconds, progress, peers: chosen }: Effort): Promise<Row[]> {
  const kinds = peerKinds.filter((kind) => chosen.some(({ name }) => name === kind.name));
  const peers = kinds.map(
    ({ name, implementation, env }) => new Child(name, 'decode-peer', { args: [implementation], env }),
  );
  const rows: Row[] = [];
  try {
    // One unrecorded round over everything, so that each peer's code is compiled for all that it will meet.
    for (const [, shape] of workloads) await inTurns(peers, 1, (peer) => peer.ask({ shape, seconds: seconds / 2 }));
    for (const [name, shape] of workloads) {
      const samples = await inTurns(peers, rounds, (peer) => peer.ask<number>({ shape, seconds }));
      const measured = compare(`decode ${name}`, 'ns/frame', samples);
      rows.push(...measured);
      progress(`decode ${name}: ${measured.map(({ peer, ratio }) => `${ratio} × ${peer}`).join(', ')}`);
    }
  } finally {
    for (const peer of peers) peer.stop();
  }
  return rows;
}
