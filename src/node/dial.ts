/** Makes the transport of a client: TCP, TLS or a Unix socket. */
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Address } from './address.ts';

export interface DialOptions {
  /** For `wss:`: certificates, `rejectUnauthorized` and what else `tls.connect` takes. */
  readonly tls?: tls.ConnectionOptions | undefined;
  /** What else `net.connect` takes: `family`, `localAddress`, `lookup`. */
  readonly socket?: Partial<net.TcpNetConnectOpts> | undefined;
  /** Makes the stream in your way, through a proxy for instance; it must be connected, or connect. */
  readonly createConnection?: ((address: Address) => Duplex | Promise<Duplex>) | undefined;
}

export interface Dialled {
  readonly stream: Duplex;
  /** The event that says that bytes can pass; undefined if they can already. */
  readonly readyEvent: 'connect' | 'secureConnect' | undefined;
}

export async function dial(address: Address, options: DialOptions): Promise<Dialled> {
  if (options.createConnection !== undefined) {
    const stream = checkStream(await options.createConnection(address));
    const connecting = stream instanceof net.Socket && stream.connecting;
    return { stream, readyEvent: connecting ? connectEvent(stream) : undefined };
  }
  return dialSocket(address, options);
}

function dialSocket(address: Address, options: DialOptions): Dialled {
  const { host, port, socketPath } = address;
  // Half-open: our close frame can still leave after the peer has ended its side.
  const common = { ...options.socket, allowHalfOpen: true };
  const where = socketPath === undefined ? { host, port } : { path: socketPath };
  if (!address.secure) {
    return { stream: net.connect({ ...common, ...where } as net.NetConnectOpts), readyEvent: 'connect' };
  }
  const servername = net.isIP(host) === 0 ? host : '';
  const stream = tls.connect({
    servername,
    ALPNProtocols: ['http/1.1'],
    ...(common as object),
    ...options.tls,
    ...where,
  });
  return { stream, readyEvent: 'secureConnect' };
}

/** @throws what the stream failed with, if it has */
function checkStream(stream: Duplex): Duplex {
  const has = (name: 'on' | 'write' | 'end' | 'destroy') => typeof stream?.[name] === 'function';
  if (!has('on') || !has('write') || !has('end') || !has('destroy')) {
    throw new TypeError('createConnection must return a duplex stream, or a promise of one');
  }
  if (!stream.destroyed) return stream;
  // Its error event is yet to come.
  stream.on('error', () => {});
  throw stream.errored ?? new Error('createConnection returned a stream that is destroyed');
}

function connectEvent(stream: net.Socket): 'connect' | 'secureConnect' {
  return stream instanceof tls.TLSSocket ? 'secureConnect' : 'connect';
}
