/** Two endpoints joined in memory: bytes pass when the test says so. */

import type { CloseRecord } from '../../src/endpoint/close-record.ts';
import { Endpoint, type EndpointOptions } from '../../src/endpoint/endpoint.ts';
import { type HeaderPairs, requestOf } from '../../src/endpoint/opening.ts';
import { Slab } from '../../src/endpoint/output.ts';
import { type Platform, portable } from '../../src/endpoint/platform.ts';
import type { Transport } from '../../src/endpoint/transport.ts';
import type { EngineKind } from '../../src/engine/engine.ts';
import { decodeFrames, encodeFrame, frameText, parseFrame, words } from './vector-frames.ts';

/** The engine that this run of the suite is about. */
export const engine = (process.env.WIRECHART_ENGINE ?? 'compiled') as EngineKind;

/** A clock that stands still until the test moves it. */
export class ManualClock {
  time = 1000;
  now = (): number => this.time;
}

export function manualPlatform(clock: ManualClock, base = portable): Platform {
  return { ...base, now: clock.now, slab: new Slab() };
}

/** A transport that keeps what it is given, and notes what it is asked. */
export class RecordingTransport implements Transport {
  chunks: Uint8Array[] = [];
  accepts = true;
  ended = false;
  destroyed = false;
  released = false;
  suspended = false;
  wakeAt = Number.POSITIVE_INFINITY;
  bytesLeft = 0;
  endpoint: { flush(): void } | undefined;

  scheduleFlush(): void {}

  write(chunks: readonly Uint8Array[]): boolean {
    this.chunks.push(...chunks.map((chunk) => chunk.slice()));
    return this.accepts;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  release(): void {
    this.released = true;
  }

  suspend(): void {
    this.suspended = true;
  }

  resume(): void {
    this.suspended = false;
  }

  schedule(at: number): void {
    this.wakeAt = at;
  }

  /** Everything written so far, flushed first, and forgets it. */
  take(): Uint8Array {
    this.endpoint?.flush();
    const all = concat(this.chunks);
    this.chunks = [];
    return all;
  }
}

/** One side of a test connection. */
export interface Side {
  readonly endpoint: Endpoint<Side>;
  readonly transport: RecordingTransport;
  readonly clock: ManualClock;
  readonly records: CloseRecord[];
}

type SideOptions = Partial<EndpointOptions<Side>> &
  Pick<EndpointOptions<Side>, 'role'> & {
    /** A platform to run on, but for its clock; the portable one by default. */
    readonly base?: Platform;
  };

export function makeSide({ base, ...options }: SideOptions): Side {
  const clock = new ManualClock();
  const transport = new RecordingTransport();
  const records: CloseRecord[] = [];
  // The endpoint is made last, and is there before any handler runs.
  const side = { transport, clock, records } as unknown as {
    -readonly [K in keyof Side]: Side[K];
  };
  side.endpoint = new Endpoint<Side>({
    connection: side,
    handlers: {},
    transport,
    engine,
    platform: manualPlatform(clock, base),
    request: { target: '/', host: 'localhost', protocols: [], headers: [] },
    ...options,
  });
  side.endpoint.onClosed = (record) => records.push(record);
  transport.endpoint = side.endpoint;
  return side;
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Passes bytes to and fro until nobody has anything to say. */
export function exchange(one: Side, other: Side): void {
  for (let quiet = 0; quiet < 2; ) {
    const before = quiet;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const bytes = from.transport.take();
      if (bytes.length > 0) {
        to.endpoint.receive(bytes);
        quiet = 0;
      }
      const { ended, released, destroyed } = from.transport;
      if ((ended || released || destroyed) && !to.transport.destroyed && to.endpoint.state !== 'closed') {
        to.endpoint.transportEnded();
        quiet = 0;
      }
    }
    if (quiet === before) quiet++;
  }
}

/** A client and a server whose opening handshake is done. */
export function connected(
  client: Partial<EndpointOptions<Side>> = {},
  server: Partial<EndpointOptions<Side>> = {},
): { client: Side; server: Side } {
  const sides = { client: makeSide({ role: 'client', ...client }), server: makeSide({ role: 'server', ...server }) };
  sides.server.endpoint.transportReady();
  sides.client.endpoint.transportReady();
  exchange(sides.client, sides.server);
  return sides;
}

/** What a side wrote since the last time, as frames in words. */
export function framesOut(side: Side): string[] {
  return decodeFrames(side.transport.take()).map(frameText);
}

/** How a promise stands, once everything that is settled has been told: `done`, `pending`, or the id of its error. */
export async function outcome(promise: Promise<unknown>): Promise<string> {
  let state = 'pending';
  promise.then(
    () => {
      state = 'done';
    },
    (error) => {
      state = (error as { id?: string }).id ?? String(error);
    },
  );
  await settled();
  return state;
}

export function outcomes(promises: readonly Promise<unknown>[]): Promise<string[]> {
  return Promise.all(promises.map(outcome));
}

/** Lets everything that is settled be told. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** A server whose opening handshake is done, without a client: `give` it bytes or frames in words. */
export function openServer(options: Partial<EndpointOptions<Side>> = {}, headers: HeaderPairs = requestHeaders): Side {
  const side = makeSide({ role: 'server', ...options });
  side.endpoint.transportReady();
  side.endpoint.receiveRequest(requestOf('GET', '/chat', 'HTTP/1.1', headers));
  side.transport.take();
  return side;
}

export const requestHeaders = [
  ['Host', 'server.example.com'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['Sec-WebSocket-Version', '13'],
] as const;

/** Bytes of frames in the notation of test/vectors, as `to` expects them: masked for a server. */
export function frameBytes(to: Side, ...frames: readonly string[]): Uint8Array {
  const key = to.endpoint.role === 'server' ? Uint8Array.of(1, 2, 3, 4) : undefined;
  return concat(frames.map((frame) => encodeFrame(parseFrame(words(frame), key))));
}

export function give(to: Side, ...frames: readonly string[]): void {
  to.endpoint.receive(frameBytes(to, ...frames));
}
