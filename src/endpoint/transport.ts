/** What carries an endpoint's bytes: a socket, a stream of an HTTP/2 session, or a test's own wire. */
export interface Transport {
  /** Output is waiting: call `flush` before this turn of the event loop ends. */
  scheduleFlush(): void;
  /** Writes in order. Returns false when it wants no more for now: call `drained` when it does. */
  write(chunks: readonly Uint8Array[]): boolean;
  /** Ends our side after what was written (TCP FIN). */
  end(): void;
  /** Ends both sides at once, dropping what was not sent. */
  destroy(): void;
  /** The connection is over: let go of everything, after what was written has left. */
  release(): void;
  /** Hand over no more bytes for now, or again. */
  suspend(): void;
  resume(): void;
  /** Call `wake` at this time of the platform's clock, in milliseconds; `Infinity`: not at all. Earlier is harmless. */
  schedule(at: number): void;
  /**
   * Bytes that have left so far, where that is known. A transport that moves slowly is told from one that does not move:
   * the drain timer starts anew as long as this grows.
   */
  readonly bytesLeft?: number;
}
