/** `wirechart serve`: an echo server, or one that passes every message on. */
import { readFileSync } from 'node:fs';
import type { Connection } from '../api/connection.ts';
import { type ServeOptions, type Server, serve } from '../api/serve.ts';
import type { CloseRecord } from '../endpoint/close-record.ts';
import { inspect } from '../inspect/server/inspect.ts';
import { describeMessage, paint, printJson, status } from './screen.ts';
import { type Command, type Parsed, parse, UsageError } from './usage.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'starts a server that echoes every message',
  usage: '[options]',
  options: {
    port: { type: 'string', short: 'p', value: 'PORT', help: 'port to listen on (8080; 0 takes a free one)' },
    host: { type: 'string', value: 'ADDRESS', help: 'address to listen on (127.0.0.1; 0.0.0.0 for everybody)' },
    unix: { type: 'string', value: 'PATH', help: 'listen on a Unix socket instead' },
    'tls-cert': { type: 'string', value: 'FILE', help: 'certificate (PEM): serve wss://' },
    'tls-key': { type: 'string', value: 'FILE', help: 'its private key (PEM)' },
    broadcast: { type: 'boolean', help: 'pass each message to all other connections instead of echoing it' },
    protocol: { type: 'string', multiple: true, value: 'NAME', help: 'subprotocol to speak; may be repeated' },
    origin: { type: 'string', multiple: true, value: 'ORIGIN', help: 'take only this Origin; may be repeated' },
    'max-message': { type: 'string', value: 'BYTES', help: 'largest message to take (67108864)' },
    compress: { type: 'string', value: 'MODE', help: 'permessage-deflate: shared, takeover or off (default)' },
    'idle-timeout': { type: 'string', value: 'MS', help: 'silence before a keep-alive ping (30000; off)' },
    engine: { type: 'string', value: 'KIND', help: 'compiled (default) or interpreted, by XState' },
    inspect: { type: 'boolean', help: 'show every connection on a page, from its beginning' },
    verbose: { type: 'boolean', short: 'v', help: 'show every message' },
    json: { type: 'boolean', help: 'one JSON object per event on standard output' },
  },
  notes: 'Ctrl+C closes every connection with 1001 and stops; a second Ctrl+C stops at once.',
  run,
};

async function run(args: string[]): Promise<number> {
  const parsed = parse(serveCommand, args);
  if (parsed.positionals.length > 0) throw new UsageError(`serve takes no argument: ${parsed.positionals[0]}`);
  const log = new Log(parsed.flag('json'), parsed.flag('verbose'));
  // Handlers run only once the server listens.
  let server: Server | undefined;
  const broadcast = parsed.flag('broadcast');
  const options: ServeOptions = {
    ...listenOptions(parsed),
    ...connectionOptions(parsed),
    open: (connection) => log.opened(connection),
    message: (connection, message) => {
      log.message(connection, message);
      if (broadcast) void server?.broadcast(message, { except: connection });
      else void connection.send(message);
    },
    close: (connection, record) => log.closed(connection, record),
  };
  server = await listening(options);
  log.listening(server, broadcast);
  if (parsed.flag('inspect')) await inspect(server, { record: true, log: tellPage });
  return stopped(server);
}

function listenOptions(parsed: Parsed): ServeOptions {
  const socketPath = parsed.text('unix');
  const host = parsed.text('host');
  const cert = parsed.text('tls-cert');
  const key = parsed.text('tls-key');
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--tls-cert and --tls-key go together');
  return {
    ...(socketPath === undefined ? { port: parsed.number('port') ?? 8080 } : { socketPath }),
    ...(host === undefined ? {} : { host }),
    ...(cert === undefined || key === undefined ? {} : { tls: { cert: readFileSync(cert), key: readFileSync(key) } }),
  };
}

function connectionOptions(parsed: Parsed): ServeOptions {
  const maxMessageSize = parsed.number('max-message');
  const idleTimeout = parsed.number('idle-timeout');
  const origins = parsed.list('origin');
  return {
    protocols: parsed.list('protocol'),
    ...engineOption(parsed),
    ...compressionOption(parsed),
    ...(maxMessageSize === undefined ? {} : { maxMessageSize, maxFrameSize: maxMessageSize }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
    ...(origins.length === 0
      ? {}
      : {
          upgrade: ({ origin = '' }) =>
            origins.includes(origin)
              ? undefined
              : { status: 403, body: `Origin ${JSON.stringify(origin)} is not taken\n` },
        }),
  };
}

/** @throws {UsageError} if there is no such mode */
export function compressionOption(parsed: Parsed): Pick<ServeOptions, 'compression'> {
  const mode = parsed.text('compress');
  if (mode === undefined) return {};
  if (mode === 'off') return { compression: false };
  if (mode !== 'shared' && mode !== 'takeover') {
    throw new UsageError(`--compress takes shared, takeover or off, not ${JSON.stringify(mode)}`);
  }
  const takeover = mode === 'takeover';
  return { compression: { takeover, peerTakeover: takeover } };
}

/** @throws {UsageError} if there is no such engine */
export function engineOption(parsed: Parsed): Pick<ServeOptions, 'engine'> {
  const engine = parsed.text('engine');
  if (engine === undefined) return {};
  if (engine !== 'compiled' && engine !== 'interpreted') {
    throw new UsageError(`--engine is compiled or interpreted, not ${JSON.stringify(engine)}`);
  }
  return { engine };
}

async function listening(options: ServeOptions): Promise<Server> {
  try {
    return await serve(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new Error(
        `port ${options.port} is in use: stop who uses it, or choose another with --port (0 takes a free one)`,
      );
    }
    throw error;
  }
}

/** Where the inspector's page is. */
export function tellPage(line: string): void {
  status(paint('bold', line));
}

/** Settles with the exit status when the server has been told to stop, and has. */
function stopped(server: Server): Promise<number> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) {
        status('stopped at once');
        process.exit(130);
      }
      asked = true;
      status(`closing ${server.connections.size} connection(s); again to stop at once`);
      void server.close().then(() => resolve(0));
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** Says what happens, to a person or to a program. */
class Log {
  readonly #json: boolean;
  readonly #verbose: boolean;
  #count = 0;

  constructor(json: boolean, verbose: boolean) {
    this.#json = json;
    this.#verbose = verbose;
  }

  listening(server: Server, broadcast: boolean): void {
    if (this.#json) {
      printJson({ event: 'listening', url: server.url });
      return;
    }
    const what = broadcast ? 'passes each message on to all others' : 'echoes every message';
    status(`${paint('bold', server.url)} ${what}`);
    status(`Try it in another terminal:\n\n    npx wirechart connect ${server.url}\n`);
    status(
      `or in a browser's console:\n\n    ws = new WebSocket('${server.url}'); ws.onmessage = (m) => console.log(m.data)`,
    );
    status(`    ws.send('hello')\n\n--inspect shows every connection on a page, as it runs. Ctrl+C stops.`);
  }

  opened(connection: Connection): void {
    this.#count += 1;
    connection.data = this.#count;
    const { request, protocol } = connection;
    if (this.#json) printJson({ event: 'open', connection: this.#count, target: request?.target, protocol });
    else
      status(
        `${paint('green', `#${this.#count} open`)} ${request?.target ?? ''}${protocol === '' ? '' : ` (${protocol})`}`,
      );
  }

  message(connection: Connection, message: string | Uint8Array): void {
    if (!this.#verbose) return;
    const binary = typeof message !== 'string';
    if (this.#json) {
      const data = binary ? Buffer.from(message).toString('base64') : message;
      printJson({ event: 'message', connection: connection.data, binary, data });
    } else status(`#${String(connection.data)} ${paint('cyan', '←')} ${describeMessage(message)}`);
  }

  closed(connection: Connection, record: CloseRecord): void {
    if (this.#json) {
      printJson({ event: 'close', connection: connection.data, record });
      return;
    }
    const number = connection.data === undefined ? 'refused' : `#${String(connection.data)} closed`;
    const why = record.violation === undefined ? '' : `: ${record.violation.id}, ${record.violation.explanation}`;
    status(`${paint(record.clean ? 'gray' : 'red', number)} ${record.code} ${record.reason}${why}`);
  }
}
