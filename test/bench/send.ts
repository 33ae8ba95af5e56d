/** Sending in process: messages through each side's own writing code, up to a stream that drops what it is given. */
import type { Effort } from './decode.ts';
import { Child, inTurns, peerKinds } from './peers.ts';
import { compare, type Row } from './report.ts';
import type { SendQuestion } from './send-peer.ts';

const KIB = 1024;
const sizes: readonly (readonly [name: string, bytes: number])[] = [
  ['16 B', 16],
  ['125 B', 125],
  ['1 KiB', KIB],
  ['64 KiB', 64 * KIB],
];

/** Only a client masks what it sends, so that its frames are another matter. */
const questions: readonly (SendQuestion & { readonly name: string })[] = (['server', 'client'] as const).flatMap(
  (role) =>
    sizes.flatMap(([size, bytes]) =>
      (['binary', 'text'] as const).map((type) => ({ name: `send ${size} ${type}, ${role}`, role, type, bytes })),
    ),
);

export async function send({ rounds, seconds, progress }: Effort): Promise<Row[]> {
  const peers = peerKinds
    .filter(({ implementation }) => implementation === 'ours' || implementation === 'ws')
    .map(({ name, implementation, env }) => new Child(name, 'send-peer', { args: [implementation], env }));
  const rows: Row[] = [];
  const ask = (peer: Child, { role, type, bytes }: SendQuestion, time: number) =>
    peer.ask<number>({ role, type, bytes, seconds: time });
  try {
    // Unrecorded: each peer's code is compiled for all that it will meet.
    for (const question of questions) await inTurns(peers, 1, (peer) => ask(peer, question, seconds / 2));
    for (const question of questions) {
      const samples = await inTurns(peers, rounds, (peer) => ask(peer, question, seconds));
      const measured = compare(question.name, 'ns/frame', samples);
      rows.push(...measured);
      progress(`${question.name}: ${measured.map(({ peer, ratio }) => `${ratio} × ${peer}`).join(', ')}`);
    }
  } finally {
    for (const peer of peers) peer.stop();
  }
  return rows;
}
