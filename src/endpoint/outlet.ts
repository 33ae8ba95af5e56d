/** Between the output and the transport: when bytes leave, who is told, and when the transport is ended behind them. */
import type { WriteTurnEvent } from '../../machines/index.ts';
import { Deferred } from './deferred.ts';
import { OperationError } from './errors.ts';
import type { Output } from './output.ts';
import type { Tally } from './tally.ts';
import type { Transport } from './transport.ts';

export interface OutletOwner {
  tellWriteTurn(event: WriteTurnEvent): void;
  readonly output: Output;
}

/** More waiting output than this many bytes makes the transport count as blocked until it has been flushed. */
const HIGH_WATER = 1024 * 1024;

export class Outlet {
  /** Bytes handed to the transport, for this owner since the opening handshake. */
  sent = 0;
  blocked = false;
  #owner: OutletOwner;
  #transport: Transport;
  /** The promise of everything that was written since the last flush. */
  #flushed: Deferred<void> | undefined;
  /** Those that count what was written since then. */
  #tallies: Tally[] | undefined;
  #scheduled = false;
  #ending = false;
  #gone = false;

  constructor(owner: OutletOwner, transport: Transport) {
    this.#owner = owner;
    this.#transport = transport;
  }

  /** Nothing waits to be handed over. */
  get idle(): boolean {
    return !this.#scheduled && !this.blocked;
  }

  /** Nothing of its connection is in it, but for what it has counted. */
  get atRest(): boolean {
    return this.idle && this.#flushed === undefined && this.#tallies === undefined && !this.#ending && !this.#gone;
  }

  /** Goes on for another connection. */
  attach(owner: OutletOwner, transport: Transport): void {
    this.#owner = owner;
    this.#transport = transport;
    this.sent = 0;
  }

  /** Output was added. */
  wrote(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#transport.scheduleFlush();
    }
    if (!this.blocked && this.#owner.output.size >= HIGH_WATER) this.#block();
  }

  /** Settles when what has been written so far was handed to the transport. One promise for all sends of a turn. */
  flushed(): Promise<void> {
    this.#flushed ??= new Deferred();
    return this.#flushed.promise;
  }

  /** Tells a tally instead, then or when the bytes were dropped. */
  tell(tally: Tally): void {
    tally.count();
    if (this.#tallies === undefined) this.#tallies = [tally];
    else this.#tallies.push(tally);
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#gone) return;
    const { size } = this.#owner.output;
    if (size > 0) {
      const accepts = this.#transport.write(this.#owner.output.take());
      this.sent += size;
      this.#settle();
      if (!accepts && !this.blocked) this.#block();
      else if (accepts && this.blocked) this.drained();
    }
    if (this.#ending && this.#owner.output.size === 0) {
      this.#ending = false;
      this.#transport.end();
    }
  }

  /** The transport takes bytes again. */
  drained(): void {
    if (!this.blocked || this.#gone) return;
    this.blocked = false;
    this.#owner.tellWriteTurn({ type: 'DRAINED' });
  }

  /** Ends the transport behind everything that has been written. */
  end(): void {
    if (this.#gone) return;
    this.#ending = true;
    if (this.#owner.output.size === 0) this.flush();
    else this.wrote();
  }

  /** Nothing leaves any more: what waits is dropped. Who waits for it is told when the connection is closed. */
  drop(): void {
    this.#gone = true;
    this.#owner.output.clear();
  }

  /** The connection is closed: the last bytes leave, whether the transport wants more after them or not. */
  finish(): void {
    if (this.#gone) return;
    this.#gone = true;
    const { size } = this.#owner.output;
    if (size > 0) {
      this.#transport.write(this.#owner.output.take());
      this.sent += size;
      this.#settle();
    }
    if (this.#ending) this.#transport.end();
  }

  /** Tells who waits for bytes that were dropped. */
  abort(cause: Error | undefined): void {
    this.#flushed?.reject(new OperationError('aborted', cause === undefined ? undefined : { cause }));
    this.#flushed = undefined;
    this.#tellTallies();
  }

  #block(): void {
    this.blocked = true;
    this.#owner.tellWriteTurn({ type: 'BLOCKED' });
  }

  #settle(): void {
    const flushed = this.#flushed;
    this.#flushed = undefined;
    flushed?.resolve();
    this.#tellTallies();
  }

  #tellTallies(): void {
    const tallies = this.#tallies;
    if (tallies === undefined) return;
    this.#tallies = undefined;
    for (const tally of tallies) tally.done();
  }
}
