/** Servers and connections over real sockets on the loopback interface. What a test opens is ended when it finishes. */
import net from 'node:net';
import { onTestFinished } from 'vitest';
import {
  type Connection,
  type ConnectOptions,
  connect,
  type ServeOptions,
  type Server,
  serve,
} from '../../src/api/index.ts';
import { selfSigned } from './certificate.ts';

/** Key and certificate of a server on the loopback interface. */
export const certificate = selfSigned();

/** A server on a free port, or as `options` have it. */
export async function serving(options: ServeOptions = {}): Promise<Server> {
  const listens = options.server !== undefined || options.socketPath !== undefined;
  const server = await serve(listens ? options : { port: 0, ...options });
  onTestFinished(() => server.close({ deadline: 0 }));
  return server;
}

/** A client of `server`. */
export async function connected(server: Server, options: ConnectOptions = {}): Promise<Connection> {
  const connection = await connect(server.url, options);
  onTestFinished(async () => void (await connection.terminate()));
  return connection;
}

export interface Pair {
  readonly server: Server;
  /** The client's end. */
  readonly client: Connection;
  /** The server's end. */
  readonly peer: Connection;
}

/** A client and the server's end of its connection, both open. */
export async function pair(client: ConnectOptions = {}, server: ServeOptions = {}): Promise<Pair> {
  let opened: (peer: Connection) => void = () => {};
  const peer = new Promise<Connection>((resolve) => {
    opened = resolve;
  });
  const running = await serving({
    ...server,
    open: (connection) => {
      server.open?.(connection);
      opened(connection);
    },
  });
  return { server: running, client: await connected(running, client), peer: await peer };
}

/** A TCP server of no protocol. */
export async function listening(onSocket: (socket: net.Socket) => void): Promise<{ port: number; url: string }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  const { port } = server.address() as net.AddressInfo;
  return { port, url: `ws://127.0.0.1:${port}/` };
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Settles once `condition` holds; what cannot be awaited is looked at again and again. */
export async function until(condition: () => boolean, what: string | (() => string), within = 10_000): Promise<void> {
  const end = performance.now() + within;
  while (!condition()) {
    if (performance.now() > end)
      throw new Error(`not within ${within} ms: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A promise, and what settles it. */
export function signal<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
}
