/** The platform of endpoints in Node: Buffer's memory and decoders. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { decodeUtf8 } from '../codec/utf8.ts';
import { pieceOf } from '../codec/word-view.ts';
import { Slab } from '../endpoint/output.ts';
import type { Platform } from '../endpoint/platform.ts';
import { nodeZlib } from './zlib.ts';

/** Up to this many bytes, characters one by one take less time than the way into native code. Measured. */
const FEW = 24;

export const nodePlatform: Platform = {
  now: () => performance.now(),
  // Characters one by one for a few bytes; a Buffer's own decoder beyond, as it needs no view of just them.
  decodeText: (bytes, start, end) => {
    if (end - start <= FEW || !Buffer.isBuffer(bytes)) return decodeUtf8(bytes, start, end);
    return bytes.toString('utf8', start, end);
  },
  textLength: (text) => Buffer.byteLength(text),
  // What `allocate` makes is a Buffer.
  encodeText: (text, target, at) => (target as Buffer).write(text, at),
  // The native check costs as much as looking at 64 bytes; from there on it is many times faster.
  isText: (bytes, start, end) => (end - start < 64 ? undefined : isUtf8(pieceOf(bytes, start, end))),
  // Uninitialised memory is safe here: everything allocated is written over before it is handed on.
  allocate: (size) => Buffer.allocUnsafeSlow(size),
  slab: new Slab(),
  // A third of the time of ours, which is 6 µs.
  digest: (text) => createHash('sha1').update(text, 'latin1').digest('base64'),
  deflate: nodeZlib,
};
