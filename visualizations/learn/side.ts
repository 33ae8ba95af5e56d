/** One of the two endpoints of a lesson, with its end of the wire and the recording of it. */
import type { Role, TimerName } from '../../machines/index.ts';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import { type Bounds, Endpoint, type Message, type Platform, type Transport } from '../../src/endpoint/index.ts';
import type { OutgoingMessage } from '../../src/endpoint/outgoing.ts';
import { Journal } from '../../src/inspect/journal.ts';
import { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import type { Line } from './wire.ts';

/** The message whose frames somebody chooses. */
export interface MessageUnderWay {
  readonly message: OutgoingMessage;
  readonly type: 'text' | 'binary';
  /** Bytes that the streamed frame under way still lacks; 0 if none is. */
  remain: number;
  /** The streamed frame under way is the last of the message. */
  last: boolean;
}

/** A side's end of the wire. */
class Plug implements Transport {
  readonly line: Line;
  wantsFlush = false;
  /** Takes nothing from the wire for now. */
  suspended = false;

  constructor(line: Line) {
    this.line = line;
  }

  scheduleFlush(): void {
    this.wantsFlush = true;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    this.line.write(chunks);
    return !this.line.full;
  }

  end(): void {
    this.line.end();
  }

  destroy(): void {
    this.line.end();
  }

  release(): void {
    this.line.end();
  }

  suspend(): void {
    this.suspended = true;
  }

  resume(): void {
    this.suspended = false;
  }

  /** The world asks for the timers itself. */
  schedule(): void {}
}

export class Side {
  readonly role: Role;
  readonly endpoint: Endpoint<Side>;
  readonly journal = new Journal();
  /** What it writes to. */
  readonly line: Line;
  /** What its application got, in order. */
  readonly messages: Message[] = [];
  /** The message that its application is sending frame by frame. */
  underWay: MessageUnderWay | undefined;
  /** Its application has paused reading. */
  paused = false;
  readonly #plug: Plug;
  readonly #recorder: ConnectionRecorder;
  readonly #cursor;

  constructor(role: Role, line: Line, platform: Platform, bounds: Partial<Bounds>) {
    this.role = role;
    this.line = line;
    this.#plug = new Plug(line);
    this.endpoint = new Endpoint<Side>({
      role,
      connection: this,
      transport: this.#plug,
      platform,
      bounds,
      handlers: { message: (_, message) => this.messages.push(message) },
      request: { target: '/lesson', host: 'server.example', protocols: [], headers: [] },
    });
    const id = role === 'client' ? 1 : 2;
    this.#recorder = new ConnectionRecorder(this.endpoint, { id, label: role }, { payload: Number.POSITIVE_INFINITY });
    this.#cursor = this.#recorder.ring.oldest();
  }

  /** Takes nothing from the wire for now. */
  get suspended(): boolean {
    return this.#plug.suspended;
  }

  /** Armed timers, the next one first; `due` is on the platform's clock, in milliseconds. */
  get timers(): readonly { readonly timer: TimerName; readonly due: number }[] {
    const armed = Object.entries(this.endpoint.deadlines.due) as [TimerName, number][];
    return armed.map(([timer, due]) => ({ timer, due })).sort((one, other) => one.due - other.due);
  }

  // ── What its application does ────────────────────────────────────────────────────────────────────────────────────────────
  // Promises are left alone: what became of each is in the recording.

  send(payload: Message): void {
    void this.endpoint.send(typeof payload === 'string' ? TEXT : BINARY, payload);
  }

  begin(type: 'text' | 'binary'): void {
    const message = this.endpoint.outgoing.begin(type === 'text' ? TEXT : BINARY);
    this.underWay = { message, type, remain: 0, last: false };
  }

  frame(underWay: MessageUnderWay, payload: Message, last: boolean): void {
    void this.endpoint.outgoing.frame(underWay.message, payload, last);
    if (last) this.underWay = undefined;
  }

  beginFrame(underWay: MessageUnderWay, length: number, last: boolean): void {
    void this.endpoint.outgoing.beginFrame(underWay.message, length, last);
    underWay.remain = length;
    underWay.last = last;
  }

  /** A piece of the streamed frame under way. */
  data(underWay: MessageUnderWay, bytes: Uint8Array): void {
    void this.endpoint.outgoing.data(underWay.message, bytes);
    underWay.remain -= bytes.length;
    if (underWay.remain === 0 && underWay.last) this.underWay = undefined;
  }

  ping(payload: string): void {
    void this.endpoint.ping(encodeUtf8(payload));
  }

  pause(): void {
    this.paused = true;
    this.endpoint.pause();
  }

  resume(): void {
    this.paused = false;
    this.endpoint.resume();
  }

  // ── For the world ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Hands waiting output to the wire. @returns whether there is more by now */
  settle(): boolean {
    const { wantsFlush } = this.#plug;
    this.#plug.wantsFlush = false;
    if (wantsFlush) this.endpoint.flush();
    if (this.endpoint.blocked && !this.line.full) this.endpoint.drained();
    return this.#plug.wantsFlush;
  }

  /** What was recorded meanwhile goes to the journal. */
  record(): void {
    for (;;) {
      const piece = this.#recorder.ring.read(this.#cursor);
      if (piece === undefined) break;
      this.journal.append(piece.words, piece.firstSeq);
    }
  }
}
