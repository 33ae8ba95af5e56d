/**
 * What is compared runs in processes of its own, one per peer, and the peers take turns: whatever else the machine does
 * meets them alike.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { OURS } from './report.ts';

/** Which implementation a child runs, by the name that the report gives it, and its environment. */
export interface PeerKind {
  readonly name: string;
  readonly implementation: 'ours' | 'ws';
  readonly env?: Readonly<Record<string, string>>;
}

/** ws masks in JavaScript unless the optional package bufferutil is installed. */
export const peerKinds: readonly PeerKind[] = [
  { name: OURS, implementation: 'ours' },
  { name: 'ws', implementation: 'ws', env: { WS_NO_BUFFER_UTIL: '1' } },
  { name: 'ws + bufferutil', implementation: 'ws' },
];

/** What a child is started with, besides its script. */
export interface ChildOptions {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Keeps it on this processor, where that is possible. */
  readonly cpu?: number;
}

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** The command that keeps what follows it on a processor, if there is one. */
export function pinned(cpu: number | undefined): string[] {
  return cpu !== undefined && canPin ? ['taskset', '-c', String(cpu)] : [];
}

/** A child that answers one question at a time. */
export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  #waiting: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;

  /** @param script a module beside this one */
  constructor(name: string, script: string, { args = [], execArgv = [], env, cpu }: ChildOptions = {}) {
    this.name = name;
    const path = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
    const [command = '', ...rest] = [...pinned(cpu), process.execPath, ...execArgv, path, ...args];
    this.#process = spawn(command, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 2, 2, 'ipc'] });
    this.#process.on('message', (answer) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(answer);
    });
    this.#process.on('exit', (code, signal) => this.#fail(new Error(`${name}: ${script} ended (${code ?? signal})`)));
    this.#process.on('error', (error) => this.#fail(error));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Sends a question, or nothing, and waits for the child's next message. */
  ask<Answer>(question?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#waiting = { resolve: resolve as (answer: unknown) => void, reject };
      if (question !== undefined) this.#process.send(question);
    });
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#waiting?.reject(error);
  }
}

/** Measures each peer once per round, in turn, every other round backwards. Returns all measurements by name. */
export async function inTurns<P extends { readonly name: string }>(
  peers: readonly P[],
  rounds: number,
  measure: (peer: P) => Promise<number>,
): Promise<Map<string, number[]>> {
  const samples = new Map(peers.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const peer of round % 2 === 0 ? peers : [...peers].reverse()) {
      samples.get(peer.name)?.push(await measure(peer));
    }
  }
  return samples;
}

/** In a child: answers each question. What fails ends the child, and with it the measurement. */
export function answer<Question>(reply: (question: Question) => unknown): void {
  process.on('message', async (question: Question) => process.send?.(await reply(question)));
  process.on('unhandledRejection', (error) => {
    throw error;
  });
  // A child must not outlive whoever asks.
  process.on('disconnect', () => process.exit());
}

/** CPU seconds of this process so far, its garbage collector's threads included. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
