/** The client: `connect(url)`. */
import { checkRequest, type HeaderPairs } from '../endpoint/opening.ts';
import { failed } from '../endpoint/outgoing.ts';
import { addressOf } from '../node/address.ts';
import { type DialOptions, dial } from '../node/dial.ts';
import { SocketTransport } from '../node/socket-transport.ts';
import { onAbort } from './abort.ts';
import { announce } from './announce.ts';
import { extensionFor } from './compression.ts';
import { Connection, type ConnectionOptions, checkOptions } from './connection.ts';

export interface ConnectOptions extends ConnectionOptions, DialOptions {
  /** Subprotocols, in order of preference. */
  protocols?: string | readonly string[];
  /** Further header fields of the request. */
  headers?: Readonly<Record<string, string>> | Iterable<readonly [name: string, value: string]>;
  /** Value of the Origin header. */
  origin?: string;
  /** Gives up connecting, or ends the connection at once, when it is aborted. */
  signal?: AbortSignal;
}

/**
 * Connects to a WebSocket server.
 * @param url `ws:`, `wss:`, `http:`, `https:`, or `ws+unix:/path/of/socket:/target`
 * @returns the open connection. Rejects with a `ConnectionError` whose `record` says what happened, or with the signal's
 *   reason
 * @throws {TypeError | RangeError} at once, naming the argument that is wrong
 */
export function connect(url: string | URL, options: ConnectOptions = {}): Promise<Connection> {
  const address = addressOf(url);
  checkOptions(options);
  const protocols = protocolsOf(options);
  const headers = headersOf(options, address.authorization);
  checkRequest({ protocols, headers });
  const extension = extensionFor(options.compression, 'client');
  const { signal, createConnection } = options;
  if (createConnection !== undefined && typeof createConnection !== 'function') {
    throw new TypeError('createConnection must be a function');
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new TypeError('signal must be an AbortSignal');
  }
  if (signal?.aborted) return failed(signal.reason);

  const transport = new SocketTransport();
  const request = { target: address.target, host: address.hostHeader, protocols, headers };
  const connection = new Connection(transport, options, { role: 'client', request, extension });
  const endpoint = Connection.endpointOf(connection);
  const opened = Connection.opened(connection);
  announce(connection, () => String(url));
  endpoint.dial();
  dial(address, options).then(
    ({ stream, readyEvent }) => {
      transport.attach(stream);
      if (readyEvent === undefined) endpoint.transportReady();
      else stream.once(readyEvent, () => endpoint.transportReady());
      // Given up while it was being made.
      if (endpoint.state === 'closed') stream.destroy();
    },
    (error) => endpoint.transportEnded(error),
  );
  return signal === undefined ? opened : abortable(connection, opened, signal);
}

function abortable(connection: Connection, opened: Promise<Connection>, signal: AbortSignal): Promise<Connection> {
  const abort = () => Connection.endpointOf(connection).abort('aborted', signal.reason);
  const stop = onAbort(signal, abort);
  void connection.closed.then(stop);
  const result = opened.catch((error) => {
    throw signal.aborted ? signal.reason : error;
  });
  // Whoever only sets handlers does not have to listen.
  result.catch(() => {});
  return result;
}

function protocolsOf({ protocols = [] }: ConnectOptions): readonly string[] {
  if (typeof protocols === 'string') return [protocols];
  if (!Array.isArray(protocols)) throw new TypeError('protocols must be a string or an array of strings');
  return protocols;
}

function headersOf({ headers = {}, origin }: ConnectOptions, authorization: string | undefined): HeaderPairs {
  if (typeof headers !== 'object' || headers === null) {
    throw new TypeError('headers must be an object, Headers, or an array of pairs');
  }
  const pairs: (readonly [string, string])[] = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  const has = (wanted: string) => pairs.some(([name]) => String(name).toLowerCase() === wanted);
  if (origin !== undefined) pairs.push(['Origin', origin]);
  if (authorization !== undefined && !has('authorization')) pairs.push(['Authorization', authorization]);
  return pairs;
}
