/** The server: `serve({ port })`. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import { encodeClosePayload } from '../codec/close-payload.ts';
import { Deferred } from '../endpoint/deferred.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Extension } from '../endpoint/extension.ts';
import { requestOf, type UpgradeRequest } from '../endpoint/opening.ts';
import { type Bounds, resolveBounds } from '../endpoint/options.ts';
import { PreparedMessage } from '../endpoint/prepared.ts';
import { Tally } from '../endpoint/tally.ts';
import { SocketTransport } from '../node/socket-transport.ts';
import { createServer, type HttpServer, headerPairs, listen, type UpgradeListener } from '../node/upgrade-server.ts';
import { announce } from './announce.ts';
import type { Sendable } from './arguments.ts';
import { extensionFor } from './compression.ts';
import { Connection, type ConnectionOptions, type SendOptions } from './connection.ts';
import { prepareMessage } from './prepare-message.ts';
import {
  type CloseOptions,
  checkCloseOptions,
  checkServeOptions,
  type ServeOptions,
  type UpgradeDecision,
} from './serve-options.ts';
import { warn } from './watchers.ts';

/**
 * Serves WebSocket connections.
 * @returns the server, once it listens
 * @throws {TypeError | RangeError} at once, naming the option that is wrong
 */
export function serve(options: ServeOptions): Promise<Server> {
  checkServeOptions(options);
  const server = new Server(options);
  return server.start();
}

export type { CloseOptions, ServeOptions, UpgradeDecision };

/** The longest delay that a timer of Node's takes. */
const LONGEST = 2 ** 31 - 1;

/** Which of our servers take upgrades from an HTTP server. */
const sharers = new WeakMap<HttpServer, Set<Server>>();

export class Server {
  /** Every connection that is open or closing. */
  readonly connections = new Set<Connection>();
  /** The HTTP server, if there is one. */
  readonly http: HttpServer | undefined;
  readonly #options: ServeOptions;
  readonly #connectionOptions: ConnectionOptions;
  readonly #extension: Extension | undefined;
  readonly #owned: boolean;
  readonly #bounds: Readonly<Bounds>;
  readonly #listener: UpgradeListener = (request, socket, head) => this.#upgrade(request, socket, head);
  /** Those that are not open yet. */
  readonly #opening = new Set<Connection>();
  readonly #ended = (connection: Connection) => {
    this.connections.delete(connection);
    this.#opening.delete(connection);
    const { transport } = Connection.endpointOf(connection);
    if (transport instanceof SocketTransport) this.#awaitClose(transport.stream);
  };
  /** Sockets of connections that are over, which may have bytes to send. */
  readonly #sockets = new Set<Duplex>();
  readonly #forgetSocket = forgetIn(this.#sockets);
  #closing: Promise<void> | undefined;

  /** Made by `serve`. */
  constructor(options: ServeOptions) {
    this.#options = options;
    const { open, close } = options;
    this.#connectionOptions = {
      ...options,
      open: (connection) => {
        this.#opening.delete(connection);
        this.connections.add(connection);
        open?.(connection);
      },
      ...(close === undefined ? {} : { close }),
    };
    this.#bounds = resolveBounds(options);
    this.#extension = extensionFor(options.compression, 'server');
    this.#owned = options.server === undefined && (options.port !== undefined || options.socketPath !== undefined);
    this.http = this.#owned ? createServer(options.tls, this.#bounds) : options.server;
    if (this.http === undefined) return;
    this.http.on('upgrade', this.#listener);
    const sharing = sharers.get(this.http) ?? new Set();
    sharers.set(this.http, sharing.add(this));
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
    const scheme = this.http instanceof TlsServer ? 'wss' : 'ws';
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
    const connection = new Connection(transport, this.#connectionOptions, {
      role: 'server',
      decide,
      bounds: this.#bounds,
      extension: this.#extension,
      ended: this.#ended,
    });
    this.#opening.add(connection);
    const endpoint = Connection.endpointOf(connection);
    announce(connection, () => labelOf(request), this);
    transport.attach(socket);
    endpoint.transportReady();
    const version = `HTTP/${request.httpVersion}`;
    endpoint.receiveRequest(requestOf(request.method ?? '', request.url ?? '/', version, headerPairs(request)));
    if (head.length > 0) endpoint.receive(head);
    return connection;
  }

  /**
   * Sends a message to every open connection: encoded once, and copied at once. Connections that cannot take it are passed
   * over.
   * @returns settles when the bytes have been handed to every transport
   * @throws {TypeError} if `message` is neither text nor bytes
   */
  broadcast(message: Sendable | PreparedMessage, options: SendOptions & { except?: Connection } = {}): Promise<void> {
    const prepared = message instanceof PreparedMessage ? message : prepareMessage(message);
    const { except, compress } = options;
    const tally = new Tally();
    for (const connection of this.connections) {
      if (connection !== except && connection.state === 'open') {
        Connection.deliver(connection, prepared, compress, tally);
      }
    }
    tally.done();
    return tally.promise;
  }

  /**
   * Stops listening, closes every connection with a closing handshake, and ends those that have not closed by the deadline.
   * @returns settles when all of them are over, and their sockets closed
   * @throws {TypeError | RangeError} naming the option that is wrong
   */
  close(options: CloseOptions = {}): Promise<void> {
    checkCloseOptions(options);
    const { code = 1001, reason = '', deadline = 10_000 } = options;
    encodeClosePayload(code, reason);
    this.#closing ??= this.#shutDown(code, reason, deadline);
    return this.#closing;
  }

  async #shutDown(code: number, reason: string, deadline: number): Promise<void> {
    const { http } = this;
    if (http !== undefined) {
      http.off('upgrade', this.#listener);
      sharers.get(http)?.delete(this);
    }
    const own = this.#owned ? http : undefined;
    const stopped = own === undefined ? undefined : new Promise<void>((resolve) => own.close(() => resolve()));
    const all = [...this.#opening, ...this.connections];
    const due = new Deferred<void>();
    const timer = Number.isFinite(deadline) ? setTimeout(() => due.resolve(), Math.min(deadline, LONGEST)) : undefined;
    void due.promise.then(() => {
      for (const connection of all) void connection.terminate();
      for (const socket of this.#sockets) socket.destroy();
      own?.closeAllConnections();
    });
    await Promise.all(all.map((connection) => this.#dismiss(connection, code, reason)));
    // Requests that never became connections hold the HTTP server open.
    own?.closeAllConnections();
    const gone = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.race([Promise.all(gone), due.promise]);
    await stopped;
    clearTimeout(timer);
  }

  #awaitClose(socket: Duplex | undefined): void {
    if (socket === undefined || socket.closed) return;
    this.#sockets.add(socket);
    socket.on('close', this.#forgetSocket);
  }

  #dismiss(connection: Connection, code: number, reason: string): Promise<unknown> {
    if (connection.state !== 'opening') return connection.close(code, reason);
    Connection.endpointOf(connection).refuse({ status: 503 });
    return connection.closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#takes(request)) {
      this.handleUpgrade(request, socket, head);
      return;
    }
    const { http } = this;
    const ours = http === undefined ? [] : [...(sharers.get(http) ?? [])];
    // Whoever else listens may want it; if all who listen are servers of ours, the last one answers for them.
    const others = (http?.listenerCount('upgrade') ?? 0) > ours.length;
    if (others || ours.at(-1) !== this || ours.some((server) => server.#takes(request))) return;
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
  }

  #takes(request: IncomingMessage): boolean {
    const { path } = this.#options;
    return path === undefined || path === (request.url ?? '/').split('?', 1)[0];
  }

  #decide(endpoint: Endpoint<Connection>, asked: UpgradeRequest, raw: IncomingMessage): void {
    const decision = this.#options.upgrade?.(asked, raw);
    // Whatever can be awaited, a promise of another library too: it must not pass for an acceptance.
    if (typeof (decision as PromiseLike<unknown> | undefined)?.then !== 'function') {
      this.#answer(endpoint, asked, decision as UpgradeDecision);
      return;
    }
    Promise.resolve(decision)
      .then((decided) => this.#answer(endpoint, asked, decided))
      .catch((error) => {
        if (endpoint.state === 'opening') endpoint.handlerThrew(error);
        else warn(error);
      });
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

/** `127.0.0.1:50312 /chat` */
function labelOf({ socket, url = '/' }: IncomingMessage): string {
  const { remoteAddress = 'unix', remotePort } = socket;
  return `${remoteAddress}${remotePort === undefined ? '' : `:${remotePort}`} ${url}`;
}

function hostOf({ address, family }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]` : address;
}

/** A listener that all sockets share. */
function forgetIn(sockets: Set<Duplex>) {
  return function forget(this: Duplex): void {
    sockets.delete(this);
  };
}
