/**
 * What the statecharts cost: the share of CPU time that is spent in the engine and the machines, guards and actions included,
 * on workloads of 16-byte messages, where every frame is little else.
 *
 * Told in two ways, because each flatters or slanders in its own. The profile: self time by source file. V8 keeps apart what
 * it inlined, but samples fall on the borders of optimised code as they like, and profiled code runs slower. The control: what
 * the events of a frame cost by themselves, over and over with effects that only count, of what a frame costs without a
 * profiler. It counts the calls into the effects to the charts, and leaves out what they spoil in the processor's caches.
 */
import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Peer, startServer } from './catalogue.ts';
import type { Effort } from './decode.ts';
import { EVENTS_PER_FRAME, events } from './events.ts';
import { measureEcho, SERVER_CPU } from './generator.ts';
import { Child, inTurns } from './peers.ts';
import { script } from './places.ts';
import { hottest, type Profile, sharesOf } from './profile.ts';
import { AIM, compare, median, OURS, type Row } from './report.ts';

/** Of the CPU time, in per cent. */
const AIMED_AT = 20;
/** Fewer say nothing: a second has thousands. */
const FEWEST_SAMPLES = 500;
const shape = { type: 'binary', bytes: 16 } as const;
const load = { connections: 64, inFlight: 64, shape };

/** Profiles of children that were started with `env`, one at a time. */
class Profiler {
  readonly env: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'wirechart-bench-'));
  readonly #file = join(this.#folder, 'profile.json');

  constructor() {
    const module = pathToFileURL(script('profiled')).href;
    this.env = { NODE_OPTIONS: `--import=${module}`, BENCH_PROFILE: this.#file };
  }

  /** What `pid` did while `work` went on, after its code was compiled. */
  async profile(pid: number, work: () => Promise<unknown>): Promise<Profile> {
    process.kill(pid, 'SIGUSR2');
    await work();
    const written = this.#written();
    process.kill(pid, 'SIGUSR2');
    await written;
    return JSON.parse(readFileSync(this.#file, 'utf8')) as Profile;
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #written(): Promise<void> {
    return new Promise((resolve, reject) => {
      const watcher = watch(this.#folder, (_, name) => {
        if (name !== 'profile.json') return;
        watcher.close();
        resolve();
      });
      watcher.on('error', reject);
    });
  }
}

export async function share(effort: Effort): Promise<Row[]> {
  const profiler = new Profiler();
  try {
    return [...(await ofDecoding(effort, profiler)), ...(await ofEcho(effort, profiler)), ...(await control(effort))];
  } finally {
    profiler.stop();
  }
}

/** Less is better; ours is what was measured, the other what was aimed at. */
function row({ progress }: Effort, workload: string, percents: readonly number[]): Row[] {
  const rows = compare(
    `statecharts' share, ${workload}`,
    '%',
    new Map([
      [OURS, percents],
      [AIM, [AIMED_AT]],
    ]),
  );
  for (const { workload: name, ours } of rows) progress(`${name}: ${ours} %, aim below ${AIMED_AT} %`);
  return rows;
}

function shareOfCharts({ progress }: Effort, workload: string, profile: Profile): number {
  if (profile.samples.length < FEWEST_SAMPLES) throw new Error(`${workload}: too few samples; give it more --seconds`);
  const shares = sharesOf(profile);
  const list = (parts: Iterable<readonly [string, number]>) =>
    [...parts].map(([name, part]) => `${name} ${(part * 100).toFixed(1)} %`).join(', ');
  progress(`${workload}: ${list(shares)}`);
  progress(`  most of it in: ${list(hottest(profile, 12))}`);
  return (shares.get('statecharts') ?? 0) * 100;
}

async function ofDecoding(effort: Effort, profiler: Profiler): Promise<Row[]> {
  const child = new Child(OURS, 'decode-peer', { args: ['ours'], env: profiler.env });
  const ask = () => child.ask<number>({ shape, seconds: effort.seconds });
  const percents: number[] = [];
  try {
    await ask();
    for (let round = 0; round < effort.rounds; round++) {
      percents.push(shareOfCharts(effort, 'decode 16 B', await profiler.profile(child.pid, ask)));
    }
  } finally {
    child.stop();
  }
  return row(effort, 'decode 16 B, by profile', percents);
}

async function ofEcho(effort: Effort, profiler: Profiler): Promise<Row[]> {
  const own = effort.peers.find(({ name }) => name === OURS);
  if (own === undefined) return [];
  const peer: Peer = { ...own, env: { ...own.env, ...profiler.env } };
  const server = await startServer(peer, { args: ['echo'], cpu: SERVER_CPU });
  const percents: number[] = [];
  try {
    await measureEcho(server, load, effort.seconds);
    for (let round = 0; round < effort.rounds; round++) {
      // The profile is begun and ended while the load is on.
      const loaded = measureEcho(server, load, effort.seconds);
      await sleep(500);
      const profile = await profiler.profile(server.program.pid, () => sleep(effort.seconds * 800));
      percents.push(shareOfCharts(effort, 'echo 64 × 64, 16 B', profile));
      await loaded;
    }
  } finally {
    server.program.stop();
  }
  return row(effort, 'echo 64 × 64, 16 B, by profile', percents);
}

/** Without a profiler: the events of a frame by themselves, of the whole of a frame. */
async function control(effort: Effort): Promise<Row[]> {
  const child = new Child(OURS, 'decode-peer', { args: ['ours'] });
  try {
    const ask = () => child.ask<number>({ shape, seconds: effort.seconds });
    await ask();
    const whole = median((await inTurns([child], effort.rounds, ask)).get(OURS) ?? []);
    const [alone] = await events(effort);
    return row(effort, 'decode 16 B, events by themselves', [
      (((alone?.ours ?? Number.NaN) * EVENTS_PER_FRAME) / whole) * 100,
    ]);
  } finally {
    child.stop();
  }
}
