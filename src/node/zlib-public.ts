/**
 * DEFLATE by nothing but zlib's documented functions. They know single messages only, so a history that lasts from message to
 * message is handed in as a dictionary: right, but several times slower than a stream that goes on (see zlib-native.ts).
 */
import { constants } from 'node:buffer';
import zlib from 'node:zlib';
import type { DeflateEngine, Deflater, DeflateSettings, Inflater, InflateStep } from '../endpoint/deflate-engine.ts';
import { deflateApart } from './zlib-apart.ts';

const { Z_SYNC_FLUSH } = zlib.constants;
const none = Buffer.alloc(0);
/** Longer than what is in it: whoever asks on is told that it is all. */
const nothingMade = Buffer.alloc(1);
/** What a sender has left out at the end of a message (RFC 7692 §7.2.2). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** After the tail, a block that ends the data: without it, data that ends in the middle of a block would pass. */
const checkedTail = Buffer.from([0x00, 0x00, 0xff, 0xff, 0x01, 0x00, 0x00, 0xff, 0xff]);

/** The last bytes of all that went through, as far back as a window reaches. */
class History {
  bytes: Buffer = none;
  readonly #size: number;

  constructor(windowBits: number) {
    this.#size = 2 ** windowBits;
  }

  add(bytes: Uint8Array): void {
    const both = bytes.length >= this.#size ? Buffer.from(bytes) : Buffer.concat([this.bytes, bytes]);
    this.bytes = Buffer.from(both.subarray(Math.max(0, both.length - this.#size)));
  }

  get dictionary(): { dictionary: Buffer } | undefined {
    return this.bytes.length === 0 ? undefined : { dictionary: this.bytes };
  }
}

class PublicDeflater implements Deflater {
  readonly #settings: DeflateSettings;
  #history: History;

  constructor(settings: DeflateSettings) {
    this.#settings = settings;
    this.#history = new History(settings.windowBits);
  }

  deflate(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const input = bytes.subarray(start, end);
    const options = { ...this.#settings, ...this.#history.dictionary, finishFlush: Z_SYNC_FLUSH };
    const output = zlib.deflateRawSync(input, options);
    this.#history.add(input);
    return output;
  }

  reset(): void {
    this.#history = new History(this.#settings.windowBits);
  }

  close(): void {}
}

/** Inflates a message when it is there as a whole. */
class PublicInflater implements Inflater {
  output: Uint8Array = nothingMade;
  readonly #windowBits: number;
  readonly #checkEnd: boolean;
  #parts: Buffer[] = [];
  #history: History;
  #room = 0;
  #due = false;

  constructor(windowBits: number, checkEnd: boolean) {
    this.#windowBits = Math.max(9, windowBits);
    this.#checkEnd = checkEnd;
    this.#history = new History(this.#windowBits);
  }

  push(bytes: Uint8Array, start: number, end: number, last: boolean, room: number): void {
    this.#parts.push(Buffer.from(bytes.subarray(start, end)));
    this.#room = room;
    this.#due = last;
  }

  next(): InflateStep {
    if (!this.#due) return 0;
    this.#due = false;
    const input = Buffer.concat([...this.#parts, this.#checkEnd ? checkedTail : tail]);
    this.#parts = [];
    try {
      const made = this.#inflate(input);
      if (!this.#checkEnd) this.#history.add(made);
      this.output = Buffer.concat([made, nothingMade]);
      return made.length;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'bad-data';
    }
  }

  /** @throws what zlib throws; RangeError if the data ends too early */
  #inflate(input: Buffer): Buffer {
    const parts: Buffer[] = [];
    let length = 0;
    const { length: tailLength } = this.#checkEnd ? checkedTail : tail;
    // A block may end its stream (RFC 7692 §7.2.3.4): what follows is another one.
    for (let rest = input.length; rest > 0; ) {
      const options = {
        windowBits: this.#windowBits,
        // Data that ends in the middle of a block is an error only to who expects it to end.
        finishFlush: this.#checkEnd ? zlib.constants.Z_FINISH : Z_SYNC_FLUSH,
        // zlib takes no Infinity here.
        maxOutputLength: Math.min(constants.MAX_LENGTH, Math.max(1, this.#room - length)),
        info: true,
        ...(rest === input.length ? this.#history.dictionary : undefined),
      };
      const made = zlib.inflateRawSync(input.subarray(-rest), options) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      parts.push(made.buffer);
      length += made.buffer.length;
      rest -= made.engine.bytesWritten;
      // It ended right before the tail, which then belongs to nothing.
      if (rest === tailLength) break;
      if (made.engine.bytesWritten === 0) throw new RangeError('no progress');
      if (rest > 0 && rest < tailLength) throw new RangeError('the message ends in the middle of its last block');
    }
    if (length > this.#room) throw Object.assign(new RangeError('too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
    return Buffer.concat(parts);
  }

  reset(): void {
    this.output = nothingMade;
    this.#parts = [];
    this.#history = new History(this.#windowBits);
  }

  close(): void {
    this.reset();
  }
}

export const publicZlib: DeflateEngine = {
  createDeflater: (settings) => new PublicDeflater(settings),
  createInflater: (windowBits, checkEnd) => new PublicInflater(windowBits, checkEnd),
  deflateApart,
};
