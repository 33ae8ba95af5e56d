/** Pairs of connected sockets, of both kinds: one end carried by a transport, the other one the test's own. */
import { once } from 'node:events';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Carried } from '../../src/node/carrier.ts';
import type { Carry } from '../../src/node/carry.ts';
import { SocketTransport } from '../../src/node/socket-transport.ts';

export type SocketKind = 'TCP' | 'Unix';

export interface SocketPair {
  readonly server: net.Server;
  /** The accepted end. */
  readonly socket: net.Socket;
  /** The end that connected. */
  readonly peer: net.Socket;
}

let count = 0;

/** Both ends half-open, as those of this library are. What is open is ended with the test. */
export async function socketPair(kind: SocketKind): Promise<SocketPair> {
  const server = net.createServer({ allowHalfOpen: true });
  const path = join(tmpdir(), `wirechart-${process.pid}-${process.env.WIRECHART_ENGINE}-pair-${count++}.sock`);
  server.listen(kind === 'Unix' ? { path } : { host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  const where = address === null || typeof address === 'string' ? { path } : { host: '127.0.0.1', port: address.port };
  const accepted: Promise<net.Socket[]> = once(server, 'connection');
  const peer = net.connect({ ...where, allowHalfOpen: true });
  const [[socket]] = await Promise.all([accepted, once(peer, 'connect')]);
  if (socket === undefined) throw new Error('a connection has a socket');
  peer.on('error', () => {});
  onTestFinished(() => {
    peer.destroy();
    socket.destroy();
    server.close();
  });
  return { server, socket, peer };
}

/** Of whom nothing is wanted but how it carries. */
export const nobody: Carried = { received: () => {}, receivedLent: () => {}, drained: () => {} };

/** What a transport tells its endpoint, as it comes. */
export class Endpoint {
  readonly transport = new SocketTransport();
  /** All but bytes. */
  readonly told: string[] = [];
  readonly errors: unknown[] = [];
  readonly received: Uint8Array[] = [];
  size = 0;
  /** Called within `receive`, and for whatever else is told. */
  notice: () => void = () => {};

  /** @param suspended before it is attached */
  constructor(socket: net.Socket, how: Carry, suspended = false) {
    this.transport.connectTo({
      receive: (bytes) => this.#receive(bytes, bytes.length),
      receiveLent: (bytes, length) => this.#receive(bytes, length),
      drained: () => this.#tell('drained'),
      transportEnded: (error) => {
        if (error !== undefined) this.errors.push(error);
        this.#tell(error === undefined ? 'ended' : 'failed');
      },
      flush: () => this.#tell('flush'),
      wake: () => this.#tell('wake'),
    });
    if (suspended) this.transport.suspend();
    this.transport.attach(socket, how);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.received);
  }

  /** Settles once `condition` holds, which is looked at whenever something is told. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    const before = this.notice;
    await new Promise<void>((resolve) => {
      this.notice = () => {
        before();
        if (condition()) resolve();
      };
    });
    this.notice = before;
  }

  #receive(bytes: Uint8Array, length: number): void {
    this.received.push(new Uint8Array(bytes.subarray(0, length)));
    this.size += length;
    // It is the endpoint's, for a while at least: whoever unmasks in place changes it.
    bytes.fill(0, 0, length);
    this.notice();
  }

  #tell(what: string): void {
    this.told.push(what);
    this.notice();
  }
}

/** Settles when the socket has closed, after an error too. @returns whether it was one */
export function closed(socket: net.Socket): Promise<boolean> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Everything that arrives at a socket, up to its end. */
export async function readAll(socket: net.Socket): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks);
}
