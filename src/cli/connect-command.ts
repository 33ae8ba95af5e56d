/** `wirechart connect URL`: talks to a server, for a person or in a pipe. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ConnectOptions, connect } from '../api/connect.ts';
import type { Connection } from '../api/connection.ts';
import { explainClose } from '../endpoint/close-record.ts';
import { ConnectionError } from '../endpoint/errors.ts';
import { type Inspector, inspect } from '../inspect/server/inspect.ts';
import { Conversation } from './conversation.ts';
import { paint, printJson, status } from './screen.ts';
import { compressionOption, engineOption, tellPage } from './serve-command.ts';
import { type Command, type Parsed, parse, UsageError } from './usage.ts';

export const connectCommand: Command = {
  name: 'connect',
  summary: 'connects to a server: what you type is sent, what it says is shown',
  usage: 'URL [options]',
  options: {
    protocol: { type: 'string', multiple: true, value: 'NAME', help: 'subprotocol to offer; may be repeated' },
    header: { type: 'string', short: 'H', multiple: true, value: "'N: V'", help: 'header field; may be repeated' },
    origin: { type: 'string', value: 'ORIGIN', help: 'Origin header' },
    ca: { type: 'string', value: 'FILE', help: 'certificate authority (PEM) to trust' },
    insecure: { type: 'boolean', help: 'do not check the server’s certificate' },
    message: { type: 'string', short: 'm', multiple: true, value: 'TEXT', help: 'send this first; may be repeated' },
    binary: { type: 'boolean', help: 'send each line as a binary message' },
    wait: { type: 'string', value: 'SECONDS', help: 'in a pipe: stay this long after the end of the input (0)' },
    states: { type: 'boolean', help: 'show every transition of every machine' },
    timeout: { type: 'string', value: 'MS', help: 'for connecting and for the opening handshake (30000; off)' },
    compress: { type: 'string', value: 'MODE', help: 'permessage-deflate: takeover (default), shared or off' },
    engine: { type: 'string', value: 'KIND', help: 'compiled (default) or interpreted, by XState' },
    inspect: { type: 'boolean', help: 'show the connection on a page, from its beginning' },
    quiet: { type: 'boolean', short: 'q', help: 'show messages only' },
    json: { type: 'boolean', help: 'one JSON object per event on standard output' },
  },
  notes: `Messages go to standard output, one per line, everything else to standard error:

    echo hello | wirechart connect ws://127.0.0.1:8080

At a terminal, lines that begin with / are commands: /help lists them.
The exit status is 0 if the connection closed cleanly, 1 if not, 2 if the command line is wrong.`,
  run,
};

/** An hour, in milliseconds. */
const LONG = 3_600_000;

async function run(args: string[]): Promise<number> {
  const parsed = parse(connectCommand, args);
  const [url, surplus] = parsed.positionals;
  if (url === undefined) throw new UsageError('connect needs a URL, like ws://127.0.0.1:8080');
  if (surplus !== undefined) throw new UsageError(`connect takes one URL; what is ${JSON.stringify(surplus)}?`);
  const conversation = new Conversation({
    json: parsed.flag('json'),
    quiet: parsed.flag('quiet'),
    allStates: parsed.flag('states'),
    binary: parsed.flag('binary'),
    wait: (parsed.number('wait') ?? 0) * 1000,
    first: parsed.list('message'),
  });
  const inspector = parsed.flag('inspect') ? await inspect(undefined, { record: true, log: tellPage }) : undefined;
  const connection = await opened(url, { ...optionsOf(parsed), ...conversation.handlers }, parsed);
  if (connection === undefined) return afterLooking(inspector, 1);
  const record = await conversation.hold(connection);
  if (parsed.flag('json')) printJson({ event: 'close', record });
  else if (!parsed.flag('quiet')) status(`\n${paint(record.clean ? 'gray' : 'red', explainClose(record))}`);
  return afterLooking(inspector, record.clean ? 0 : 1);
}

/** Why a connection is over is seen best when it is over: the page stays until the person leaves. */
async function afterLooking(inspector: Inspector | undefined, exit: number): Promise<number> {
  if (inspector === undefined) return exit;
  status(`the page stays until you press Ctrl+C: ${inspector.url}`);
  // Served pages alone do not keep a program running.
  const staying = setInterval(() => {}, LONG);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(staying);
  await inspector.close();
  return exit;
}

/** The open connection, or undefined once it has been said why there is none. */
async function opened(url: string, options: ConnectOptions, parsed: Parsed): Promise<Connection | undefined> {
  if (!parsed.flag('json') && !parsed.flag('quiet')) status(paint('gray', `connecting to ${url}`));
  try {
    return await connect(url, options);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    if (parsed.flag('json')) printJson({ event: 'failed', id: error.id, message: error.message, record: error.record });
    else status(paint('red', `not connected: ${error.message}`) + adviceFor(error));
    return undefined;
  }
}

function adviceFor({ id, message }: ConnectionError): string {
  if (message.includes('ECONNREFUSED')) return '\nNobody listens there: is the server running, and is this its port?';
  if (message.includes('ENOTFOUND')) return '\nThe name is unknown: is it spelled right?';
  if (/CERT|certificate/i.test(message)) return '\nThe certificate is not trusted: see --ca and --insecure.';
  if (id === 'upgrade-declined') return '\nIt speaks HTTP, but does not upgrade here: is the path right?';
  return '';
}

function optionsOf(parsed: Parsed): ConnectOptions {
  const timeout = parsed.number('timeout');
  const origin = parsed.text('origin');
  return {
    protocols: parsed.list('protocol'),
    headers: parsed.list('header').map(headerOf),
    ...engineOption(parsed),
    ...compressionOption(parsed),
    ...(origin === undefined ? {} : { origin }),
    ...(timeout === undefined ? {} : { connectTimeout: timeout, openingTimeout: timeout }),
    tls: trustOf(parsed),
  };
}

/** Which certificates are taken, by --ca and --insecure. */
export function trustOf(parsed: Parsed): NonNullable<ConnectOptions['tls']> {
  const ca = parsed.text('ca');
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(parsed.flag('insecure') ? { rejectUnauthorized: false } : {}),
  };
}

/** @throws {UsageError} if the line is no header field */
export function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new UsageError(`--header is written 'Name: value', not ${JSON.stringify(line)}`);
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
