/** One of our connections, joined with one of the package ws over loopback. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type PerMessageDeflateOptions, WebSocket, WebSocketServer } from 'ws';
import { type Connection, type ConnectionOptions, connect, type Message, serve } from '../../src/api/index.ts';
import { selfSigned } from './certificate.ts';
import { deferred } from './deferred.ts';

export interface PairOptions {
  readonly ours?: ConnectionOptions;
  /** Options of ws that both its client and its server know. */
  readonly theirs?: { maxPayload?: number; perMessageDeflate?: boolean | PerMessageDeflateOptions };
  /** What the client offers, and what the server speaks. */
  readonly offered?: readonly string[];
  readonly spoken?: readonly string[];
  readonly tls?: boolean;
}

export interface Pair extends AsyncDisposable {
  readonly ours: Connection;
  readonly theirs: WebSocket;
}

export const certificate = selfSigned();

/** @param role the side that is ours */
export function pair(role: 'client' | 'server', options: PairOptions = {}): Promise<Pair> {
  return role === 'client' ? oursIsClient(options) : oursIsServer(options);
}

async function oursIsServer({ ours = {}, theirs = {}, offered = [], spoken = [], tls }: PairOptions): Promise<Pair> {
  const opened = deferred<Connection>();
  const server = await serve({
    port: 0,
    ...ours,
    protocols: spoken,
    ...(tls ? { tls: certificate } : {}),
    open: opened.resolve,
  });
  const socket = new WebSocket(server.url, [...offered], { ...theirs, ca: certificate.cert });
  await once(socket, 'open');
  return {
    ours: await opened.promise,
    theirs: socket,
    [Symbol.asyncDispose]: async () => {
      socket.terminate();
      await server.close();
    },
  };
}

async function oursIsClient({ ours = {}, theirs = {}, offered = [], spoken = [], tls }: PairOptions): Promise<Pair> {
  const server = tls ? https.createServer({ ...certificate }) : http.createServer();
  const choose = (protocols: Set<string>) => spoken.find((each) => protocols.has(each)) ?? (false as const);
  const sockets = new WebSocketServer({ server, handleProtocols: choose, ...theirs });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected = once(sockets, 'connection');
  const connection = await connect(`${tls ? 'wss' : 'ws'}://127.0.0.1:${port}/`, {
    ...ours,
    protocols: offered,
    tls: { ca: certificate.cert },
  });
  const [socket] = (await connected) as [WebSocket];
  return {
    ours: connection,
    theirs: socket,
    [Symbol.asyncDispose]: async () => {
      socket.terminate();
      await connection.closed;
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The next message that ws receives. */
export async function nextOf(socket: WebSocket): Promise<Message> {
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
  return isBinary ? new Uint8Array(data) : data.toString();
}

/** How the connection ended, as ws tells it. */
export async function endOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}

/** The socket below, to write what ws would refuse to. */
export function socketOf(socket: WebSocket): Socket {
  return (socket as unknown as { _socket: Socket })._socket;
}
