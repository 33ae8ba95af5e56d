/**
 * DEFLATE by a stream that goes on from message to message and is driven synchronously: for a message of 1 KiB 10 µs instead
 * of the 80 µs of zlib-public.ts, and 6 instead of 19 to inflate it; Node's own way, through its thread pool, takes longer
 * still. Node can do it (its synchronous functions are made of it) but documents no function for it, so this is used only
 * where a trial shows that it works.
 */
import zlib from 'node:zlib';
import type { DeflateEngine, Deflater, DeflateSettings, Inflater, InflateStep } from '../endpoint/deflate-engine.ts';
import { deflateApart } from './zlib-apart.ts';

const { Z_SYNC_FLUSH } = zlib.constants;

/** Output of all streams, one call after the other. */
const output = Buffer.allocUnsafeSlow(64 * 1024);
/** What a sender has left out at the end of a message (RFC 7692 §7.2.2). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** After the tail, a block that ends the data, and a byte that is left over if the data did end there. */
const checkedTail = Buffer.from([0x00, 0x00, 0xff, 0xff, 0x01, 0x00, 0x00, 0xff, 0xff, 0x00]);
const none = Buffer.alloc(0);

/** What is not documented. */
interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputLength: number,
    output: Uint8Array,
    outputAt: number,
    outputLength: number,
  ): void;
  reset(): void;
  onerror: (message: string, errno: number, code: string) => void;
}
interface Undocumented {
  readonly _handle: Handle;
  /** After each write: room left in the output, input not used. */
  readonly _writeState: Uint32Array;
}

class Stream {
  failed = false;
  /** After a write: room left in the output, and input not used. */
  readonly state: Uint32Array;
  readonly handle: Handle;
  readonly #owner: zlib.DeflateRaw | zlib.InflateRaw;

  constructor(owner: zlib.DeflateRaw | zlib.InflateRaw) {
    const { _handle, _writeState } = owner as unknown as Undocumented;
    this.#owner = owner;
    this.handle = _handle;
    this.state = _writeState;
    // A handle that writes later, or not at all, is not to be taken for one that has made nothing.
    this.state.fill(0xffff_ffff);
    this.handle.onerror = () => {
      this.failed = true;
    };
  }

  close(): void {
    this.#owner.close();
  }
}

/** As little as a stream may have for output that it will never be asked for. */
const chunkSize = zlib.constants.Z_MIN_CHUNK;

class NativeDeflater implements Deflater {
  readonly #stream: Stream;

  constructor(settings: DeflateSettings) {
    this.#stream = new Stream(zlib.createDeflateRaw({ ...settings, chunkSize }));
  }

  deflate(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const { handle, state } = this.#stream;
    const full: Buffer[] = [];
    let at = start;
    for (;;) {
      handle.writeSync(Z_SYNC_FLUSH, bytes, at, end - at, output, 0, output.length);
      const [room = 0, unused = 0] = state;
      at = end - unused;
      const made = output.subarray(0, output.length - room);
      if (room > 0) return full.length === 0 ? made : Buffer.concat([...full, made]);
      // Data that cannot be compressed grows by a thousandth at most.
      if (full.length * output.length > 2 * (end - start)) throw new Error('zlib makes more and more of nothing');
      full.push(Buffer.from(made));
    }
  }

  reset(): void {
    this.#stream.handle.reset();
  }

  close(): void {
    this.#stream.close();
  }
}

class NativeInflater implements Inflater {
  readonly output = output;
  readonly #stream: Stream;
  readonly #tail: Buffer;
  #input: Uint8Array = none;
  #at = 0;
  #end = 0;
  /** The tail is still to come, or being read. */
  #tailDue = false;
  #inTail = false;
  /** The output was full: there may be more of it, whether input is left or not. */
  #full = false;

  constructor(windowBits: number, checkEnd: boolean) {
    // A peer that is held to 256 bytes may have been given 512 by its zlib, see `createDeflater`.
    this.#stream = new Stream(zlib.createInflateRaw({ windowBits: Math.max(9, windowBits), chunkSize }));
    this.#tail = checkEnd ? checkedTail : tail;
  }

  push(bytes: Uint8Array, start: number, end: number, last: boolean): void {
    this.#input = bytes;
    this.#at = start;
    this.#end = end;
    this.#tailDue = last;
    this.#inTail = false;
  }

  next(): InflateStep {
    let made = 0;
    let idle = false;
    while (this.#more()) {
      const before = this.#end - this.#at;
      const { handle, state } = this.#stream;
      handle.writeSync(Z_SYNC_FLUSH, this.#input, this.#at, before, output, made, output.length - made);
      if (this.#stream.failed) return 'bad-data';
      const [room = 0, unused = 0] = state;
      made = output.length - room;
      this.#at = this.#end - unused;
      this.#full = room === 0;
      if (this.#full) return made;
      if (this.#inTail) return this.#endsWell(unused) ? made : 'bad-data';
      // A block has ended the stream (RFC 7692 §7.2.3.4): what follows is another one, without the history of this one.
      if (unused === 0) continue;
      if (idle && unused >= before) return 'bad-data';
      idle = unused >= before;
      handle.reset();
    }
    return made;
  }

  #more(): boolean {
    if (this.#full || this.#at < this.#end) return true;
    if (!this.#tailDue) return false;
    this.#tailDue = false;
    this.#inTail = true;
    this.#input = this.#tail;
    this.#at = 0;
    this.#end = this.#tail.length;
    return true;
  }

  /** The message is over. @param unused what was not used of the tail */
  #endsWell(unused: number): boolean {
    this.#input = none;
    this.#at = 0;
    this.#end = 0;
    if (unused === this.#tail.length) {
      // The stream had ended right before it.
      this.reset();
      return true;
    }
    return unused === (this.#tail === checkedTail ? 1 : 0);
  }

  reset(): void {
    this.#stream.handle.reset();
  }

  close(): void {
    this.#stream.close();
  }
}

export const nativeZlib: DeflateEngine = {
  // A window of 256 bytes becomes one of 512 in zlib, whose matches reach back no further than 250 bytes (its window less the
  // 262 bytes that it looks ahead): what it makes fits into 256.
  createDeflater: (settings) => new NativeDeflater(settings),
  createInflater: (windowBits, checkEnd) => new NativeInflater(windowBits, checkEnd),
  deflateApart,
};

/** Whether it works here: a message goes there and back, twice, so that the second one leans on the first. */
export function nativeZlibWorks(): boolean {
  try {
    const deflater = nativeZlib.createDeflater({ windowBits: 15, level: 6, memLevel: 8 });
    const inflater = nativeZlib.createInflater(15, false);
    const message = Buffer.from('a message, a message, a message');
    const works = [1, 2].every(() => {
      const compressed = Buffer.from(deflater.deflate(message, 0, message.length));
      inflater.push(compressed, 0, compressed.length - tail.length, true, message.length);
      const made = inflater.next();
      return made === message.length && message.equals(inflater.output.subarray(0, made));
    });
    deflater.close();
    inflater.close();
    return works;
  } catch {
    return false;
  }
}
