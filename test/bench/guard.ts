/** The command behind `npm run bench:guard`: fails if we have become slower by about half, measured beside `ws`. */
import { choose, type RunningServer } from './catalogue.ts';
import { type Floor, floors } from './floors.ts';
import type { MessageShape } from './frames.ts';
import { type EchoLoad, measureEcho, SERVER_CPU } from './generator.ts';
import { withServers } from './network.ts';
import { Child, inTurns, peerKinds } from './peers.ts';
import { compare } from './report.ts';

const PEER = 'ws';
/** A busy machine makes anything slow once. It hardly does so three times in a row to one of two that take turns. */
const ATTEMPTS = 3;
const ROUNDS = 5;

async function decode(shape: MessageShape): Promise<number> {
  const SECONDS = 0.2;
  const peers = peerKinds
    .filter(({ name, implementation }) => implementation === 'ours' || name === PEER)
    .map(({ name, implementation, env }) => new Child(name, 'decode-peer', { args: [implementation], env }));
  const measure = (peer: Child) => peer.ask<number>({ shape, seconds: SECONDS });
  try {
    // Unrecorded: code is compiled.
    await inTurns(peers, 2, measure);
    return ratio(await inTurns(peers, ROUNDS, measure));
  } finally {
    for (const peer of peers) peer.stop();
  }
}

async function echo(load: EchoLoad): Promise<number> {
  const SECONDS = 0.7;
  return withServers(choose(PEER), { args: ['echo'], cpu: SERVER_CPU }, async (servers) => {
    const measure = async (server: RunningServer) => (await measureEcho(server, load, SECONDS)).cpu;
    await inTurns(servers, 1, measure);
    return ratio(await inTurns(servers, ROUNDS, measure));
  });
}

function ratio(samples: ReadonlyMap<string, readonly number[]>): number {
  const [row] = compare('', '', samples);
  if (row === undefined) throw new Error(`${PEER} was not measured`);
  return row.ratio;
}

async function holds({ name, ratio: floor, measures }: Floor): Promise<boolean> {
  const measured = 'decode' in measures ? await decode(measures.decode) : await echo(measures.echo);
  const good = measured >= floor;
  console.log(`${good ? 'ok    ' : 'slower'}  ${name}: ${measured} times less than ${PEER}, at least ${floor}`);
  return good;
}

async function main(): Promise<void> {
  let failing = floors;
  for (let attempt = 1; failing.length > 0 && attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) console.log(`again, time ${attempt} of ${ATTEMPTS}:`);
    const slower: Floor[] = [];
    for (const floor of failing) if (!(await holds(floor))) slower.push(floor);
    failing = slower;
  }
  if (failing.length === 0) return;
  process.exitCode = 1;
  console.log(`
Slower than the floors in test/bench/floors.ts, ${ATTEMPTS} times in a row: ${failing.map(({ name }) => name).join('; ')}.
  npm run bench -- decode echo --peers ws    measures at leisure
  npm run bench -- share                     says where the time goes, floor by floor
Find what was changed since it held. If ${PEER} has become faster, or the loss is worth it, lower the floor and say why.`);
}

main().catch((error: unknown) => {
  console.log(`bench:guard: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
