/** A transport over a Node socket, or any other duplex stream of bytes. */
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Transport } from '../endpoint/transport.ts';
import type { Carried, Carrier } from './carrier.ts';
import { type Carry, carry } from './carry.ts';
import { Alarm, type Sleeper } from './deadline-queue.ts';
import { flushSoon } from './flush-queue.ts';

/**
 * Most bytes given to the carrier at once. As they leave piece by piece, a peer that reads slowly is told from one that does
 * not read at all.
 */
const PIECE = 256 * 1024;
/** Never written to: what is given to the carrier is a new array each time. */
const nothing: Uint8Array[] = [];
const none = new Uint8Array(0);
/** How long a released socket may take to send what it still has, in milliseconds. */
const LINGER = 10_000;

/** What is known of the endpoint here: the application's type does not matter. */
type Owner = Pick<Endpoint<unknown>, 'receive' | 'receiveLent' | 'drained' | 'transportEnded' | 'flush' | 'wake'>;

/** A stream knows its transport, so that all streams share their listeners: closures of its own would cost each as much again. */
const transport = Symbol('wirechart.transport');
type Carrying = Duplex & { [transport]?: SocketTransport };

function onEnd(this: Carrying, error?: Error): void {
  this[transport]?.ended(error);
}

function onClose(this: Carrying): void {
  this[transport]?.closed();
}

export class SocketTransport implements Transport, Sleeper, Carried {
  #stream: Duplex | undefined;
  /** Undefined until the stream is connected. */
  #carrier: Carrier | undefined;
  #owner: Owner | undefined;
  /** Not there while nothing is to wake us. */
  #alarm: Alarm | undefined;
  /** What the carrier has not been given yet. */
  #pending: Uint8Array[] = nothing;
  #suspended = false;
  #ending = false;
  #released = false;
  #written = 0;
  #reading = false;
  /** Output came while bytes were being read. */
  #flushDue = false;

  /** What carries the bytes, once there is something. */
  get stream(): Duplex | undefined {
    return this.#stream;
  }

  /** The endpoint that this transport belongs to. */
  connectTo(owner: Owner): void {
    this.#owner = owner;
  }

  /**
   * Begins to carry bytes.
   * @param how for tests; by default the fastest way that works
   */
  attach(stream: Duplex, how: Carry = carry): void {
    this.#stream = stream;
    const socket = stream as Partial<net.Socket>;
    socket.setTimeout?.(0);
    socket.setNoDelay?.(true);
    (stream as Carrying)[transport] = this;
    stream.on('end', onEnd);
    stream.on('error', onEnd);
    stream.on('close', onClose);
    if (isConnecting(stream)) stream.once('connect', () => this.#carryBy(how));
    else this.#carryBy(how);
    // Too late to be told of its end.
    if (stream.destroyed) process.nextTick(() => this.#owner?.transportEnded(stream.errored ?? undefined));
  }

  #carryBy(how: Carry): void {
    if (this.#stream === undefined) return;
    this.#carrier = how(this.#stream, this);
    if (this.#suspended) this.#carrier.suspend();
  }

  // What the stream does.

  received(bytes: Uint8Array): void {
    this.#owner?.receive(bytes);
  }

  receivedLent(bytes: Uint8Array, length: number): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    this.#reading = true;
    try {
      owner.receiveLent(bytes, length);
    } finally {
      this.#reading = false;
    }
    if (!this.#flushDue) return;
    // What answers at once leaves at once: the end of the turn is for what was sent to others, or later.
    this.#flushDue = false;
    owner.flush();
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
    this.#wakeAt(Number.POSITIVE_INFINITY);
    this.#pending = nothing;
    this.#owner?.transportEnded();
  }

  // What the endpoint wants.

  scheduleFlush(): void {
    if (this.#reading) this.#flushDue = true;
    else if (this.#owner !== undefined) flushSoon(this.#owner);
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#pending.length === 0) this.#pending = chunks as Uint8Array[];
    else this.#pending.push(...chunks);
    return this.#give();
  }

  get bytesLeft(): number {
    return this.#written - (this.#carrier?.queued ?? 0);
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
    this.#carrier?.resume();
    this.#wakeAt(performance.now() + LINGER);
    this.#finish();
  }

  suspend(): void {
    this.#suspended = true;
    this.#carrier?.suspend();
  }

  resume(): void {
    this.#suspended = false;
    this.#carrier?.resume();
  }

  schedule(at: number): void {
    if (!this.#released) this.#wakeAt(at);
  }

  wake(): void {
    if (this.#released) this.destroy();
    else this.#owner?.wake();
  }

  #wakeAt(at: number): void {
    if (at !== Number.POSITIVE_INFINITY) this.#alarm ??= new Alarm(this);
    this.#alarm?.set(at);
    if (at === Number.POSITIVE_INFINITY) this.#alarm = undefined;
  }

  /** Gives the carrier what it takes. Returns whether it took everything and wants more. */
  #give(): boolean {
    const stream = this.#stream;
    const carrier = this.#carrier;
    while (this.#pending.length > 0) {
      if (stream === undefined || stream.destroyed || stream.writableEnded) this.#pending = nothing;
      else if (carrier === undefined || carrier.blocked) return false;
      else carrier.give(this.#nextPiece());
    }
    return stream === undefined || stream.destroyed || carrier?.blocked === false;
  }

  #nextPiece(): Uint8Array[] {
    const pending = this.#pending;
    let size = 0;
    let whole = 0;
    for (const { length } of pending) {
      if (size + length > PIECE) break;
      size += length;
      whole += 1;
    }
    if (whole === pending.length) {
      this.#pending = nothing;
      this.#written += size;
      return pending;
    }
    const piece = pending.splice(0, whole);
    const [rest = none] = pending;
    const room = PIECE - size;
    if (room > 0) {
      piece.push(rest.subarray(0, room));
      pending[0] = rest.subarray(room);
    }
    this.#written += PIECE;
    return piece;
  }

  /** Ends the stream, once it has been given everything. */
  #finish(): void {
    const stream = this.#stream;
    if (stream === undefined || this.#pending.length > 0) return;
    if (!this.#released) stream.end();
    else if ('destroySoon' in stream) (stream as net.Socket).destroySoon();
    else stream.end(() => stream.destroy());
  }
}

/** A TLS socket takes writes before it is connected, and is never carried past its stream. */
function isConnecting(stream: Duplex): boolean {
  return stream instanceof net.Socket && !(stream instanceof tls.TLSSocket) && stream.connecting;
}
