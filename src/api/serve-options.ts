/** What `serve` takes, and what is wrong with it. */
import type { IncomingMessage } from 'node:http';
import type { ServerOptions as TlsOptions } from 'node:https';
import { isSendableCloseCode } from '../codec/close-payload.ts';
import { isToken } from '../codec/header-values.ts';
import type { UpgradeRequest } from '../endpoint/opening.ts';
import type { Acceptance, Refusal } from '../endpoint/opening-side.ts';
import type { HttpServer } from '../node/upgrade-server.ts';
import { type ConnectionOptions, checkOptions } from './connection.ts';

/** What `upgrade` may answer: nothing or an acceptance takes the request, a status declines it. */
export type UpgradeDecision = Acceptance | Refusal | undefined;

export type Upgrade = (request: UpgradeRequest, raw: IncomingMessage) => UpgradeDecision | Promise<UpgradeDecision>;

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
  upgrade?: Upgrade;
}

export interface CloseOptions {
  /** Close code for the connections, 1001 (going away) by default. */
  code?: number;
  reason?: string;
  /** Milliseconds until connections that have not closed are ended; 10,000 by default. */
  deadline?: number;
}

/** @throws {TypeError | RangeError} naming the option that is wrong */
export function checkServeOptions(options: ServeOptions): void {
  checkOptions(options);
  const { port, server, path, protocols, upgrade } = options;
  if (port !== undefined && typeof port !== 'number') throw new TypeError(`port must be a number, not ${typeof port}`);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new RangeError(`port must be a whole number from 0 to 65535, not ${port}`);
  }
  for (const name of ['host', 'socketPath'] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  }
  if (server !== undefined && (typeof server?.on !== 'function' || typeof server.address !== 'function')) {
    throw new TypeError('server must be an HTTP or HTTPS server');
  }
  if (path !== undefined && !(typeof path === 'string' && path.startsWith('/'))) {
    throw new TypeError('path must be a string that begins with /');
  }
  if (protocols !== undefined && !(Array.isArray(protocols) && protocols.every(isProtocol))) {
    throw new TypeError('protocols must be an array of tokens (RFC 6455 §4.1)');
  }
  if (upgrade !== undefined && typeof upgrade !== 'function') throw new TypeError('upgrade must be a function');
}

/** @throws {TypeError | RangeError} naming the option that is wrong */
export function checkCloseOptions({ code, deadline }: CloseOptions): void {
  if (code !== undefined && typeof code !== 'number') throw new TypeError(`code must be a number, not ${typeof code}`);
  if (code !== undefined && !isSendableCloseCode(code)) {
    throw new RangeError(`code ${code} must not be sent (RFC 6455 §7.4)`);
  }
  if (deadline === undefined) return;
  if (typeof deadline !== 'number') throw new TypeError(`deadline must be a number, not ${typeof deadline}`);
  if (!(deadline >= 0)) throw new RangeError(`deadline must be 0 or more, not ${deadline}`);
}

function isProtocol(value: unknown): boolean {
  return typeof value === 'string' && isToken(value);
}
