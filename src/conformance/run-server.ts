/** Runs the suite against a server: we are its clients, many at a time. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type tls from 'node:tls';
import { addressOf } from '../node/address.ts';
import { dial } from '../node/dial.ts';
import { groups as suite } from './cases/index.ts';
import { SequenceStore } from './deflate-sequence.ts';
import type { CaseResult, ConformanceCase, Run } from './model.ts';
import type { Fields } from './opening-head.ts';
import { type Dialer, playServerCase, Unreachable } from './player.ts';
import type { PlayContext } from './player-script.ts';
import { CASE_TIMEOUT, type RunOptions } from './run-options.ts';
import { inParallel } from './run-parallel.ts';
import { selectCases } from './selection.ts';

export interface ServerRunOptions extends RunOptions {
  /** Cases at a time, 8 by default. */
  readonly parallel?: number;
  /** Header fields for every request: authorization, cookies. */
  readonly headers?: Fields;
  /** For `wss:`, what `tls.connect` takes. */
  readonly tls?: tls.ConnectionOptions;
}

const PARALLEL = 8;
/** Much work each, and one message at a time: four keep both sides busy. */
const PARALLEL_HEAVY = 4;
const CONNECT_TIMEOUT = 10_000;
/** A server that restarts, or whose queue is full, gets so many more tries. */
const PATIENCE = [100, 400, 1_500];

/**
 * Plays the cases against the server at `url`, which has to echo messages.
 * @throws {Unreachable} if there is no server from the start
 * @throws {TypeError} if the URL is wrong; {SelectionError} if no case is chosen
 */
export async function conformServer(url: string | URL, options: ServerRunOptions = {}): Promise<Run> {
  const { full = false, groups = suite, caseTimeout = CASE_TIMEOUT, parallel = PARALLEL } = options;
  const cases = selectCases(groups, 'server', options);
  const dialer = dialerOf(url, options);
  (await dialer.connect()).destroy();
  const started = Date.now();
  const runner = new ServerRunner(dialer, cases.length, options, {
    full,
    timeLimit: caseTimeout,
    sequences: new SequenceStore(),
  });
  const light = cases.filter(({ heavy }) => heavy !== true);
  const heavy = cases.filter((each) => each.heavy === true);
  await inParallel(light, parallel, (each) => runner.run(each));
  await inParallel(heavy, Math.min(parallel, PARALLEL_HEAVY), (each) => runner.run(each));
  return {
    agent: runner.agent,
    side: 'server',
    started,
    duration: Date.now() - started,
    full,
    results: cases.flatMap(({ id }) => runner.results.get(id) ?? []),
    missing: cases.flatMap(({ id }) => (runner.results.has(id) ? [] : [{ id, reason: runner.reason }])),
  };
}

class ServerRunner {
  readonly results = new Map<string, CaseResult>();
  readonly agent: string;
  /** Why cases are missing, once the run has come to its end early. */
  reason = '';
  readonly #dialer: Dialer;
  readonly #total: number;
  readonly #options: ServerRunOptions;
  readonly #context: PlayContext;

  constructor(dialer: Dialer, total: number, options: ServerRunOptions, context: PlayContext) {
    this.#dialer = dialer;
    this.#total = total;
    this.#options = options;
    this.#context = context;
    this.agent = options.agent ?? dialer.destination.host;
  }

  async run(conformanceCase: ConformanceCase): Promise<void> {
    if (this.#options.signal?.aborted === true) this.reason ||= 'The run was stopped.';
    if (this.reason !== '') return;
    try {
      const result = await playServerCase(conformanceCase, this.#dialer, this.#context);
      this.results.set(conformanceCase.id, result);
      this.#options.onResult?.(result, { agent: this.agent, done: this.results.size, total: this.#total });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      const last = [...this.results.keys()].at(-1);
      const before = last === undefined ? '' : ` (the last case that ended was ${last})`;
      this.reason ||= `The server died on the way${before}: ${error.message}`;
    }
  }
}

function dialerOf(url: string | URL, options: ServerRunOptions): Dialer {
  const address = addressOf(url);
  const { authorization, hostHeader, target } = address;
  const headers: Fields = [
    ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
    ...(options.headers ?? []),
  ];
  const attempt = async (): Promise<Duplex> => {
    const { stream, readyEvent } = await dial(address, { tls: options.tls });
    // Errors are told by what follows from them; one that nobody listens to would end the process.
    stream.on('error', () => {});
    try {
      if (readyEvent !== undefined) await once(stream, readyEvent, { signal: AbortSignal.timeout(CONNECT_TIMEOUT) });
    } catch (error) {
      // Somebody was there, and said no: the case says so.
      if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return stream;
      stream.destroy();
      throw new Unreachable(explain(error, String(url)));
    }
    if ('setNoDelay' in stream && typeof stream.setNoDelay === 'function') stream.setNoDelay(true);
    return stream;
  };
  return { destination: { host: hostHeader, target, headers }, connect: () => persist(attempt) };
}

async function persist(attempt: () => Promise<Duplex>): Promise<Duplex> {
  for (const pause of PATIENCE) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return attempt();
}

function explain(error: unknown, url: string): string {
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `nobody listens at ${url}: is the server running, and is this its port?`;
  if (code === 'ENOTFOUND') return `the name in ${url} is unknown: is it spelled right?`;
  if (code === 'ENOENT') return `there is no socket at ${url}: is the server running?`;
  if (name === 'AbortError') return `no connection to ${url} within ${CONNECT_TIMEOUT} ms`;
  return `no connection to ${url}: ${message}`;
}
