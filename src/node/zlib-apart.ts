/** Compresses large messages on Node's thread pool, a few at a time of all connections of the process. */
import zlib from 'node:zlib';
import type { DeflateSettings } from '../endpoint/deflate-engine.ts';

/** The pool has four threads, which also look up names and read files: one stays free for them. */
const AT_ONCE = 3;

const waiting: (() => void)[] = [];
let running = 0;

/** @returns the compressed bytes, which end with 00 00 FF FF */
export function deflateApart(bytes: Uint8Array, settings: DeflateSettings): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null, compressed: Uint8Array) => {
      running--;
      waiting.shift()?.();
      if (error === null) resolve(compressed);
      else reject(error);
    };
    const start = () => {
      running++;
      try {
        zlib.deflateRaw(bytes, { ...settings, finishFlush: zlib.constants.Z_SYNC_FLUSH }, finish);
      } catch (error) {
        // zlib throws nothing but errors.
        finish(error as Error, bytes);
      }
    };
    if (running < AT_ONCE) start();
    else waiting.push(start);
  });
}
