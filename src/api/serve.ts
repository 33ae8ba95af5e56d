/** The server: `serve({ port })`. */
import type { IncomingMessage } from 'node:http';
import type { ServerOptions as TlsOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { requestOf, type UpgradeRequest } from '../endpoint/opening.ts';
import type { Acceptance, Refusal } from '../endpoint/opening-side.ts';
import { resolveBounds } from '../endpoint/options.ts';
import { SocketTransport } from '../node/socket-transport.ts';
import { createServer, type HttpServer, headerPairs, listen, type UpgradeListener } from '../node/upgrade-server.ts';
import { checkSendable, type Sendable } from './arguments.ts';
import { Connection, type ConnectionOptions, checkOptions } from './connection.ts';

/** What `upgrade` may answer: nothing or an acceptance takes the request, a status declines it. */
export type UpgradeDecision = Acceptance | Refusal | undefined;

export interface ServeOptions extends ConnectionOptions {
  /** Port to listen on; 0 takes a free one. Without `port`, `socketPath` and `server` nothing listens: see `handleUpgrade`. */
  port?: number;
  /** Address to listen on, `127.0.0.1` by default: `0.0.0.0` or `::` to be reached from elsewhere. */
  host?: string;
  /** Path of a Unix socket to listen on. */
  socketPath?: string;
  /** An HTTP or HTTPS server of yours, whose upgrades are taken. It is left running when this server closes. */
  server?: HttpServer;
  /** Key and certificate: serve `wss:`. */
  tls?: TlsOptions;
  /** Takes only upgrades of this path; others get a 404, or are left to your server's other listeners. */
  path?: string;
  /** Subprotocols that you speak: the first of the client's that is among them is chosen. */
  protocols?: readonly string[];
  /** Decides about each request: origin, authorization, subprotocol. May be async; what it throws answers 500. */
  upgrade?: (request: UpgradeRequest, raw: IncomingMessage) => UpgradeDecision | Promise<UpgradeDecision>;
}

export interface CloseOptions {
  /** Close code for the connections, 1001 (going away) by default. */
  code?: number;
  reason?: string;
  /** Milliseconds until connections that have not closed are ended; 10,000 by default. */
  deadline?: number;
}

/**
 * Serves WebSocket connections.
 * @returns the server, once it listens
 * @throws {TypeError | RangeError} at once, naming the option that is wrong
 */
export function serve(options: ServeOptions): Promise<Server> {
  checkOptions(options);
  const server = new Server(options);
  return server.start();
}

export class Server {
  /** Every connection that is open or closing. */
  readonly connections = new Set<Connection>();
  /** The HTTP server, if there is one. */
  readonly http: HttpServer | undefined;
  readonly #options: ServeOptions;
  readonly #connectionOptions: ConnectionOptions;
  readonly #owned: boolean;
  readonly #listener: UpgradeListener = (request, socket, head) => this.#upgrade(request, socket, head);
  /** Everything that has not ended, open or not. */
  readonly #live = new Set<Connection>();
  #closing: Promise<void> | undefined;

  /** Made by `serve`. */
  constructor(options: ServeOptions) {
    this.#options = options;
    const { open, close } = options;
    this.#connectionOptions = {
      ...options,
      open: (connection) => {
        this.connections.add(connection);
        open?.(connection);
      },
      ...(close === undefined ? {} : { close }),
    };
    const bounds = resolveBounds(options);
    this.#owned = options.server === undefined && (options.port !== undefined || options.socketPath !== undefined);
    this.http = this.#owned ? createServer(options.tls, bounds) : options.server;
    this.http?.on('upgrade', this.#listener);
  }

  /** @internal */
  async start(): Promise<this> {
    const { port, host = '127.0.0.1', socketPath } = this.#options;
    if (this.#owned && this.http !== undefined) {
      await listen(this.http, socketPath === undefined ? { port: port ?? 0, host } : { path: socketPath });
    }
    return this;
  }

  /** The port listened on, or 0 if it is none of ours. */
  get port(): number {
    const address = this.http?.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Where to connect to: `ws://127.0.0.1:8080`. */
  get url(): string {
    const address = this.http?.address();
    const scheme = this.#options.tls === undefined ? 'ws' : 'wss';
    if (address === null || address === undefined) return '';
    if (typeof address === 'string') return `${scheme}+unix:${address.split('/').map(encodeURIComponent).join('/')}`;
    return `${scheme}://${hostOf(address)}:${address.port}`;
  }

  /**
   * Takes an upgrade that you received yourself, from an HTTP server's `upgrade` event.
   * @returns the connection; it may still be refused
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): Connection {
    const transport = new SocketTransport();
    const decide = (endpoint: Endpoint<Connection>, asked: UpgradeRequest) => this.#decide(endpoint, asked, request);
    const connection = new Connection(transport, this.#connectionOptions, { role: 'server', decide });
    this.#live.add(connection);
    const endpoint = Connection.endpointOf(connection);
    const { onClosed } = endpoint;
    endpoint.onClosed = (record) => {
      this.connections.delete(connection);
      this.#live.delete(connection);
      onClosed?.(record);
    };
    transport.attach(socket);
    endpoint.transportReady();
    const version = `HTTP/${request.httpVersion}`;
    endpoint.receiveRequest(requestOf(request.method ?? '', request.url ?? '/', version, headerPairs(request)));
    if (head.length > 0) endpoint.receive(head);
    return connection;
  }

  /**
   * Sends a message to every open connection. Connections that cannot take it are passed over.
   * @returns settles when the bytes have been handed to every transport
   * @throws {TypeError} if `message` is neither text nor bytes
   */
  async broadcast(message: Sendable, options: { except?: Connection } = {}): Promise<void> {
    const payload = checkSendable(message, 'message');
    const sends: Promise<void>[] = [];
    for (const connection of this.connections) {
      if (connection !== options.except && connection.state === 'open') sends.push(connection.send(payload));
    }
    await Promise.allSettled(sends);
  }

  /**
   * Stops listening, closes every connection with a closing handshake, and ends those that have not closed by the deadline.
   * @returns settles when all of them are over
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#shutDown(options);
    return this.#closing;
  }

  async #shutDown({ code = 1001, reason = '', deadline = 10_000 }: CloseOptions): Promise<void> {
    this.http?.off('upgrade', this.#listener);
    const stopped = this.#owned ? this.#stopListening() : undefined;
    const all = [...this.#live];
    const closed = Promise.all(all.map((connection) => connection.close(code, reason)));
    const timer = setTimeout(() => {
      for (const connection of all) void connection.terminate();
      (this.#owned ? this.http : undefined)?.closeAllConnections();
    }, deadline);
    await closed;
    // Requests that never became connections hold the HTTP server open.
    (this.#owned ? this.http : undefined)?.closeAllConnections();
    await stopped;
    clearTimeout(timer);
  }

  #stopListening(): Promise<void> {
    return new Promise((resolve) => {
      if (this.http === undefined) resolve();
      else this.http.close(() => resolve());
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path } = this.#options;
    const requested = (request.url ?? '/').split('?', 1)[0];
    if (path === undefined || path === requested) {
      this.handleUpgrade(request, socket, head);
    } else if ((this.http?.listenerCount('upgrade') ?? 0) < 2) {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
    }
  }

  #decide(endpoint: Endpoint<Connection>, asked: UpgradeRequest, raw: IncomingMessage): void {
    const decision = this.#options.upgrade?.(asked, raw);
    if (!(decision instanceof Promise)) {
      this.#answer(endpoint, asked, decision);
      return;
    }
    decision.then(
      (decided) => {
        try {
          this.#answer(endpoint, asked, decided);
        } catch (error) {
          endpoint.handlerThrew(error);
        }
      },
      (error) => endpoint.handlerThrew(error),
    );
  }

  #answer(endpoint: Endpoint<Connection>, asked: UpgradeRequest, decision: UpgradeDecision): void {
    // The client, or the opening timer, may have given up meanwhile.
    if (endpoint.state !== 'opening') return;
    if (decision !== undefined && 'status' in decision) {
      endpoint.refuse(decision);
      return;
    }
    const ours = this.#options.protocols ?? [];
    const protocol = decision?.protocol ?? asked.protocols.find((offered) => ours.includes(offered));
    endpoint.accept({ ...decision, protocol });
  }
}

function hostOf({ address, family }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]` : address;
}
