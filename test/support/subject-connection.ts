/**
 * A plain WebSocket endpoint that echoes what it gets. It shares nothing with the library, so that the conformance suite
 * has somebody else to judge, and single defects can be switched on.
 */
import type { Duplex } from 'node:stream';
import type { Defect, Defects } from './subject-defects.ts';
import type { SubjectDeflate } from './subject-deflate.ts';
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  type FrameToWrite,
  headerSize,
  PING,
  PONG,
  readHeader,
  type SubjectFrame,
  TEXT,
  unmask,
  writeFrame,
} from './subject-frames.ts';
import { closeFault, frameFault } from './subject-rules.ts';
import { Utf8Check } from './subject-utf8.ts';

export interface SubjectOptions {
  readonly stream: Duplex;
  readonly role: 'server' | 'client';
  /** Given if permessage-deflate was agreed on. */
  readonly deflate?: SubjectDeflate | undefined;
  readonly defects: Defects;
  /** Takes the messages; by default they are echoed. */
  readonly onMessage?: (payload: Buffer) => void;
}

interface Message {
  readonly opcode: number;
  readonly compressed: boolean;
  readonly parts: Buffer[];
  readonly utf8: Utf8Check;
}

const NOTHING = Buffer.alloc(0);
/** A peer that does not end the transport is left all the same. */
const PATIENCE = 5_000;
/** Octets per frame of the subject that fragments. */
const FRAGMENT = 100;

const isData = ({ opcode }: SubjectFrame): boolean => opcode <= BINARY;

export class SubjectConnection {
  readonly #options: SubjectOptions;
  #header: Buffer = NOTHING;
  #frame: SubjectFrame | undefined;
  /** Octets of the frame's payload that have come. */
  #taken = 0;
  #payload: Buffer[] = [];
  #message: Message | undefined;
  #pings = 0;
  /** What a subject that is late still has to say. */
  #late: FrameToWrite[] = [];
  /** Nothing is read any more. */
  #over = false;
  #leaving = false;

  constructor(options: SubjectOptions) {
    this.#options = options;
    const { stream } = options;
    stream.on('error', () => stream.destroy());
    stream.on('data', (chunk: Buffer) => this.receive(chunk));
    stream.on('end', () => {
      if (!this.#has('stays when the peer has left')) stream.end();
    });
  }

  receive(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.#over) {
      at += this.#frame === undefined ? this.#takeHeader(chunk, at) : this.#takePayload(this.#frame, chunk, at);
    }
    if (this.#has('expects headers in one piece')) this.#header = NOTHING;
    if (!this.#has('answers pings after the message under way') || this.#message === undefined) this.#sendLate();
  }

  #has(defect: Defect): boolean {
    return this.#options.defects.has(defect);
  }

  // ── Frames ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Both return how many octets they took. */
  #takeHeader(chunk: Buffer, at: number): number {
    const { defects } = this.#options;
    const piece = chunk.subarray(at, at + headerSize(this.#header, defects) - this.#header.length);
    this.#header = Buffer.concat([this.#header, piece]);
    if (this.#header.length === headerSize(this.#header, defects)) {
      const frame = readHeader(this.#header, defects);
      this.#header = NOTHING;
      this.#beginFrame(frame);
    }
    return piece.length;
  }

  #takePayload(frame: SubjectFrame, chunk: Buffer, at: number): number {
    const piece = chunk.subarray(at, at + frame.length - this.#taken);
    const place = this.#has('begins the masking key anew with each piece') ? 0 : this.#taken;
    const octets = frame.masked ? unmask(piece, frame.maskingKey, place) : Buffer.from(piece);
    this.#taken += piece.length;
    this.#payload.push(octets);
    if (isData(frame)) this.#checkText(octets, false);
    if (this.#taken === frame.length && !this.#over) this.#endFrame(frame);
    return piece.length;
  }

  #beginFrame(frame: SubjectFrame): void {
    const { role, deflate, defects } = this.#options;
    const situation = { role, deflates: deflate !== undefined, within: this.#message !== undefined };
    const fault = frameFault(frame, situation, defects);
    if (fault !== undefined) {
      this.#fail(fault);
      if (this.#over) return;
    }
    this.#frame = frame;
    this.#taken = 0;
    this.#payload = [];
    const { opcode } = frame;
    if (opcode === TEXT || opcode === BINARY || (opcode === CONTINUATION && this.#message === undefined)) {
      const compressed = (frame.rsv & 4) !== 0 && deflate !== undefined;
      this.#message = {
        opcode: opcode === BINARY ? BINARY : TEXT,
        compressed,
        parts: [],
        utf8: new Utf8Check(defects),
      };
    }
    if (frame.length === 0) this.#endFrame(frame);
  }

  #endFrame(frame: SubjectFrame): void {
    const payload = Buffer.concat(this.#payload);
    this.#frame = undefined;
    if (isData(frame)) this.#endDataFrame(frame, payload);
    else if (frame.opcode === PING) this.#answerPing(payload);
    else if (frame.opcode === PONG && this.#has('answers pongs')) this.#send({ opcode: PONG, payload });
    else if (frame.opcode === CLOSE) this.#answerClose(payload);
  }

  // ── Messages ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #endDataFrame({ fin, length }: SubjectFrame, payload: Buffer): void {
    const message = this.#message;
    if (message === undefined || (length === 0 && this.#has('overlooks empty frames'))) return;
    message.parts.push(payload);
    this.#checkText(payload, true);
    if (fin && !this.#over) this.#endMessage(message);
  }

  #endMessage({ opcode, compressed, parts, utf8 }: Message): void {
    const { deflate, onMessage, defects } = this.#options;
    this.#message = undefined;
    const second = parts.length > 1 && this.#has('loses the second frame of a message') ? 1 : -1;
    const octets = Buffer.concat(parts.filter((_, index) => index !== second));
    const pieces = this.#has('inflates frames by themselves') ? parts : [octets];
    const payload = compressed && deflate !== undefined ? deflate.expandAll(pieces) : octets;
    if (!compressed && this.#has('takes plain messages into the window')) deflate?.remember(octets);
    if (payload === 'broken' || payload === 'too large') {
      this.#fail(payload === 'broken' ? 1007 : 1009);
      return;
    }
    const atTheEnd = compressed || this.#has('checks UTF-8 at the end of a message');
    const check = atTheEnd ? new Utf8Check(defects) : utf8;
    const isText = (!atTheEnd || check.push(payload)) && check.complete;
    if (opcode === TEXT && !isText) this.#fail(1007);
    else if (onMessage === undefined) this.#echo(opcode, payload);
    else onMessage(payload);
  }

  /** Fails as soon as what came of a text message is not UTF-8. */
  #checkText(octets: Buffer, isFrame: boolean): void {
    const message = this.#message;
    if (message === undefined || message.opcode !== TEXT || message.compressed) return;
    if (this.#has('checks UTF-8 at the end of a message')) return;
    const late = this.#has('checks UTF-8 at the end of a frame');
    if (late === isFrame && !message.utf8.push(octets)) this.#fail(1007);
    if (isFrame && this.#has('checks UTF-8 of each frame by itself')) {
      if (!message.utf8.complete) this.#fail(1007);
    }
  }

  #echo(opcode: number, payload: Buffer): void {
    const { deflate } = this.#options;
    const plain = this.#has('compresses nothing') || this.#has('marks messages that are not compressed');
    const compresses = deflate !== undefined && !plain;
    const octets = compresses ? deflate.compress(payload) : payload;
    const marks = compresses && !this.#has('does not mark compressed messages');
    const rsv = marks || (deflate !== undefined && this.#has('marks messages that are not compressed')) ? 4 : 0;
    const size = this.#has('fragments what it sends') || this.#has('marks every frame') ? FRAGMENT : octets.length;
    const kind = this.#has('echoes text as binary') ? BINARY : opcode;
    let at = 0;
    do {
      const fin = at + size >= octets.length;
      const first = at === 0;
      this.#send({
        opcode: first ? kind : CONTINUATION,
        payload: octets.subarray(at, at + size),
        fin,
        rsv: first || this.#has('marks every frame') ? rsv : 0,
      });
      at += size;
    } while (at < octets.length);
    if (this.#has('answers pings after the message under way')) this.#sendLate();
  }

  // ── Control frames ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #answerPing(payload: Buffer): void {
    const { deflate } = this.#options;
    this.#pings += 1;
    if (this.#has('forgets the message under way at a ping')) this.#message = undefined;
    if (this.#has('answers no pings')) return;
    if (this.#has('answers every other ping') && this.#pings % 2 === 0) return;
    const octets = this.#has('answers pings without their payload') ? NOTHING : payload;
    const compresses = deflate !== undefined && this.#has('compresses pongs');
    const pong = { opcode: PONG, payload: compresses ? deflate.compress(octets) : octets, rsv: compresses ? 4 : 0 };
    const late = this.#has('answers pings after the message under way') && this.#message !== undefined;
    if (late || this.#has('answers pings after what came with them')) this.#late.push(pong);
    else this.#send(pong);
  }

  #answerClose(payload: Buffer): void {
    const { defects } = this.#options;
    if (this.#has('overlooks close frames')) return;
    const isText = (octets: Buffer) => {
      const utf8 = new Utf8Check(defects);
      return utf8.push(octets) && utf8.complete;
    };
    const fault = closeFault(payload, isText, defects);
    if (fault !== undefined) {
      this.#fail(fault);
      return;
    }
    const code = this.#has('answers close frames without a code') ? NOTHING : payload.subarray(0, 2);
    const answer = { opcode: CLOSE, payload: this.#has('answers close frames with 1001') ? codeOf(1001) : code };
    if (this.#has('answers close frames after what came with them')) {
      this.#late.push(answer);
      return;
    }
    if (!this.#has('answers no close frames')) this.#send(answer);
    if (this.#has('answers close frames twice')) this.#send(answer);
    if (this.#has('sends a message after its close frame')) this.#echo(TEXT, Buffer.from('late'));
    if (this.#has('reads on after a close frame')) setImmediate(() => this.#leave());
    else this.#leave();
  }

  #fail(code: number): void {
    if (this.#over) return;
    if (!this.#has('drops the connection at a fault')) {
      this.#send({ opcode: CLOSE, payload: codeOf(this.#has('calls every fault 1011') ? 1011 : code) });
    }
    if (!this.#has('goes on after a fault')) this.#leave();
  }

  #sendLate(): void {
    for (const frame of this.#late.splice(0)) {
      this.#send(frame);
      if (frame.opcode === CLOSE) this.#leave();
    }
  }

  /** A server ends the transport, a client waits for it (RFC 6455 §7.1.1). */
  #leave(): void {
    const { role, stream } = this.#options;
    this.#over = true;
    const drops = this.#has('drops the connection at a fault') || this.#has('answers no close frames');
    if (drops || (role === 'server' && !this.#has('does not end the transport'))) stream.end();
    if (this.#leaving) return;
    this.#leaving = true;
    const timer = setTimeout(() => stream.destroy(), PATIENCE);
    stream.on('close', () => clearTimeout(timer));
  }

  #send(frame: FrameToWrite): void {
    const { stream, role, defects } = this.#options;
    const masks = (role === 'client') !== this.#has('masks the wrong way round');
    if (stream.writable) stream.write(writeFrame(frame, masks, defects));
  }
}

function codeOf(code: number): Buffer {
  return Buffer.from([code >> 8, code & 0xff]);
}
