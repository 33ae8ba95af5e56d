/** Carries bytes by what is documented: for TLS, for streams of others, and for every socket where nothing else works. */
import type { Duplex } from 'node:stream';
import type { Carried, Carrier } from './carrier.ts';

/** A stream knows whom it carries for, so that all streams share their listeners. */
const carried = Symbol('wirechart.carried');
type Carrying = Duplex & { [carried]?: Carried };

function onData(this: Carrying, chunk: Uint8Array): void {
  this[carried]?.received(chunk);
}

function onDrain(this: Carrying): void {
  this[carried]?.drained();
}

export class StreamCarrier implements Carrier {
  readonly #stream: Duplex;

  constructor(stream: Duplex, forWhom: Carried) {
    this.#stream = stream;
    (stream as Carrying)[carried] = forWhom;
    stream.on('data', onData);
    stream.on('drain', onDrain);
  }

  /** A stream whose bytes have all gone to the kernel is not blocked, however large they were. */
  get blocked(): boolean {
    return this.#stream.writableNeedDrain && this.#stream.writableLength > 0;
  }

  get queued(): number {
    return this.#stream.writableLength;
  }

  give(chunks: Uint8Array[]): void {
    const stream = this.#stream;
    if (chunks.length > 1) stream.cork();
    for (const chunk of chunks) stream.write(chunk);
    if (chunks.length > 1) stream.uncork();
  }

  suspend(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }
}
