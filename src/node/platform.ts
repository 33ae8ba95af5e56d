/** The platform of endpoints in Node: Buffer's memory and decoders. */
import { decodeUtf8 } from '../codec/utf8.ts';
import { Slab } from '../endpoint/output.ts';
import type { Platform } from '../endpoint/platform.ts';

export const nodePlatform: Platform = {
  now: () => performance.now(),
  decodeText: decodeUtf8,
  // Uninitialised memory is safe here: everything allocated is written over before it is handed on.
  allocate: (size) => Buffer.allocUnsafeSlow(size),
  slab: new Slab(),
};
