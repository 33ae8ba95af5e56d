/** Who puts the load on: the native generator, or, where none can be built, the one in TypeScript. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RunningServer } from './catalogue.ts';
import type { MessageShape } from './frames.ts';
import type { Load, LoadQuestion } from './load.ts';
import { buildNative } from './native.ts';
import { Child, pinned } from './peers.ts';

export const SERVER_CPU = 0;
const GENERATOR_CPU = 1;
const WARM_UP = 0.5;

export interface EchoLoad {
  readonly connections: number;
  readonly inFlight: number;
  readonly shape: MessageShape;
  readonly deflate?: boolean;
}

/** What a load showed. */
export interface Measured {
  /** Microseconds of CPU time of what was measured, per message. */
  readonly cpu: number;
  readonly perSecond: number;
  /** Microseconds from sending a message to its echo, of half and of 99 % of them. Only the native generator tells. */
  readonly p50?: number;
  readonly p99?: number;
}

/** What the native generator prints, as far as it is read here. */
interface Printed {
  readonly cpu_s_per_Mmsg: number;
  readonly msgs_s: number;
  readonly p50_us: number;
  readonly p99_us: number;
  readonly wire_B_per_msg: number;
}

/** The native generator's program, if there is one. WSLOAD in the environment names another. */
export function nativeGenerator(): string | undefined {
  const { WSLOAD } = process.env;
  if (WSLOAD !== undefined) return WSLOAD;
  const built = buildNative('wsload');
  return 'file' in built ? built.file : undefined;
}

/** As the results name it. */
export function generatorName(): string {
  return nativeGenerator() === undefined ? 'test/bench/load.ts' : 'test/bench/native/wsload.cpp';
}

/** Options of the native generator, single letters with one dash, words with two. */
export function optionArgs(options: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [name.length === 1 ? `-${name}` : `--${name}`, `${value}`]);
}

function nativeCommand(generator: string, task: string, args: readonly string[]): readonly [string, string[]] {
  const [file = '', ...rest] = [...pinned(GENERATOR_CPU), generator, task, ...args];
  return [file, rest];
}

/** The options that say what messages are, and how many. */
export function loadOptions(
  { connections, inFlight, shape }: EchoLoad,
  seconds: number,
): Record<string, string | number> {
  const type = shape.type === 'binary' ? 'bin' : shape.type;
  return { c: connections, p: inFlight, s: shape.bytes, t: type, w: WARM_UP, d: seconds };
}

export function readPrinted(stdout: string, { deflate = false, shape }: EchoLoad): Measured {
  const printed = JSON.parse(stdout) as Printed;
  if (deflate && printed.wire_B_per_msg > shape.bytes * 0.9) throw new Error('the echoes are not compressed');
  const { cpu_s_per_Mmsg: cpu, msgs_s: perSecond, p50_us: p50, p99_us: p99 } = printed;
  return { cpu, perSecond, p50, p99 };
}

/** Keeps messages in flight on connections to a server that sends them back. */
export function measureEcho(server: RunningServer, load: EchoLoad, seconds: number): Promise<Measured> {
  const generator = nativeGenerator();
  return generator === undefined
    ? measureHere(server, load, seconds)
    : measureNatively(generator, server, load, seconds);
}

async function measureNatively(
  generator: string,
  { name, port, program }: RunningServer,
  load: EchoLoad,
  seconds: number,
): Promise<Measured> {
  const options = { port, pid: program.pid, ...loadOptions(load, seconds) };
  const args = [...optionArgs(options), ...(load.deflate ? ['--deflate'] : [])];
  return readPrinted(await runNative(generator, 'echo', args, name), load);
}

/** What the native generator prints; what it complains of is said with the name of who was measured. */
export async function runNative(
  generator: string,
  task: string,
  args: readonly string[],
  measured: string,
): Promise<string> {
  try {
    return (await promisify(execFile)(...nativeCommand(generator, task, args))).stdout;
  } catch (error) {
    throw new Error(`${measured}: ${error instanceof Error ? error.message.trim() : String(error)}`);
  }
}

async function measureHere({ port, program }: RunningServer, wanted: EchoLoad, seconds: number): Promise<Measured> {
  const load: Load = { port, ...wanted };
  const generator = new Child('generator', 'load', { args: [JSON.stringify(load)], cpu: GENERATOR_CPU });
  const ask = (question: LoadQuestion['ask']) => generator.ask<number>({ ask: question });
  try {
    await ask('ready');
    await ask('start');
    await sleep(WARM_UP * 1000);
    const began = performance.now();
    const [before, countBefore] = [program.cpuSeconds(), await ask('count')];
    await sleep(seconds * 1000);
    const [after, countAfter] = [program.cpuSeconds(), await ask('count')];
    const messages = countAfter - countBefore;
    return {
      cpu: ((after - before) / messages) * 1e6,
      perSecond: (messages / (performance.now() - began)) * 1000,
    };
  } finally {
    generator.stop();
  }
}
