/** Who puts the load on: the native generator, or, where none can be built, the one in TypeScript. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningServer } from './catalogue.ts';
import type { MessageShape } from './frames.ts';
import type { Load, LoadQuestion } from './load.ts';
import { type Built, buildNative } from './native.ts';
import { Child, pinned } from './peers.ts';
import type { Program } from './program.ts';

export const SERVER_CPU = 0;
const GENERATOR_CPU = 1;
const WARM_UP = 2;

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

/** The native generator's program, or what installs what it lacks. WSLOAD in the environment names another, or (empty) none. */
function native(): Built {
  const { WSLOAD } = process.env;
  if (WSLOAD === undefined) return buildNative('wsload');
  return WSLOAD === '' ? { missing: 'unset WSLOAD' } : { file: WSLOAD };
}

/** Why there is no native generator, if there is none: what installs it. Only echoes can do without. */
export function generatorMissing(): string | undefined {
  const found = native();
  return 'missing' in found ? found.missing : undefined;
}

/** As the results name it. */
export function generatorName(): string {
  return generatorMissing() === undefined ? 'test/bench/native/wsload.cpp' : 'test/bench/load.ts';
}

/** Options of the native generator, single letters with one dash, words with two. */
export function optionArgs(options: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === false) return [];
    const option = name.length === 1 ? `-${name}` : `--${name}`;
    return value === true ? [option] : [option, `${value}`];
  });
}

type Options = Parameters<typeof optionArgs>[0];

/** The options that say what messages are, how many, and for how long. */
function loadOptions({ connections, inFlight, shape, deflate = false }: EchoLoad, seconds: number): Options {
  const type = shape.type === 'binary' ? 'bin' : shape.type;
  return { c: connections, p: inFlight, s: shape.bytes, t: type, w: WARM_UP, d: seconds, deflate };
}

/** Runs the native generator; what it complains of is said with the name of who was measured. */
function runNative(task: string, { name, pid }: Program, options: Options, ready = () => {}): Promise<Printed> {
  const found = native();
  if ('missing' in found) throw new Error(`${task} needs the native generator (${found.missing})`);
  const [file = '', ...rest] = [...pinned(GENERATOR_CPU), found.file, task, ...optionArgs({ pid, ...options })];
  return new Promise((resolve, reject) => {
    const running = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let complaints = '';
    running.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    running.stderr.on('data', (chunk) => {
      complaints += chunk;
      if (complaints === 'listening\n') ready();
    });
    running.on('error', reject);
    running.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(printed) as Printed);
      else reject(new Error(`${name}: ${complaints.replace('listening\n', '').trim()}`));
    });
  });
}

/** A figure of nothing is none: on a busy machine somebody may not get to run for as long as a short measurement takes. */
function measured(
  name: string,
  { cpu_s_per_Mmsg: cpu, msgs_s: perSecond, p50_us: p50, p99_us: p99 }: Printed,
): Measured {
  if (!(cpu > 0)) throw new Error(`${name}: too little happened to be measured, take longer (--seconds)`);
  return { cpu, perSecond, p50, p99 };
}

/** Keeps messages in flight on connections to a server that sends them back. */
export async function measureEcho(server: RunningServer, load: EchoLoad, seconds: number): Promise<Measured> {
  if (generatorMissing() !== undefined) return measureHere(server, load, seconds);
  const { port, program } = server;
  const printed = await runNative('echo', program, { port, ...loadOptions(load, seconds) });
  if (load.deflate && printed.wire_B_per_msg > load.shape.bytes * 0.9) {
    throw new Error(`${server.name}: its messages are not compressed`);
  }
  return measured(server.name, printed);
}

/** Messages in flight to a client that sends them back: the generator is the server. */
export async function measureClient(client: Program, load: EchoLoad, seconds: number): Promise<Measured> {
  const port = await freePort();
  const ready = () => void client.ask(`connect ${port} ${load.connections}`).catch(() => {});
  return measured(client.name, await runNative('listen', client, { port, ...loadOptions(load, seconds) }, ready));
}

/** A message to a server, at which it sends one of so many bytes to everybody; two at a time. Counted are deliveries. */
export async function measureBroadcast(
  { name, port, program }: RunningServer,
  connections: number,
  bytes: number,
  seconds: number,
): Promise<Measured> {
  const options = { port, c: connections, s: bytes, q: 2, w: WARM_UP, d: seconds };
  const printed = await runNative('bcast', program, options);
  const figures = measured(name, printed);
  if (printed.wire_B_per_msg !== bytes) throw new Error(`${name} sends ${printed.wire_B_per_msg} B, not ${bytes}`);
  return figures;
}

/** Connections that are opened and closed again, so many at a time. */
export async function measureHandshakes(server: RunningServer, atOnce: number, seconds: number): Promise<Measured> {
  const options = { port: server.port, c: atOnce, w: WARM_UP, d: seconds };
  return measured(server.name, await runNative('open', server.program, options));
}

/** One that nobody listens on, for the generator to do so. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
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
