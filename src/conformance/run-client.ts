/** Runs the suite against clients: we are the server that Autobahn's well-known loop talks to. */
import net from 'node:net';
import { groups as suite } from './cases/index.ts';
import { SequenceStore } from './deflate-sequence.ts';
import type { CaseResult, ConformanceCase, Head, Run } from './model.ts';
import { type HeadRead, readHead, writeHead } from './opening-head.ts';
import { answerOpening } from './opening-response.ts';
import { playClientCase } from './player.ts';
import type { PlayContext } from './player-script.ts';
import { behaviorWords } from './report/autobahn.ts';
import { Agent } from './run-client-agents.ts';
import { type Route, routeOf } from './run-client-route.ts';
import { Driver } from './run-driver.ts';
import { CASE_TIMEOUT, type RunOptions } from './run-options.ts';
import { clientOrder, selectCases } from './selection.ts';
import { Peer } from './wire.ts';
import { WireLog } from './wire-log.ts';

export interface ClientRunOptions extends Omit<RunOptions, 'agent'> {
  /** 9001 by default; 0 takes a free one. */
  readonly port?: number;
  /** `127.0.0.1` by default. */
  readonly host?: string;
  /** How many clients are to ask for their reports before the run ends: 1 by default; all that the command is. */
  readonly agents?: number;
  /** Milliseconds without a connection after which the run ends, 60,000 by default. */
  readonly timeout?: number;
  /** Starts the client, by the shell, with the URL in `WIRECHART_CONFORM_URL`; the run ends when it does. */
  readonly command?: string;
  /** Told where the suite listens, and how many cases it has. */
  readonly onListening?: (url: string, count: number) => void;
}

export interface ClientRuns {
  /** One per client, in the order in which they came. */
  readonly runs: readonly Run[];
  /** How it came to its end. */
  readonly ended: 'finished' | 'timeout' | 'command' | 'stopped';
  /** Of the command, if there was one; null if a signal ended it. */
  readonly exitStatus?: number | null;
}

const PORT = 9_001;
const TIMEOUT = 60_000;
const HEAD_TIMEOUT = 10_000;
/** For our own answers: counts, infos. */
const ANSWER_TIMEOUT = 5_000;

/**
 * Listens until the clients are through.
 * @throws Error if it cannot listen; {SelectionError} if no case is chosen
 */
export async function conformClient(options: ClientRunOptions = {}): Promise<ClientRuns> {
  const cases = clientOrder(selectCases(options.groups ?? suite, 'client', options));
  const clientSuite = new ClientSuite(cases, options);
  const url = await clientSuite.listen();
  options.onListening?.(url, cases.length);
  const driver = options.command === undefined ? undefined : new Driver(options.command, url);
  try {
    const ended = await clientSuite.ended(driver);
    const runs = await clientSuite.runs(ended);
    return { runs, ended, ...(driver === undefined ? {} : { exitStatus: await driver.stop() }) };
  } finally {
    clientSuite.close();
    await driver?.stop();
  }
}

class ClientSuite {
  readonly #cases: readonly ConformanceCase[];
  readonly #options: ClientRunOptions;
  readonly #context: PlayContext;
  readonly #agents = new Map<string, Agent>();
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #idle: NodeJS.Timeout | undefined;
  #closed = false;
  #end: (how: ClientRuns['ended']) => void = () => {};

  constructor(cases: readonly ConformanceCase[], options: ClientRunOptions) {
    this.#cases = cases;
    this.#options = options;
    const { full = false, caseTimeout = CASE_TIMEOUT } = options;
    this.#context = { full, timeLimit: caseTimeout, sequences: new SequenceStore() };
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void this.#serve(socket));
  }

  listen(): Promise<string> {
    const { port = PORT, host = '127.0.0.1' } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') reject(error);
        else reject(new Error(`port ${port} is in use: stop who uses it, or choose another (0 takes a free one)`));
      });
      this.#server.listen(port, host, () => {
        const bound = this.#server.address();
        const at = typeof bound === 'object' && bound !== null ? bound.port : port;
        resolve(`ws://${host.includes(':') ? `[${host}]` : host}:${at}`);
      });
    });
  }

  ended(driver: Driver | undefined): Promise<ClientRuns['ended']> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#watchIdle();
      void driver?.exited.then(() => resolve('command'));
      this.#options.signal?.addEventListener('abort', () => resolve('stopped'), { once: true });
      if (this.#options.signal?.aborted === true) resolve('stopped');
    });
  }

  async runs(ended: ClientRuns['ended']): Promise<Run[]> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.settled()));
    const reasons = {
      finished: 'The client never asked for this case.',
      timeout: 'The client came no more before it was asked for.',
      command: 'The command ended before it was asked for.',
      stopped: 'The run was stopped.',
    };
    return [...this.#agents.values()].map((agent) =>
      agent.run(this.#cases, this.#context.full, reasons[agent.finished ? 'finished' : ended]),
    );
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#idle);
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The clock runs while nobody is connected. */
  #watchIdle(): void {
    clearTimeout(this.#idle);
    // Sockets may end when all is over: a clock that started then would hold the process.
    if (this.#closed) return;
    const { timeout = TIMEOUT } = this.#options;
    // A timer cannot wait for more than 2^31 milliseconds, 24 days: as good as forever.
    if (this.#sockets.size === 0 && timeout < 2 ** 31) this.#idle = setTimeout(() => this.#end('timeout'), timeout);
  }

  async #serve(socket: net.Socket): Promise<void> {
    this.#sockets.add(socket);
    clearTimeout(this.#idle);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watchIdle();
    });
    const read = await readHead(socket, HEAD_TIMEOUT);
    const { head } = read;
    if (head === undefined) socket.destroy();
    else await this.#route(socket, { ...read, head }, routeOf(head, this.#cases.length));
  }

  async #route(socket: net.Socket, request: HeadRead & { readonly head: Head }, route: Route): Promise<void> {
    if (route.ask === 'refused') return refuse(socket, route.status, route.text);
    if (route.ask === 'count') return answer(socket, request, String(this.#cases.length));
    if (route.ask === 'reports') return this.#finish(socket, request, this.#agent(route.agent));
    // The number was checked: there is such a case.
    const conformanceCase = this.#cases[route.number - 1] as ConformanceCase;
    const { id, description } = conformanceCase;
    if (route.ask === 'info') return answer(socket, request, JSON.stringify({ id, description }));
    const agent = this.#agent(route.agent);
    if (route.ask === 'status') return this.#status(socket, request, await agent.resultOf(id));
    const result = await agent.play(id, playClientCase(conformanceCase, socket, request, this.#context));
    const progress = { agent: agent.name, done: agent.results.size, total: this.#cases.length };
    this.#options.onResult?.(result, progress);
  }

  #status(socket: net.Socket, request: HeadRead & { readonly head: Head }, result: CaseResult | undefined) {
    if (result === undefined) return refuse(socket, '404 Not Found', 'This case has not been run yet.\n');
    return answer(socket, request, JSON.stringify({ behavior: behaviorWords[result.behavior] }));
  }

  async #finish(socket: net.Socket, request: HeadRead & { readonly head: Head }, agent: Agent): Promise<void> {
    await agent.settled();
    await answer(socket, request, undefined);
    agent.finished = true;
    const finished = [...this.#agents.values()].filter((each) => each.finished).length;
    // A command may be several clients: it says itself when it has come to its end.
    const wanted = this.#options.agents ?? (this.#options.command === undefined ? 1 : Number.POSITIVE_INFINITY);
    if (finished >= wanted) this.#end('finished');
  }

  #agent(name: string): Agent {
    let agent = this.#agents.get(name);
    if (agent === undefined) {
      agent = new Agent(name);
      this.#agents.set(name, agent);
    }
    return agent;
  }
}

/** Opens the connection, says the one thing that was asked for, and closes. */
async function answer(
  socket: net.Socket,
  request: HeadRead & { readonly head: Head },
  text: string | undefined,
): Promise<void> {
  await answerOpening(socket, {}, request);
  const peer = new Peer({ stream: socket, role: 'server', log: new WireLog(false), agreement: undefined });
  peer.startReading(request.rest);
  if (text !== undefined) await peer.sendFrames([{ opcode: 1, payload: text }]);
  peer.sendClose(1000);
  await peer.until(() => peer.over, ANSWER_TIMEOUT);
  peer.end();
  await peer.until(() => peer.transport !== 'open', ANSWER_TIMEOUT);
  peer.destroy();
}

function refuse(socket: net.Socket, status: string, text: string): void {
  const body = Buffer.from(text);
  const head = writeHead(`HTTP/1.1 ${status}`, [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(body.length)],
    ['Connection', 'close'],
  ]);
  socket.end(Buffer.concat([head, body]));
  socket.resume();
  socket.on('end', () => socket.destroy());
  socket.setTimeout(ANSWER_TIMEOUT, () => socket.destroy());
}
