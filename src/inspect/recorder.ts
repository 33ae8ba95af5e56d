/**
 * Records one connection: a tap on its endpoint that packs what it is told into a ring. It works alike on both engines, and
 * keeps no more than it is allowed to, whatever the traffic.
 */
import type { EventObject } from 'xstate';
import type { ActorName, TimerName } from '../../machines/index.ts';
import { type FrameHeader, frameHeaderLength } from '../codec/frame-header.ts';
import { decodeLatin1 } from '../codec/latin1.ts';
import { encodeUtf8, utf8Length } from '../codec/utf8.ts';
import type { CloseRecord } from '../endpoint/close-record.ts';
import type { AnyEndpoint as Host } from '../endpoint/endpoint.ts';
import type { HeaderPairs } from '../endpoint/opening.ts';
import type { Standing, Tap } from '../endpoint/tap.ts';
import { IN, INFLATED, MOST_PAYLOAD, OUT, RecordWriter, WIRE } from './record-writer.ts';
import type { ClosedRecord, ConnectionRecord, SnapshotRecord } from './records.ts';
import { Budget, Ring } from './ring.ts';
import { numberOf, timers } from './words.ts';

export interface RecorderOptions {
  /** Bytes of payload kept of each frame; 0 keeps none, `Infinity` all. A close record has its reasons in any case, and heads are kept. */
  readonly payload?: number | undefined;
  /** Most bytes for the history of one connection; then the oldest records make room. */
  readonly memory?: number | undefined;
}

export const defaultPayload = 256;
export const defaultMemory = 1024 * 1024;
/** Payload of so many bytes is one record in any case. */
const LEAST_PIECE = 512;
/** Most characters of a handshake's head that are kept. */
const LONGEST_HEAD = 16 * 1024;

/** What tells a connection from others. */
export interface Identity {
  readonly id: number;
  readonly label: string;
}

/** Records a connection from now on. */
export class ConnectionRecorder implements Tap {
  readonly id: number;
  readonly label: string;
  readonly ring: Ring;
  recording = false;
  readonly #host: Host;
  readonly #writer: RecordWriter;
  readonly #payload: number;
  readonly #fromStart: boolean;
  /** Bytes that had been written when it was last introduced. */
  #toldAt = 0;
  #time = -1;
  /** Where the next frame of ours begins, in bytes since the opening handshake. */
  #sent = 0;
  /** Bytes of payload that are still wanted of the frame under way, by direction, on the wire and inflated. */
  #wantedIn = 0;
  #wantedInflated = 0;
  #wantedOut = 0;

  constructor(host: Host, identity: Identity, options: RecorderOptions = {}, budget?: Budget) {
    this.id = identity.id;
    this.label = identity.label;
    this.#host = host;
    this.#payload = Math.floor(options.payload ?? defaultPayload);
    this.ring = new Ring(options.memory ?? defaultMemory, budget ?? new Budget(Number.POSITIVE_INFINITY));
    this.#writer = new RecordWriter(this.ring);
    this.#fromStart = host.state === 'connecting' && host.tap === undefined;
    this.start();
  }

  /** Nothing that matters will be added, unless it is started again. */
  get ended(): boolean {
    return !this.recording || this.#host.state === 'closed';
  }

  /** Goes on recording, behind what was recorded before. */
  start(): void {
    if (this.recording || this.#host.state === 'closed') return;
    this.recording = true;
    this.#host.attach(this);
  }

  /** Ends recording, behind the event that is under way. What was recorded stays. */
  stop(): void {
    if (!this.recording) return;
    this.recording = false;
    this.#host.attach(null);
  }

  // ── What the endpoint tells ──────────────────────────────────────────────────────────────────────────────────────────────

  standing(now: Standing): void {
    this.#stamp();
    // What is missing of a frame that is being streamed comes before the next one.
    const missing = now.snapshot.writeLoop.context.wr_remain as number;
    this.#sent = Math.max(0, this.#host.bytesSent + this.#host.output.size + missing);
    this.#introduce(now);
  }

  detached(): void {
    this.#stamp();
    this.#writer.json({ kind: 'detached' });
    // When it is started again, other frames may be under way.
    this.#wantedIn = 0;
    this.#wantedInflated = 0;
    this.#wantedOut = 0;
  }

  input(actor: ActorName, event: EventObject, nested: boolean): void {
    if (!nested) {
      // The timer whose event this is has been taken from those that are armed.
      if (this.#isStale() && !event.type.startsWith('TIMER_')) this.#introduceAgain();
      // Headers have just been stamped, as frames; a payload comes with one, or with a chunk that was.
      if (event.type !== 'PAYLOAD' && event.type !== 'FRAME_HEADER') this.#stamp();
    }
    this.#writer.input(numberOf(actor), event, nested);
  }

  message(from: ActorName, to: ActorName, event: EventObject): void {
    this.#writer.message(numberOf(from), numberOf(to), event);
  }

  transition(actor: ActorName, transition: number, _: EventObject): void {
    this.#writer.transition(numberOf(actor), transition);
  }

  timer(timer: TimerName, due: number | undefined): void {
    // It is armed between events, too.
    if (timer === 'drain') this.#stamp();
    this.#writer.timer(timers.indexOf(timer), due);
  }

  headReceived(startLine: string, fields: HeaderPairs): void {
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
    this.#head('in', `${startLine}\r\n${lines.join('')}\r\n`);
  }

  headSent(bytes: Uint8Array): void {
    // Heads are Latin-1 (RFC 9110 §5.5); only ours come here.
    this.#head('out', decodeLatin1(bytes, 0, Math.min(bytes.length, LONGEST_HEAD)));
  }

  opened(protocol: string, extensions: string): void {
    this.#writer.json({ kind: 'open', protocol, extensions });
    this.#sent = 0;
  }

  frameReceived(header: FrameHeader, offset: number): void {
    this.#wantedIn = this.#payload;
    this.#wantedInflated = this.#payload;
    this.#stamp();
    const first = (header.fin ? 128 : 0) | (header.rsv << 4) | header.opcode;
    const { length, masked, maskingKey, headerLength } = header;
    this.#writer.frame(IN, first, length, masked, maskingKey, headerLength, offset);
  }

  payloadReceived(bytes: Uint8Array, start: number, end: number): void {
    if (this.#wantedIn > 0) this.#wantedIn -= this.#keep(IN, WIRE, bytes, start, end, this.#wantedIn, 0, 0);
  }

  inflated(bytes: Uint8Array, start: number, end: number): void {
    if (this.#wantedInflated > 0) {
      this.#wantedInflated -= this.#keep(IN, INFLATED, bytes, start, end, this.#wantedInflated, 0, 0);
    }
  }

  frameSent(first: number, length: number, masked: boolean, maskingKey: number): void {
    this.#wantedOut = this.#payload;
    const headerLength = frameHeaderLength(length, masked);
    this.#writer.frame(OUT, first, length, masked, maskingKey, headerLength, this.#sent);
    this.#sent += headerLength + length;
  }

  payloadSent(bytes: Uint8Array, start: number, end: number, maskingKey: number, phase: number): void {
    if (this.#wantedOut > 0) {
      this.#wantedOut -= this.#keep(OUT, WIRE, bytes, start, end, this.#wantedOut, maskingKey, phase);
    }
  }

  deflated(payload: string | Uint8Array): void {
    if (this.#payload === 0) return;
    // A character is a byte at least: what is cut off would not be kept, nor the last of the rest, which may be half of one.
    const bytes = typeof payload === 'string' ? encodeUtf8(payload.slice(0, this.#payload + 1)) : payload;
    const length = typeof payload === 'string' ? utf8Length(payload) : payload.length;
    this.#keep(OUT, INFLATED, bytes, 0, length, this.#payload, 0, 0);
  }

  closed(record: CloseRecord): void {
    this.#stamp();
    const closed: ClosedRecord = { ...record, error: messageOf(record.error) };
    this.#writer.json({ kind: 'closed', record: closed });
  }

  // ── Inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #stamp(): void {
    const now = this.#host.platform.now();
    if (now === this.#time) return;
    this.#time = now;
    this.ring.setTime(now);
  }

  /** Who the connection is, and where its machines are: with this a recording can be read from here on. */
  #introduce({ engine, snapshot, timers }: Standing): void {
    const { role, bounds, protocol, agreement, platform } = this.#host;
    const connection: Omit<ConnectionRecord, 'seq' | 'time'> = {
      kind: 'connection',
      id: this.id,
      role,
      input: this.#host.machineInput,
      timeouts: {
        connect: bounds.connectTimeout,
        opening: bounds.openingTimeout,
        idle: bounds.idleTimeout,
        pong: bounds.pongTimeout,
        drain: bounds.drainTimeout,
        close: bounds.closeTimeout,
      },
      fromStart: this.#fromStart && this.ring.nextSeq === 0,
      label: this.label,
      protocol,
      extensions: agreement?.header ?? '',
      epoch: Date.now() - platform.now(),
    };
    const standing: Omit<SnapshotRecord, 'seq' | 'time'> = { kind: 'snapshot', engine, actors: snapshot, timers };
    this.#writer.json(connection);
    this.#writer.json(standing);
    this.#toldAt = this.ring.written;
  }

  /** Much was recorded since the last introduction: the ring must never be without one for long. */
  #isStale(): boolean {
    return this.ring.written - this.#toldAt > this.ring.share / 4;
  }

  #introduceAgain(): void {
    const { engine, deadlines } = this.#host;
    this.#stamp();
    this.#introduce({ engine: engine.kind, snapshot: engine.snapshot(), timers: deadlines.due });
  }

  #head(direction: 'in' | 'out', head: string): void {
    this.#writer.json({ kind: 'handshake', direction, head: head.slice(0, LONGEST_HEAD) });
  }

  /** @returns how many bytes were kept */
  #keep(
    direction: number,
    form: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    wanted: number,
    key: number,
    phase: number,
  ): number {
    const length = end - start;
    const count = Math.min(length, wanted);
    if (count <= LEAST_PIECE) {
      this.#writer.payload(direction, form, length, bytes, start, count, key, phase);
      return count;
    }
    // A large payload does not take all of the ring at once.
    const most = Math.max(LEAST_PIECE, Math.min(MOST_PAYLOAD, Math.floor(this.ring.share / 8)));
    for (let at = 0; at < count; at += most) {
      const piece = Math.min(most, count - at);
      const whole = at + piece === count ? length - at : piece;
      this.#writer.payload(direction, form, whole, bytes, start + at, piece, key, phase + at);
    }
    return count;
  }
}

/** Whatever the application threw. */
function messageOf(error: unknown): string {
  if (error === undefined) return '';
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that cannot be told as text';
  }
}
