/** A transport over a Node socket, or any other duplex stream of bytes. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Transport } from '../endpoint/transport.ts';
import { Alarm, type Sleeper } from './deadline-queue.ts';
import { flushSoon } from './flush-queue.ts';

/**
 * Most bytes given to the stream at once. As they leave piece by piece, a peer that reads slowly is told from one that does
 * not read at all.
 */
const PIECE = 256 * 1024;
/** Never written to: what is given to the stream is a new array each time. */
const nothing: Uint8Array[] = [];
/** How long a released socket may take to send what it still has, in milliseconds. */
const LINGER = 10_000;

/** What is known of the endpoint here: the application's type does not matter. */
type Owner = Pick<Endpoint<unknown>, 'receive' | 'drained' | 'transportEnded' | 'flush' | 'wake'>;

/** A stream knows its transport, so that all streams share their listeners: closures of its own would cost each as much again. */
const carrier = Symbol('wirechart.transport');
type Carried = Duplex & { [carrier]?: SocketTransport };

function onData(this: Carried, chunk: Uint8Array): void {
  this[carrier]?.received(chunk);
}

function onDrain(this: Carried): void {
  this[carrier]?.drained();
}

function onEnd(this: Carried, error?: Error): void {
  this[carrier]?.ended(error);
}

function onClose(this: Carried): void {
  this[carrier]?.closed();
}

export class SocketTransport implements Transport, Sleeper {
  #stream: Duplex | undefined;
  #owner: Owner | undefined;
  readonly #alarm: Alarm = new Alarm(this);
  /** What the stream has not been given yet. */
  #pending: Uint8Array[] = nothing;
  #ending = false;
  #released = false;
  #written = 0;

  /** The endpoint that this transport belongs to. */
  connectTo(owner: Owner): void {
    this.#owner = owner;
  }

  /** Begins to carry bytes. */
  attach(stream: Duplex): void {
    this.#stream = stream;
    const socket = stream as Partial<Socket>;
    socket.setTimeout?.(0);
    socket.setNoDelay?.(true);
    (stream as Carried)[carrier] = this;
    stream.on('data', onData);
    stream.on('drain', onDrain);
    stream.on('end', onEnd);
    stream.on('error', onEnd);
    stream.on('close', onClose);
    if (this.#suspended) stream.pause();
    // Too late to be told of its end.
    if (stream.destroyed) process.nextTick(() => this.#owner?.transportEnded(stream.errored ?? undefined));
  }

  // What the stream does.

  received(chunk: Uint8Array): void {
    this.#owner?.receive(chunk);
  }

  drained(): void {
    if (!this.#give()) return;
    if (this.#released || this.#ending) this.#finish();
    this.#owner?.drained();
  }

  ended(error: Error | undefined): void {
    this.#owner?.transportEnded(error);
  }

  closed(): void {
    this.#alarm.set(Number.POSITIVE_INFINITY);
    this.#pending = nothing;
    this.#owner?.transportEnded();
  }

  // What the endpoint wants.

  scheduleFlush(): void {
    if (this.#owner !== undefined) flushSoon(this.#owner);
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#pending.length === 0) this.#pending = chunks as Uint8Array[];
    else this.#pending.push(...chunks);
    return this.#give();
  }

  get bytesLeft(): number {
    return this.#written - (this.#stream?.writableLength ?? 0);
  }

  end(): void {
    this.#ending = true;
    this.#finish();
  }

  destroy(): void {
    this.#pending = nothing;
    this.#stream?.destroy();
  }

  release(): void {
    this.#released = true;
    const stream = this.#stream;
    if (stream === undefined || stream.destroyed) return;
    // Nobody reads any more; without this a paused stream would never see its end.
    stream.resume();
    this.#alarm.set(performance.now() + LINGER);
    this.#finish();
  }

  suspend(): void {
    this.#suspended = true;
    this.#stream?.pause();
  }

  resume(): void {
    this.#suspended = false;
    this.#stream?.resume();
  }

  schedule(at: number): void {
    if (!this.#released) this.#alarm.set(at);
  }

  wake(): void {
    if (this.#released) this.destroy();
    else this.#owner?.wake();
  }

  #suspended = false;

  /** Gives the stream what it takes. Returns whether it took everything and wants more. */
  #give(): boolean {
    const stream = this.#stream;
    while (this.#pending.length > 0) {
      if (stream === undefined || stream.destroyed || stream.writableEnded) this.#pending = nothing;
      else if (isBlocked(stream)) return false;
      else this.#givePiece(stream);
    }
    return stream === undefined || stream.destroyed || !isBlocked(stream);
  }

  #givePiece(stream: Duplex): void {
    const pending = this.#pending;
    const several = pending.length > 1;
    if (several) stream.cork();
    let size = 0;
    let taken = 0;
    while (taken < pending.length && size < PIECE) {
      const chunk = pending[taken] as Uint8Array;
      const room = PIECE - size;
      const piece = chunk.length > room ? chunk.subarray(0, room) : chunk;
      stream.write(piece);
      size += piece.length;
      if (piece === chunk) taken++;
      else pending[taken] = chunk.subarray(room);
    }
    if (several) stream.uncork();
    this.#written += size;
    if (taken === pending.length) this.#pending = nothing;
    else pending.splice(0, taken);
  }

  /** Ends the stream, once it has been given everything. */
  #finish(): void {
    const stream = this.#stream;
    if (stream === undefined || this.#pending.length > 0) return;
    if (!this.#released) stream.end();
    else if ('destroySoon' in stream) (stream as Socket).destroySoon();
    else stream.end(() => stream.destroy());
  }
}

/** A stream whose bytes have all gone to the kernel is not blocked, however large they were. */
function isBlocked(stream: Duplex): boolean {
  return stream.writableNeedDrain && stream.writableLength > 0;
}
