/**
 * Carries the bytes of a TCP or Unix socket past Node's streams: reads into one buffer that all sockets share, and hands
 * writes to libuv. The socket stays their owner: its end, its errors and its close are Node's business as ever.
 * This is the one place that knows how Node's sockets are made inside, so it is used only where all of that looks as it did
 * in the versions it was tested with. Measured, CPU time per echoed message beside stream-carrier.ts: a seventh less with 32
 * bytes in flight on each of 64 connections, a third less with 1 MiB.
 */
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { getSystemErrorName } from 'node:util';
import { readBuffer } from '../codec/kernel.ts';
import type { Carried, Carrier } from './carrier.ts';

/** The major versions whose sockets were tested. */
const TESTED = ['20', '22', '24'];

/** What is not documented: the handle of a socket, */
interface Handle {
  /** As Node notes it, so that its stream starts nothing twice. */
  reading: boolean | undefined;
  onread: (this: Handle, bytes: unknown) => unknown;
  /** Bytes that libuv has, and the kernel has not. */
  readonly writeQueueSize: number | undefined;
  useUserBuffer(buffer: Uint8Array): void;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
  writev(request: WriteRequest, chunks: Uint8Array[], allBytes: true): number;
  [bare]?: BareSocket;
}

/** a write under way, */
interface WriteRequest {
  oncomplete(status: number): void;
  /** Kept alive until they have been written. */
  chunks: Uint8Array[] | undefined;
  carrier: BareSocket | undefined;
}

/** and how a handle says what became of a read or a write. */
interface Internals {
  readonly WriteWrap: new () => WriteRequest;
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

/** A handle knows who took it over, so that all of them share one `onread`. */
const bare = Symbol('wirechart.bare');

/** Null: not looked for yet. */
let internals: Internals | undefined | null = null;
/** A request is used up only by a write that the kernel does not take at once. */
let spare: WriteRequest | undefined;
let buffer: Uint8Array | undefined;

export class BareSocket implements Carrier {
  /** A write is under way. */
  blocked = false;
  readonly #socket: net.Socket;
  readonly #handle: Handle;
  readonly #carried: Carried;
  readonly #original: Handle['onread'];

  /** @param socket one that may be */
  constructor(socket: net.Socket, carried: Carried) {
    const handle = handleOf(socket) as Handle;
    this.#socket = socket;
    this.#handle = handle;
    this.#carried = carried;
    this.#original = handle.onread;
    handle[bare] = this;
    buffer ??= readBuffer();
    handle.useUserBuffer(buffer);
    handle.onread = onRead;
    if (!handle.reading) this.resume();
  }

  get queued(): number {
    return this.blocked ? (this.#handle.writeQueueSize ?? 0) : 0;
  }

  give(chunks: Uint8Array[]): void {
    const { streamBaseState, kLastWriteWasAsync } = internals as Internals;
    spare ??= newRequest();
    const request = spare;
    const [first] = chunks;
    const error =
      chunks.length === 1 && first !== undefined
        ? this.#handle.writeBuffer(request, first)
        : this.#handle.writev(request, chunks, true);
    this.#keepAwake();
    if (error !== 0) {
      spare = undefined;
      this.#socket.destroy(systemError(error, 'write'));
    } else if (streamBaseState[kLastWriteWasAsync] !== 0) {
      spare = undefined;
      request.chunks = chunks;
      request.carrier = this;
      this.blocked = true;
    }
  }

  suspend(): void {
    if (this.#socket.destroyed) return;
    this.#handle.reading = false;
    this.#check(this.#handle.readStop());
  }

  resume(): void {
    if (this.#socket.destroyed || this.#handle.reading) return;
    this.#handle.reading = true;
    this.#check(this.#handle.readStart());
  }

  /** Something was read. What is not bytes is for Node. */
  read(handle: Handle, chunk: unknown): void {
    const { streamBaseState, kReadBytesOrError } = internals as Internals;
    const length = streamBaseState[kReadBytesOrError] as number;
    if (length > 0) {
      this.#keepAwake();
      this.#carried.receivedLent(buffer as Uint8Array, length);
    } else {
      this.#original.call(handle, chunk);
    }
  }

  /** The write that was under way is over. */
  written(status: number): void {
    this.blocked = false;
    if (this.#socket.destroyed) return;
    if (status < 0) this.#socket.destroy(systemError(status, 'write'));
    else this.#carried.drained();
  }

  #check(error: number): void {
    if (error !== 0) this.#socket.destroy(systemError(error, 'read'));
  }

  /** A timeout that somebody has set on the socket starts anew, as it would with Node's stream. */
  #keepAwake(): void {
    const { timeout } = this.#socket;
    if (timeout !== undefined && timeout > 0) this.#socket.setTimeout(timeout);
  }
}

function onRead(this: Handle, chunk: unknown): void {
  this[bare]?.read(this, chunk);
}

function newRequest(): WriteRequest {
  const request = new (internals as Internals).WriteWrap();
  request.oncomplete = onComplete;
  request.chunks = undefined;
  request.carrier = undefined;
  return request;
}

function onComplete(this: WriteRequest, status: number): void {
  const { carrier } = this;
  this.chunks = undefined;
  this.carrier = undefined;
  carrier?.written(status);
}

/** As Node's own. */
function systemError(errno: number, syscall: string): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}

function handleOf(socket: net.Socket): Partial<Handle> | null | undefined {
  return (socket as unknown as { _handle?: Partial<Handle> | null })._handle;
}

/** Whether this stream is a connected socket of Node's own, untouched, and made as those that were tested. */
export function mayBeBare(stream: Duplex): stream is net.Socket {
  if (!(stream instanceof net.Socket) || stream instanceof tls.TLSSocket) return false;
  if (internals === null) internals = findInternals();
  if (internals === undefined) return false;
  if (stream.destroyed || stream.connecting || !stream.readable || !stream.writable) return false;
  // What it has in store would be overtaken, and whoever else reads would read no more.
  if (stream.readableLength > 0 || stream.writableLength > 0) return false;
  if (stream.listenerCount('data') > 0 || stream.listenerCount('readable') > 0) return false;
  if (!methods.every((name) => stream[name] === net.Socket.prototype[name])) return false;
  const handle = handleOf(stream);
  return handle !== null && handle !== undefined && isKnown(handle);
}

/** Whoever changes one of these wants to see the bytes pass, or to change them. */
const methods = ['push', 'read', 'write', '_read', '_write', '_writev'] as const;
const functions = ['onread', 'useUserBuffer', 'readStart', 'readStop', 'writeBuffer', 'writev'] as const;

function isKnown(handle: Partial<Handle>): handle is Handle {
  return (
    ['TCP', 'Pipe'].includes(handle.constructor.name) &&
    functions.every((name) => typeof handle[name] === 'function') &&
    typeof handle.writeQueueSize === 'number' &&
    handle[bare] === undefined
  );
}

/** What is looked at of a process. */
export interface Host {
  readonly release: { readonly name: string };
  readonly versions: { readonly node: string };
  readonly execArgv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
}

/**
 * What this process lets one have of Node's inside: nothing under its permission model, for instance.
 * WIRECHART_SOCKETS=public wants none of it.
 */
export function findInternals(host: Host = process): Internals | undefined {
  const { versions, release } = host;
  const [major = ''] = versions.node.split('.');
  const isNode = release.name === 'node' && !['bun', 'deno', 'electron'].some((name) => name in versions);
  if (host.env.WIRECHART_SOCKETS === 'public') return undefined;
  if (!isNode || !TESTED.includes(major) || wantsWarnings(host)) return undefined;
  try {
    const { binding } = host as { binding?(name: string): Partial<Internals> };
    const found = binding?.call(host, 'stream_wrap');
    return found !== undefined && isComplete(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isComplete(found: Partial<Internals>): found is Internals {
  const { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = found;
  const isIndex = (value: unknown) => typeof value === 'number' && streamBaseState?.[value] !== undefined;
  return (
    typeof WriteWrap === 'function' &&
    streamBaseState instanceof Int32Array &&
    isIndex(kReadBytesOrError) &&
    isIndex(kLastWriteWasAsync)
  );
}

/** Node warns of what we use if it is asked to, and the warning may be made an error. */
function wantsWarnings({ execArgv, env }: Host): boolean {
  const options = [...execArgv, env.NODE_OPTIONS ?? ''].join(' ');
  return env.NODE_PENDING_DEPRECATION === '1' || options.includes('--pending-deprecation');
}
