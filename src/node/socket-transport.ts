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
const PIECE = 1024 * 1024;
/** How long a released socket may take to send what it still has, in milliseconds. */
const LINGER = 10_000;

/** What is known of the endpoint here: the application's type does not matter. */
type Owner = Pick<Endpoint<unknown>, 'receive' | 'drained' | 'transportEnded' | 'flush' | 'wake'>;

export class SocketTransport implements Transport, Sleeper {
  #stream: Duplex | undefined;
  #owner: Owner | undefined;
  readonly #alarm: Alarm = new Alarm(this);
  /** What the stream has not been given yet. */
  #pending: Uint8Array[] = [];
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
    stream.on('data', (chunk: Uint8Array) => this.#owner?.receive(chunk));
    stream.on('drain', () => this.#pump());
    stream.on('end', () => this.#owner?.transportEnded());
    stream.on('error', (error) => this.#owner?.transportEnded(error));
    stream.on('close', () => {
      this.#alarm.set(Number.POSITIVE_INFINITY);
      this.#pending = [];
      this.#owner?.transportEnded();
    });
    if (this.#suspended) stream.pause();
    // Too late to be told of its end.
    if (stream.destroyed) process.nextTick(() => this.#owner?.transportEnded(stream.errored ?? undefined));
  }

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
    this.#pending = [];
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
      if (stream === undefined || stream.destroyed || stream.writableEnded) this.#pending = [];
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
    if (taken === pending.length) this.#pending = [];
    else pending.splice(0, taken);
  }

  #pump(): void {
    if (!this.#give()) return;
    if (this.#released || this.#ending) this.#finish();
    this.#owner?.drained();
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
