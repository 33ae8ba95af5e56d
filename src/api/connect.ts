/** The client: `connect(url)`. */
import { checkRequest, type HeaderPairs } from '../endpoint/opening.ts';
import { addressOf } from '../node/address.ts';
import { type DialOptions, dial } from '../node/dial.ts';
import { SocketTransport } from '../node/socket-transport.ts';
import { Connection, type ConnectionOptions, checkOptions } from './connection.ts';

export interface ConnectOptions extends ConnectionOptions, DialOptions {
  /** Subprotocols, in order of preference. */
  protocols?: string | readonly string[];
  /** Further header fields of the request. */
  headers?: Readonly<Record<string, string>> | HeaderPairs;
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
  const protocols = typeof options.protocols === 'string' ? [options.protocols] : (options.protocols ?? []);
  const headers = headersOf(options, address.authorization);
  checkRequest({ protocols, headers });
  const { signal } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);

  const transport = new SocketTransport();
  const request = { target: address.target, host: address.hostHeader, protocols, headers };
  const connection = new Connection(transport, options, { role: 'client', request });
  const endpoint = Connection.endpointOf(connection);
  const opened = Connection.opened(connection);
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
  signal.addEventListener('abort', abort, { once: true });
  void connection.closed.then(() => signal.removeEventListener('abort', abort));
  return opened.catch((error) => {
    throw signal.aborted ? signal.reason : error;
  });
}

function headersOf({ headers = {}, origin }: ConnectOptions, authorization: string | undefined): HeaderPairs {
  const pairs: (readonly [string, string])[] = Array.isArray(headers) ? [...headers] : Object.entries(headers);
  const has = (wanted: string) => pairs.some(([name]) => String(name).toLowerCase() === wanted);
  if (origin !== undefined) pairs.push(['Origin', origin]);
  if (authorization !== undefined && !has('authorization')) pairs.push(['Authorization', authorization]);
  return pairs;
}
