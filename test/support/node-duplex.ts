/** Streams for tests: one whose other side the test is, and one that passes through to a real socket until it is cut. */
import { Duplex, type DuplexOptions } from 'node:stream';

/** A stream whose writes the test lets through one by one. */
export class HeldDuplex extends Duplex {
  readonly written: Uint8Array[] = [];
  /** Writes are taken as they come. */
  open = true;
  #held: { size: number; done: () => void }[] = [];

  constructor(options: DuplexOptions = {}) {
    super({ allowHalfOpen: true, ...options });
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _: BufferEncoding, done: () => void): void {
    this.written.push(chunk);
    if (this.open) done();
    else this.#held.push({ size: chunk.length, done });
  }

  /** Lets one write through; returns its size. */
  letOne(): number {
    const held = this.#held.shift();
    held?.done();
    return held?.size ?? 0;
  }

  /** Bytes that arrive. */
  arrive(bytes: Uint8Array): void {
    this.push(bytes);
  }

  get size(): number {
    return this.written.reduce((sum, { length }) => sum + length, 0);
  }
}

/** How a transport fails. */
export type Fault = 'error' | 'end' | 'vanish' | 'block';

/**
 * Passes everything through to `inner`, until its `at`-th read or write. Then: `error` destroys both with an error, `end` ends
 * the stream as a peer would, `vanish` destroys without one, `block` passes nothing on any more, without a sign.
 */
export class FaultyDuplex extends Duplex {
  operations = 0;
  faulted = false;
  readonly #inner: Duplex;
  readonly #at: number;
  readonly #fault: Fault;

  constructor(inner: Duplex, at: number, fault: Fault) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.#at = at;
    this.#fault = fault;
    inner.on('data', (chunk) => this.#step() && this.push(chunk));
    inner.on('end', () => this.faulted || this.push(null));
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => this.faulted || this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A peer that has ended its side still takes what we write.
    if (this.#step() || this.#fault === 'end') this.#inner.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    if (this.faulted && this.#fault === 'block') return;
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }

  /** Counts one read or write; false if it does not take place. */
  #step(): boolean {
    if (this.faulted) return false;
    if (++this.operations < this.#at) return true;
    this.faulted = true;
    if (this.#fault === 'error') this.destroy(new Error('the transport was cut'));
    else if (this.#fault === 'vanish') this.destroy();
    else if (this.#fault === 'end') this.push(null);
    return false;
  }
}
