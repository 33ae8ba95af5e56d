/** What is used of `faye-websocket`, which brings no types, and lies in the peers' own package. */
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { peersPackage } from '../places.ts';
import type { Compression } from './lines.ts';

export interface FayeSocket {
  on(event: 'message', handler: (event: { readonly data: string | Buffer }) => void): void;
  on(event: 'open' | 'close' | 'error', handler: () => void): void;
  send(message: string | Buffer): void;
}

export interface FayePackage {
  new (request: IncomingMessage, stream: Duplex, head: Buffer, protocols: string[], options: object): FayeSocket;
  readonly Client: new (url: string, protocols: string[], options: object) => FayeSocket;
}

export const peersRequire = createRequire(join(peersPackage, 'package.json'));

interface Deflate {
  configure(options: object): Deflate;
}

export function fayeExtensions(compression: Compression): Deflate[] {
  if (compression === 'off') return [];
  const deflate = peersRequire('permessage-deflate') as Deflate;
  const none = compression === 'no takeover';
  return [deflate.configure({ noContextTakeover: none, requestNoContextTakeover: none })];
}
