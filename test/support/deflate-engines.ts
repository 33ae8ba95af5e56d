/** Both ways to zlib, and an engine that counts what is made of it. */
import type { DeflateEngine, Deflater, DeflateSettings, Inflater } from '../../src/endpoint/deflate-engine.ts';
import { nativeZlib } from '../../src/node/zlib-native.ts';
import { publicZlib } from '../../src/node/zlib-public.ts';

export const engines: readonly (readonly [name: string, engine: DeflateEngine])[] = [
  ['nativeZlib', nativeZlib],
  ['publicZlib', publicZlib],
];

export const usual: DeflateSettings = { windowBits: 15, level: 6, memLevel: 8 };

/** What a sender leaves out at the end of a message. */
export const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** A message as it goes over the wire: compressed, without the tail. */
export function compressed(deflater: Deflater, bytes: Uint8Array): Uint8Array {
  const made = deflater.deflate(bytes, 0, bytes.length);
  // A Buffer's `slice` would share the memory, which is overwritten by the next call.
  return new Uint8Array(made.subarray(0, made.length - TAIL.length));
}

/** What one message inflates to, given in `pieces`; or what is wrong with it. */
export function inflated(
  inflater: Inflater,
  pieces: readonly Uint8Array[],
  room = Number.POSITIVE_INFINITY,
): Buffer | 'bad-data' | 'too-large' {
  const parts: Buffer[] = [];
  let length = 0;
  for (const [index, piece] of pieces.entries()) {
    inflater.push(piece, 0, piece.length, index === pieces.length - 1, room - length);
    for (;;) {
      const made = inflater.next();
      if (typeof made === 'string') return made;
      length += made;
      if (length > room) return 'too-large';
      parts.push(Buffer.from(inflater.output.subarray(0, made)));
      if (made < inflater.output.length) break;
    }
  }
  return Buffer.concat(parts);
}

export interface Counts {
  /** Streams made so far, and how many of them were closed. */
  deflaters: number;
  inflaters: number;
  closed: number;
  /** Messages compressed in the background. */
  apart: number;
}

/** An engine that counts its streams. */
export function counting(engine: DeflateEngine): { engine: DeflateEngine; counts: Counts } {
  const counts: Counts = { deflaters: 0, inflaters: 0, closed: 0, apart: 0 };
  const counted = <T extends Deflater | Inflater>(stream: T): T => {
    const close = stream.close.bind(stream);
    let open = true;
    stream.close = () => {
      if (!open) throw new Error('a stream is closed twice');
      open = false;
      counts.closed++;
      close();
    };
    return stream;
  };
  return {
    counts,
    engine: {
      createDeflater: (settings) => {
        counts.deflaters++;
        return counted(engine.createDeflater(settings));
      },
      createInflater: (windowBits, checkEnd) => {
        counts.inflaters++;
        return counted(engine.createInflater(windowBits, checkEnd));
      },
      deflateApart: (bytes, settings) => {
        counts.apart++;
        return engine.deflateApart(bytes, settings);
      },
    },
  };
}

/** `as sent`, or what came instead. */
export function against(result: Uint8Array | string, message: Uint8Array): string {
  if (typeof result === 'string') return result;
  return Buffer.from(result).equals(message) ? 'as sent' : `${result.length} other bytes instead of ${message.length}`;
}
