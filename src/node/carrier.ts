/** What brings bytes into a connected stream, and out of it. */

export interface Carrier {
  /** It wants no more for now, and will say `drained`. */
  readonly blocked: boolean;
  /** Bytes that it was given, and that have not left. */
  readonly queued: number;
  /** Takes bytes while it is not blocked. The array is the carrier's from then on. */
  give(chunks: Uint8Array[]): void;
  suspend(): void;
  resume(): void;
}

/** Whom it carries for. */
export interface Carried {
  /** These bytes are the connection's from now on. */
  received(bytes: Uint8Array): void;
  /** The first `length` bytes are, until the call returns. */
  receivedLent(bytes: Uint8Array, length: number): void;
  drained(): void;
}
