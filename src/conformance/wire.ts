/** The fuzzing peer on one connection: writes what a case says, right or wrong, and keeps what the subject does. */
import type { Duplex } from 'node:stream';
import { CLOSE, PONG } from '../codec/index.ts';
import { type DeflateAgreement, directionOf, Inflater } from './deflate.ts';
import type { FrameToSend, Observed, Pace } from './model.ts';
import { closePayload, encodeFrame } from './wire-frame.ts';
import type { WireLog } from './wire-log.ts';
import { octetsOf } from './wire-payload.ts';
import { FrameReader, type WireFault } from './wire-reader.ts';

/** Bounds for a subject that floods. */
const MOST_EVENTS = 20_000;
const MOST_OCTETS = 512 * 1024 * 1024;

export interface PeerOptions {
  readonly stream: Duplex;
  /** What we are: a client masks. */
  readonly role: 'client' | 'server';
  readonly log: WireLog;
  readonly agreement: DeflateAgreement | undefined;
}

export interface CloseFrame {
  readonly code: number;
  readonly reason: string;
}

/** How the transport ended, as the subject did it. */
export type TransportEnd = 'open' | 'ended' | 'reset';

type Message = Extract<Observed, { kind: 'message' }>;

export class Peer {
  readonly events: Observed[] = [];
  readonly agreement: DeflateAgreement | undefined;
  readonly masks: boolean;
  /** The first to send a close frame or to end the transport. */
  closedBy: 'us' | 'subject' | 'nobody' = 'nobody';
  closeSent: CloseFrame | undefined;
  closeReceived: CloseFrame | undefined;
  transport: TransportEnd = 'open';
  /** What the subject was in the middle of when it ended the transport. */
  cutShort: '' | 'a frame' | 'a message' = '';
  fault: WireFault | undefined;
  flood: string | undefined;
  /** We ended, or dropped, the transport. */
  left = false;
  /** Takes messages away instead of keeping them: for long loops. */
  onMessage: ((message: Message) => void) | undefined;
  /** Told of every event that is kept. */
  onEvent: ((event: Observed) => void) | undefined;
  readonly #stream: Duplex;
  readonly #log: WireLog;
  readonly #reader: FrameReader;
  readonly #waiting = new Set<() => void>();
  #octets = 0;
  #reading = true;

  constructor({ stream, role, log, agreement }: PeerOptions) {
    this.#stream = stream;
    this.#log = log;
    this.agreement = agreement;
    this.masks = role === 'client';
    const direction = agreement && directionOf(agreement, role === 'client' ? 'server' : 'client');
    const inflater = direction && new Inflater(direction);
    this.#reader = new FrameReader({ masked: role === 'server', inflater, log }, this.#handler());
    stream.on('error', () => this.#transportEnded('reset'));
    stream.on('end', () => this.#transportEnded('ended'));
    stream.on('close', () => this.#transportEnded('ended'));
    stream.on('data', (chunk: Uint8Array) => this.#receive(chunk));
  }

  /** The subject has closed, or dropped the connection, or there is no use in reading on. */
  get over(): boolean {
    return (
      this.closeReceived !== undefined ||
      this.transport !== 'open' ||
      this.fault !== undefined ||
      this.flood !== undefined ||
      this.left
    );
  }

  /** @param first octets of the subject's that came with the head of its opening handshake */
  startReading(first: Uint8Array): void {
    if (first.length > 0) this.#receive(first);
    this.#stream.resume();
  }

  mark(name: string): void {
    this.#log.note(`mark: ${name}`);
    this.#keep({ kind: 'mark', name });
  }

  note(text: string): void {
    this.#log.note(text);
  }

  // ── Writing ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  async sendFrames(frames: readonly FrameToSend[], pace: Pace = {}): Promise<void> {
    const encoded = frames.map((frame) => {
      const onWire = encodeFrame(frame, this.masks);
      this.#log.frame('frame-out', onWire.payload, onWire);
      return onWire.octets;
    });
    const written = this.sendOctets(
      encoded.length === 1 ? (encoded[0] ?? new Uint8Array(0)) : Buffer.concat(encoded),
      pace,
    );
    this.noteSent(frames);
    await written;
  }

  /** Frames went out: a close frame among them is ours, however wrong it is. */
  noteSent(frames: readonly FrameToSend[]): void {
    for (const frame of frames) this.#noteClose(frame);
  }

  /** In pieces if the pace says so; stops when the subject has had enough. */
  async sendOctets(octets: Uint8Array, { chop, pause = 0 }: Pace = {}): Promise<void> {
    if (chop === undefined) {
      this.write(octets);
      return;
    }
    const size = Math.max(1, chop);
    for (let at = 0; at < octets.length && !this.over; at += size) {
      this.write(octets.subarray(at, at + size));
      if (pause > 0) await this.until(() => this.over, pause);
      else await new Promise(setImmediate);
    }
  }

  /** Octets at once. What cannot be written any more is lost, as it would be on the wire. */
  write(octets: Uint8Array): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    this.#log.octets('octets-out', octets);
    this.#stream.write(octets);
  }

  sendClose(code: number, reason: Uint8Array = new Uint8Array(0)): void {
    void this.sendFrames([{ opcode: CLOSE, payload: closePayload(code, reason) }]);
  }

  #noteClose({ opcode, payload }: FrameToSend): void {
    if (opcode !== CLOSE || this.closeSent !== undefined) return;
    const octets = octetsOf(payload ?? '');
    const [high, low] = octets;
    const code = high === undefined || low === undefined ? 1005 : (high << 8) | low;
    this.closeSent = { code, reason: Buffer.from(octets.subarray(2)).toString() };
    if (this.closedBy === 'nobody') this.closedBy = 'us';
  }

  /** Ends our side of the transport. */
  end(): void {
    if (this.closedBy === 'nobody') this.closedBy = 'us';
    this.#log.note('We end our side of the connection (FIN).');
    this.#stream.end();
  }

  /** Ends the transport at once, without a word. */
  reset(): void {
    if (this.closedBy === 'nobody') this.closedBy = 'us';
    this.left = true;
    this.#log.note('We drop the connection (RST).');
    const stream = this.#stream as { resetAndDestroy?: () => void };
    // Sockets have it, TLS streams do too; other duplex streams know no reset.
    if (stream.resetAndDestroy === undefined) this.#stream.destroy();
    else stream.resetAndDestroy();
    this.#changed();
  }

  destroy(): void {
    this.left = true;
    this.#stream.destroy();
    this.#changed();
  }

  // ── Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  stopReading(): void {
    this.#reading = false;
    this.#stream.pause();
    this.#log.note('We stop reading.');
  }

  readAgain(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#log.note('We read again.');
    this.#stream.resume();
  }

  /** Whether the condition came true within so many milliseconds. */
  until(condition: () => boolean, ms: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (met: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(met);
      };
      const look = () => {
        if (condition()) settle(true);
      };
      const timer = setTimeout(() => settle(condition()), ms);
      this.#waiting.add(look);
    });
  }

  /** Looks again at what is waited for. */
  changed(): void {
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  #receive(chunk: Uint8Array): void {
    if (this.fault !== undefined || this.flood !== undefined || this.left) return;
    this.#log.octets('octets-in', chunk);
    this.#octets += chunk.length;
    if (this.onMessage === undefined && this.#octets > MOST_OCTETS)
      this.#flooded(`It sent more than ${MOST_OCTETS} octets.`);
    else this.#reader.push(chunk);
    this.#changed();
  }

  #handler(): ConstructorParameters<typeof FrameReader>[1] {
    return {
      message: (type, payload) => {
        const message: Message = { kind: 'message', type, payload };
        if (this.onMessage === undefined) this.#keep(message);
        else this.onMessage(message);
      },
      control: (kind, payload) => {
        this.#keep({ kind, payload });
        if (kind === 'ping' && this.closeSent === undefined) void this.sendFrames([{ opcode: PONG, payload }]);
      },
      closed: (code, reason) => {
        this.closeReceived = { code, reason };
        if (this.closedBy === 'nobody') this.closedBy = 'subject';
      },
      broke: (fault) => {
        this.fault = fault;
        this.#log.note(`Broke ${fault.section}: ${fault.text}`);
      },
      flooded: (text) => this.#flooded(text),
    };
  }

  #keep(event: Observed): void {
    if (this.events.length >= MOST_EVENTS) {
      this.#flooded(`It sent more than ${MOST_EVENTS} messages and control frames.`);
      return;
    }
    this.events.push(event);
    this.onEvent?.(event);
  }

  #flooded(text: string): void {
    this.flood ??= text;
    this.#log.note(text);
    this.#stream.destroy();
  }

  #transportEnded(how: 'ended' | 'reset'): void {
    if (this.transport !== 'open') return;
    this.transport = how;
    this.cutShort = this.closeReceived === undefined && !this.left ? this.#reader.underWay : '';
    if (!this.left) {
      this.#log.note(how === 'ended' ? 'The subject ends its side (FIN).' : 'The connection is reset.');
      if (this.closedBy === 'nobody') this.closedBy = 'subject';
    }
    this.#changed();
  }
}
