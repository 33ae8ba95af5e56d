/** Limits and timeouts: every bound that an endpoint keeps, with its default. The table in the README is checked against it. */

/** All in bytes, or counts, or milliseconds. `Infinity` switches a limit or a timeout off. */
export interface Limits {
  /** Largest message to receive, in bytes. Larger ones end the connection with 1009. */
  maxMessageSize: number;
  /** Largest single frame to receive, in bytes. Larger ones end the connection with 1009. */
  maxFrameSize: number;
  /** Most frames in one received message. More end the connection with 1008. */
  maxFragments: number;
  /** Most bytes in the head of an opening handshake. */
  maxHeaderBytes: number;
  /** Most header fields in an opening handshake. */
  maxHeaders: number;
  /** Most pongs that wait to be sent; past it the newest ping supersedes the oldest. */
  maxQueuedPongs: number;
  /** Most pings of yours that wait to be sent or answered; past it `ping()` rejects. */
  maxQueuedPings: number;
  /** Most bytes that wait to be sent while the transport is blocked; past it `send()` rejects. */
  maxBufferedOutput: number;
}

/** In milliseconds; `Infinity` switches a timeout off. */
export interface Timeouts {
  /** From dialling until the transport is connected (TLS included). Client only. */
  connectTimeout: number;
  /** For the whole opening handshake. */
  openingTimeout: number;
  /** Silence of the peer after which a keep-alive ping is sent; `Infinity` switches keep-alive off. */
  idleTimeout: number;
  /** For the answer to a ping. */
  pongTimeout: number;
  /** For the transport to take some more of the bytes that wait. */
  drainTimeout: number;
  /** For the whole closing handshake, from `close()` or the peer's close frame until the transport has ended. */
  closeTimeout: number;
}

export const defaultLimits: Readonly<Limits> = {
  maxMessageSize: 64 * 1024 * 1024,
  maxFrameSize: 64 * 1024 * 1024,
  maxFragments: 65_536,
  maxHeaderBytes: 16_384,
  maxHeaders: 128,
  maxQueuedPongs: 16,
  maxQueuedPings: 16,
  maxBufferedOutput: 64 * 1024 * 1024,
};

export const defaultTimeouts: Readonly<Timeouts> = {
  connectTimeout: 30_000,
  openingTimeout: 30_000,
  idleTimeout: 30_000,
  pongTimeout: 20_000,
  drainTimeout: 60_000,
  closeTimeout: 10_000,
};

export type Bounds = Limits & Timeouts;

export const defaultBounds: Readonly<Bounds> = { ...defaultLimits, ...defaultTimeouts };

const resolved = new WeakSet<object>([defaultBounds]);

/**
 * Fills in the defaults and checks what was given.
 * What it has made itself it returns as it is.
 * @throws {TypeError} naming the option, if it is not a number
 * @throws {RangeError} naming the option, if it is negative or not a number
 */
export function resolveBounds(given: Partial<Bounds> = {}): Readonly<Bounds> {
  if (resolved.has(given)) return given as Readonly<Bounds>;
  let bounds: Bounds | undefined;
  for (const name of Object.keys(defaultBounds) as (keyof Bounds)[]) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') throw new TypeError(`${name} must be a number, not ${typeof value}`);
    if (!(value >= 0)) throw new RangeError(`${name} must be 0 or more, not ${value}`);
    bounds ??= { ...defaultBounds };
    bounds[name] = value;
  }
  if (bounds === undefined) return defaultBounds;
  resolved.add(bounds);
  return bounds;
}
