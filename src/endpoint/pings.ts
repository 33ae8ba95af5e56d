/** Pings and pongs that wait: for the write turn, or for their answer (RFC 6455 §5.5.2, §5.5.3). */
import { OperationError } from './errors.ts';
import { failed } from './outgoing.ts';

interface Ping {
  readonly payload: Uint8Array;
  /** Milliseconds; 0 until it is sent. */
  sentAt: number;
  readonly settle: { resolve(latency: number): void; reject(error: Error): void } | undefined;
}

export class Pings {
  /** Round trip of the last answered ping, in milliseconds. */
  latency: number | undefined;
  /** Payloads of pings that we have to answer, oldest first. */
  #pongs: Uint8Array[] = [];
  /** Pings of the user's that wait for the turn. */
  #waiting: Ping[] = [];
  /** Pings that were sent and not answered. */
  #unanswered: Ping[] = [];
  #idlePings = 0;
  readonly #limit: number;

  /** @param limit most pings that may wait or be unanswered */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Queues a ping of the user's. The promise settles with the round trip in milliseconds, or why there is none. */
  ping(payload: Uint8Array, ask: () => void): Promise<number> {
    if (this.#waiting.length + this.#unanswered.length >= this.#limit)
      return failed(new OperationError('too-many-pings'));
    const promise = new Promise<number>((resolve, reject) => {
      this.#waiting.push({ payload, sentAt: 0, settle: { resolve, reject } });
    });
    promise.catch(() => {});
    ask();
    return promise;
  }

  /** The user's ping that goes next. */
  takePing(now: number): Uint8Array | undefined {
    const ping = this.#waiting.shift();
    if (ping === undefined) return undefined;
    ping.sentAt = now;
    this.#unanswered.push(ping);
    return ping.payload;
  }

  /** The turn was refused to the newest ping of the user's. */
  refusePing(error: Error): void {
    this.#waiting.pop()?.settle?.reject(error);
  }

  /** A ping of our own. Its payload tells it from others. */
  idlePing(now: number): Uint8Array {
    this.#idlePings += 1;
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, this.#idlePings);
    this.#unanswered.push({ payload, sentAt: now, settle: undefined });
    return payload;
  }

  /** Whether a pong with this payload leaves nothing unanswered. */
  answersLast(payload: Uint8Array): boolean {
    const last = this.#unanswered.at(-1);
    return last !== undefined && equal(last.payload, payload);
  }

  /** A pong arrived. It answers the ping that it repeats, and with it all earlier ones (§5.5.3). */
  pong(payload: Uint8Array, now: number): void {
    const index = this.#unanswered.findIndex((ping) => equal(ping.payload, payload));
    if (index < 0) return;
    for (const ping of this.#unanswered.splice(0, index + 1)) {
      this.latency = now - ping.sentAt;
      ping.settle?.resolve(this.latency);
    }
  }

  /** Nobody answered in time. */
  expire(): void {
    for (const ping of this.#unanswered.splice(0)) ping.settle?.reject(new OperationError('pong-timeout'));
  }

  /** A ping of the peer's is to be answered. */
  owePong(payload: Uint8Array): void {
    this.#pongs.push(payload);
  }

  takePong(): Uint8Array | undefined {
    return this.#pongs.shift();
  }

  /** Too many wait: the oldest is not answered any more, the newest takes its place. */
  supersedePong(): void {
    this.#pongs.shift();
  }

  forgetPongs(): void {
    this.#pongs = [];
  }

  /** @param why asked once for each that somebody waits for: errors take longer to make than all the rest of a close */
  abort(why: () => Error): void {
    this.forgetPongs();
    for (const { settle } of [...this.#waiting.splice(0), ...this.#unanswered.splice(0)]) settle?.reject(why());
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
