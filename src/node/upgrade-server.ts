/** HTTP servers that upgrade: our own, or somebody else's. */
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { HeaderPairs } from '../endpoint/opening.ts';
import type { Bounds } from '../endpoint/options.ts';

export type HttpServer = http.Server | https.Server;

/** What Node's parser can count to. */
const MOST_HEADER_BYTES = 2 ** 31 - 1;

/** A server of our own. Requests that do not upgrade are told how to. */
export function createServer(tls: https.ServerOptions | undefined, bounds: Readonly<Bounds>): HttpServer {
  // Node's way to say never is 0, and it takes whole milliseconds.
  const openingTimeout = Number.isFinite(bounds.openingTimeout) ? Math.ceil(bounds.openingTimeout) : 0;
  const options: http.ServerOptions = {
    // A slow request is ended by these; the opening timer watches from the request on.
    headersTimeout: openingTimeout,
    requestTimeout: openingTimeout,
    connectionsCheckingInterval:
      openingTimeout === 0 ? 30_000 : Math.max(50, Math.min(Math.ceil(openingTimeout / 4), 30_000)),
    maxHeaderSize: Math.ceil(Math.min(Math.max(bounds.maxHeaderBytes, 1), MOST_HEADER_BYTES)),
    noDelay: true,
  };
  const answer: http.RequestListener = (_, response) => {
    response.writeHead(426, { Upgrade: 'websocket', Connection: 'close', 'Content-Type': 'text/plain' });
    response.end('This is a WebSocket server: connect with ws:// or wss://\n');
  };
  const server =
    tls === undefined ? http.createServer(options, answer) : https.createServer({ ...tls, ...options }, answer);
  // Node drops headers past its own count in silence; ours counts and says so.
  server.maxHeadersCount = 0;
  return server;
}

/** The request's header fields, as they were sent. */
export function headerPairs({ rawHeaders }: http.IncomingMessage): HeaderPairs {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}

export type UpgradeListener = (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Listens, and settles when the server does or cannot. */
export function listen(server: HttpServer, where: { port: number; host: string } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
