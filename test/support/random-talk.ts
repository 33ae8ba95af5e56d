/**
 * Random conversations of two recorded endpoints: whatever applications, peers, clocks and transports may do, in any order.
 * The same seed gives the same conversation.
 */
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { Endpoint } from '../../src/endpoint/endpoint.ts';
import type { Handlers } from '../../src/endpoint/levels.ts';
import type { Bounds } from '../../src/endpoint/options.ts';
import type { OutgoingMessage } from '../../src/endpoint/outgoing.ts';
import type { EngineKind } from '../../src/engine/engine.ts';
import { Journal } from '../../src/inspect/journal.ts';
import { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import { extensionOf } from './deflate-sides.ts';
import { journalOf } from './journals.ts';
import { encodeFrame } from './vector-frames.ts';
import { makeSide, type Side, settled } from './wire.ts';

/** A generator of numbers from 0 to below 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export interface RandomTalk {
  /** One recording of each side. */
  readonly journals: readonly [client: Journal, server: Journal];
}

export interface RandomTalkOptions {
  /** Things that are done: 30 by default. */
  readonly steps?: number;
  /** Bytes of memory for each recording. */
  readonly memory?: number;
  /** Recording begins before everything, or after some steps. */
  readonly late?: boolean;
  /** The only one there is, instead of either. */
  readonly engine?: EngineKind;
  /** What records: one that looks at what it is told, perhaps. */
  readonly recorder?: typeof ConnectionRecorder;
}

export async function randomTalk(seed: number, options: RandomTalkOptions = {}): Promise<RandomTalk> {
  return new Talk(seed, options).run();
}

const sizes = [0, 1, 5, 30, 125, 126, 300, 2000];
const engines: readonly EngineKind[] = ['compiled', 'interpreted'];

class Talk {
  readonly #random: () => number;
  readonly #options: RandomTalkOptions;
  readonly #client: Side;
  readonly #server: Side;
  readonly #recorders = new Map<Side, ConnectionRecorder>();
  readonly #streams = new Map<Side, OutgoingMessage>();
  /** Bytes on their way to a side. */
  readonly #wire = new Map<Side, Uint8Array>();
  /** Sides that were told that their transport has ended. */
  readonly #told = new Set<Side>();
  /** Servers that are asked to decide, and do so later. */
  readonly #undecided: Endpoint<Side>[] = [];

  constructor(seed: number, options: RandomTalkOptions) {
    this.#random = randomNumbers(seed);
    this.#options = options;
    const compressing = this.#chance(0.4);
    const takeover = this.#chance(0.5);
    const side = (role: 'client' | 'server') =>
      makeSide({
        role,
        engine: this.#pickEngine(),
        bounds: this.#bounds(),
        handlers: this.#handlers(),
        ...(compressing ? { extension: extensionOf(role, { takeover, peerTakeover: takeover, threshold: 20 }) } : {}),
        ...(role === 'server' && this.#chance(0.2) ? { decide: (endpoint) => this.#decide(endpoint) } : {}),
      });
    this.#client = side('client');
    this.#server = side('server');
  }

  async run(): Promise<RandomTalk> {
    const { steps = 30, late = false } = this.#options;
    const sides = [this.#client, this.#server];
    if (!late) for (const side of sides) this.#record(side);
    if (this.#chance(0.3)) this.#client.endpoint.dial();
    this.#server.endpoint.transportReady();
    if (this.#chance(0.95)) this.#client.endpoint.transportReady();
    if (this.#chance(0.9)) this.#passAll();
    const from = late ? Math.floor(this.#random() * steps * 0.7) : -1;
    for (let step = 0; step < steps; step++) {
      if (step === from) for (const side of sides) this.#record(side);
      const side = this.#pick(sides);
      side.clock.time += this.#random() * 3;
      this.#act(side);
      if (this.#chance(0.6)) this.#passAll();
      // Promises settle, and what is compressed in the background is there.
      if (this.#chance(0.2)) await settled();
    }
    this.#passAll();
    await settled();
    return { journals: [this.#journalOf(this.#client), this.#journalOf(this.#server)] };
  }

  // ── Chance ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(from: readonly T[]): T {
    // The index is below the length, and nothing is picked from an empty list.
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  #pickEngine(): EngineKind {
    const picked = this.#pick(engines);
    return this.#options.engine ?? picked;
  }

  #bytes(length = this.#pick(sizes)): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.#random() * 256));
  }

  #text(): string {
    return this.#pick(['a', 'Grüße ', '世界', '🦊']).repeat(this.#pick(sizes) / 4 + 1);
  }

  #bounds(): Partial<Bounds> {
    const timeout = () => this.#pick([50, 400, 3000, Number.POSITIVE_INFINITY]);
    return {
      maxMessageSize: this.#pick([1000, 100_000]),
      maxFrameSize: this.#pick([500, 100_000]),
      maxFragments: this.#pick([2, 100]),
      maxQueuedPongs: this.#pick([1, 16]),
      maxQueuedPings: this.#pick([1, 16]),
      maxBufferedOutput: this.#pick([1000, 1_000_000]),
      connectTimeout: timeout(),
      openingTimeout: timeout(),
      idleTimeout: timeout(),
      pongTimeout: timeout(),
      drainTimeout: timeout(),
      closeTimeout: timeout(),
    };
  }

  // ── The application ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #handlers(): Handlers<Side> {
    const react = (side: Side) => {
      if (this.#chance(0.03)) throw new Error('thrown by a handler');
      if (this.#chance(0.25)) this.#useApi(side);
    };
    const messages: Handlers<Side> = { message: react };
    const frames: Handlers<Side> = { messageBegin: react, messageFrame: react, messageEnd: react };
    const data: Handlers<Side> = { frameBegin: react, frameData: react, frameEnd: react };
    const rest: Handlers<Side> = { open: react, ping: react, pong: react, closing: react, close: react };
    return { ...this.#pick([messages, frames, data]), ...(this.#chance(0.7) ? rest : {}) };
  }

  #decide(endpoint: Endpoint<Side>): void {
    if (this.#chance(0.4)) endpoint.accept();
    else if (this.#chance(0.2)) endpoint.refuse({ status: 403 });
    else if (this.#chance(0.1)) throw new Error('thrown while deciding');
    else this.#undecided.push(endpoint);
  }

  /** Also from inside of handlers. */
  #useApi(side: Side): void {
    const { endpoint } = side;
    const { outgoing } = endpoint;
    const text = () => ignore(endpoint.send(TEXT, this.#text(), this.#pick([true, false, undefined])));
    const stream = () => this.#stream(side);
    const deeds: (() => void)[] = [
      text,
      text,
      () => ignore(endpoint.send(BINARY, this.#bytes())),
      () => ignore(outgoing.sendFragments(BINARY, this.#bytes(), this.#pick([10, 100]))),
      stream,
      stream,
      () => ignore(endpoint.ping(this.#bytes(this.#pick([0, 4, 125])))),
      () => endpoint.pause(),
      () => endpoint.resume(),
      () => endpoint.useEngine(this.#pickEngine()),
      () => this.#leave(endpoint),
    ];
    this.#pick(deeds)();
  }

  #leave(endpoint: Endpoint<Side>): void {
    if (this.#chance(0.2)) endpoint.close(this.#pick([1000, 1005, 3000]), '');
    else if (this.#chance(0.05)) endpoint.abort('aborted');
  }

  /** A step of a message that is sent in parts, in order or out of it. */
  #stream(side: Side): void {
    const { outgoing } = side.endpoint;
    const message = this.#streams.get(side) ?? outgoing.begin(BINARY, this.#chance(0.3));
    this.#streams.set(side, message);
    const data = () => ignore(outgoing.data(message, this.#bytes(this.#pick([0, 5, 125]))));
    const steps: (() => void)[] = [
      () => ignore(outgoing.frame(message, this.#bytes(), this.#chance(0.3))),
      () => ignore(outgoing.beginFrame(message, this.#pick([0, 5, 130]), this.#chance(0.3))),
      data,
      data,
      () => ignore(outgoing.endFrame(message)),
      () => {
        this.#streams.delete(side);
        ignore(outgoing.end(message));
      },
    ];
    this.#pick(steps)();
  }

  // ── Everybody else ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #act(side: Side): void {
    const { endpoint, transport } = side;
    const useApi = () => this.#useApi(side);
    const wait = () => this.#wait(side);
    const deeds: (() => void)[] = [
      ...Array.from({ length: 6 }, () => useApi),
      wait,
      wait,
      () => this.#passSome(side),
      () => this.#receiveFrame(side),
      () => {
        if (this.#chance(0.1)) endpoint.receive(this.#bytes());
      },
      () => {
        transport.accepts = this.#chance(0.4);
        if (transport.accepts) endpoint.drained();
      },
      () => {
        transport.bytesLeft += this.#pick([0, 0, 100]);
      },
      () => {
        if (this.#chance(0.1)) endpoint.transportEnded(this.#chance(0.5) ? new Error('reset') : undefined);
      },
      () => this.#undecided.pop()?.accept(),
      () => this.#stopOrStart(side),
    ];
    this.#pick(deeds)();
  }

  #wait(side: Side): void {
    side.clock.time += this.#pick([10, 60, 500, 5000]);
    if (side.clock.time >= side.transport.wakeAt) side.endpoint.wake();
  }

  /** A frame that somebody else has made up, rarely one that is in order. */
  #receiveFrame(side: Side): void {
    if (side.endpoint.state === 'closed' || side.transport.suspended || this.#chance(0.4)) return;
    const wrong = () => this.#chance(0.05);
    const opcode = this.#pick([0, 1, 2, 8, 9, 9, 10]);
    const payload = opcode === 8 ? this.#pick([[], [3, 232], [1], [0, 5]]) : this.#bytes(this.#pick([0, 3, 125]));
    const masked = (side.endpoint.role === 'server') !== wrong();
    const bytes = encodeFrame({
      fin: this.#chance(0.7),
      rsv: wrong() ? 2 : 0,
      opcode: wrong() ? 5 : opcode,
      key: masked ? this.#bytes(4) : undefined,
      lengthForm: wrong() ? 'length64' : undefined,
      payload: Uint8Array.from(payload),
    });
    side.endpoint.receive(Uint8Array.from(bytes));
  }

  #peerOf(side: Side): Side {
    return side === this.#client ? this.#server : this.#client;
  }

  /** What a side has written is on its way to the other. */
  #collect(from: Side): void {
    const to = this.#peerOf(from);
    const before = this.#wire.get(to) ?? new Uint8Array(0);
    this.#wire.set(to, Uint8Array.from([...before, ...from.transport.take()]));
  }

  /** Some bytes arrive at a side. */
  #passSome(to: Side): void {
    this.#collect(this.#peerOf(to));
    const bytes = this.#wire.get(to) ?? new Uint8Array(0);
    if (bytes.length === 0 || to.transport.suspended || to.endpoint.state === 'closed') return;
    const count = this.#chance(0.5) ? bytes.length : Math.ceil(this.#random() * bytes.length);
    this.#wire.set(to, bytes.slice(count));
    to.endpoint.receive(bytes.slice(0, count));
  }

  #passAll(): void {
    for (let turn = 0; turn < 6; turn++) {
      for (const to of [this.#client, this.#server]) {
        this.#passSome(to);
        const { ended, destroyed, released } = this.#peerOf(to).transport;
        const empty = (this.#wire.get(to)?.length ?? 0) === 0;
        if (!(ended || destroyed || released) || !empty || this.#told.has(to)) continue;
        this.#told.add(to);
        to.endpoint.transportEnded();
      }
    }
  }

  // ── Recordings ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #record(side: Side): void {
    const { memory, recorder: Recorder = ConnectionRecorder } = this.#options;
    const id = side === this.#client ? 1 : 2;
    this.#recorders.set(side, new Recorder(side.endpoint, { id, label: 'random' }, { payload: 16, memory }));
  }

  #stopOrStart(side: Side): void {
    const recorder = this.#recorders.get(side);
    if (recorder === undefined || this.#chance(0.5)) return;
    if (recorder.recording && this.#chance(0.1)) recorder.stop();
    else recorder.start();
  }

  #journalOf(side: Side): Journal {
    const recorder = this.#recorders.get(side);
    return recorder === undefined ? new Journal() : journalOf(recorder);
  }
}

/** Whether it succeeds shows in the recording. */
function ignore(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
