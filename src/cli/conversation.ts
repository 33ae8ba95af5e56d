/** What is said over one connection: lines in, messages out, and what happens meanwhile. */
import { createInterface, type Interface } from 'node:readline';
import type { Connection, ConnectionOptions } from '../api/connection.ts';
import type { CloseRecord } from '../endpoint/close-record.ts';
import { printable } from '../inspect/printable.ts';
import { describeMessage, hex, paint, printJson, status } from './screen.ts';
import { type StateChange, watchStates } from './state-watch.ts';

export interface ConversationOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Show every machine's transitions, not only those that a user of a connection cares about. */
  readonly allStates: boolean;
  readonly binary: boolean;
  /** Milliseconds to stay after the end of piped input. */
  readonly wait: number;
  /** Messages to send first. */
  readonly first: readonly string[];
}

const help = `/ping [text]           sends a ping and shows the round trip
/close [code] [reason] begins the closing handshake
/terminate             ends the connection without one
/pause, /resume        stops and goes on reading
/binary HEX            sends a binary message: /binary 01 ff
/states                shows the state of every machine
/engine KIND           goes on with compiled or interpreted
//text                 sends a message that begins with /`;

/** Machines whose transitions are shown without --states. */
const interesting: ReadonlySet<string> = new Set(['connection', 'closeHandshake', 'keepAlive']);

export class Conversation {
  readonly handlers: Pick<ConnectionOptions, 'message' | 'ping' | 'pong'>;
  readonly #options: ConversationOptions;
  #lines: Interface | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.handlers = {
      message: (_, message) => this.#received(message),
      ping: (_, payload) => this.#happened('ping', `← ping ${hex(payload)}, answered`),
      pong: (_, payload) => this.#happened('pong', `← pong ${hex(payload)}`),
    };
  }

  /** Talks until the connection is over. */
  async hold(connection: Connection): Promise<CloseRecord> {
    const { protocol } = connection;
    this.#happened('open', `open${protocol === '' ? '' : `, subprotocol ${protocol}`}`, { protocol });
    watchStates(connection, (change) => this.#changed(change));
    for (const text of this.#options.first) this.#send(connection, text);
    this.#listen(connection);
    const record = await connection.closed;
    this.#lines?.close();
    process.stdin.pause();
    return record;
  }

  #listen(connection: Connection): void {
    const interactive = process.stdin.isTTY === true;
    const lines = createInterface({
      input: process.stdin,
      output: interactive ? process.stderr : undefined,
      terminal: interactive,
    });
    this.#lines = lines;
    if (interactive && !this.#options.quiet) {
      status(paint('gray', 'type a message and press Enter; /help lists commands; Ctrl+D closes'));
    }
    lines.setPrompt(interactive ? '> ' : '');
    lines.prompt();
    lines.on('line', (line) => {
      if (interactive && line.startsWith('/')) this.#command(connection, line);
      else void this.#say(connection, lines, line);
      lines.prompt();
    });
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      const wait = interactive ? 0 : this.#options.wait;
      if (wait === 0) void connection.close();
      else setTimeout(() => void connection.close(), wait).unref();
    });
  }

  /** Sends a line; a transport that takes no more stops the input from being read. */
  async #say(connection: Connection, lines: Interface, line: string): Promise<void> {
    const sent = this.#send(connection, line);
    if (connection.bufferedAmount < 1024 * 1024) return;
    lines.pause();
    await sent;
    lines.resume();
  }

  #send(connection: Connection, text: string): Promise<void> {
    const message = this.#options.binary ? new TextEncoder().encode(text) : text;
    const sent = connection.send(message);
    return sent.catch((error: Error) =>
      this.#happened('unsent', paint('red', `not sent: ${printable(error.message)}`)),
    );
  }

  #command(connection: Connection, line: string): void {
    const [name = '', ...words] = line.split(' ');
    const rest = words.join(' ');
    try {
      if (name.startsWith('//')) void this.#send(connection, line.slice(1));
      else if (name === '/ping') void this.#ping(connection, rest);
      else if (name === '/close') void connection.close(words[0] ? Number(words[0]) : 1000, words.slice(1).join(' '));
      else if (name === '/terminate') void connection.terminate();
      else if (name === '/pause') connection.pause();
      else if (name === '/resume') connection.resume();
      else if (name === '/binary') void connection.send(bytesOf(rest));
      else if (name === '/engine') connection.useEngine(rest as 'compiled');
      else if (name === '/states')
        for (const [machine, state] of Object.entries(connection.states)) status(`  ${machine.padEnd(18)}${state}`);
      else status(name === '/help' ? help : `there is no command ${name}\n${help}`);
    } catch (error) {
      status(paint('red', error instanceof Error ? error.message : String(error)));
    }
  }

  async #ping(connection: Connection, payload: string): Promise<void> {
    try {
      const latency = await connection.ping(payload);
      this.#happened('latency', `round trip ${latency.toFixed(2)} ms`, { latency });
    } catch (error) {
      this.#happened('unanswered', paint('red', printable(error instanceof Error ? error.message : String(error))));
    }
  }

  #received(message: string | Uint8Array): void {
    const binary = typeof message !== 'string';
    if (this.#options.json) {
      printJson({ event: 'message', binary, data: binary ? Buffer.from(message).toString('base64') : message });
    } else if (process.stdout.isTTY) {
      process.stdout.write(`\r${paint('cyan', '<')} ${describeMessage(message)}\n`);
      this.#lines?.prompt(true);
    } else {
      // A program reads this: text as it is, one message a line.
      process.stdout.write(binary ? message : `${message}\n`);
    }
  }

  #changed({ machine, from, to, event }: StateChange): void {
    if (!this.#options.allStates && !interesting.has(machine)) return;
    if (this.#options.json) printJson({ event: 'transition', machine, from, to, on: event });
    else this.#show(paint('gray', `  ${machine}: ${from} → ${to}${event === '' ? '' : `  (${event})`}`));
  }

  #happened(event: string, text: string, more: object = {}): void {
    if (this.#options.json) printJson({ event, ...more });
    else this.#show(paint('gray', text));
  }

  #show(line: string): void {
    if (this.#options.quiet) return;
    const interactive = this.#lines !== undefined && process.stdin.isTTY === true;
    status(interactive ? `\r${line}` : line);
    if (interactive) this.#lines?.prompt(true);
  }
}

/** `01 ff` or `01ff`. @throws {TypeError} if it is no hex */
function bytesOf(text: string): Uint8Array {
  const digits = text.replaceAll(' ', '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits))
    throw new TypeError(`${text} is not bytes in hex, like 01 ff`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
