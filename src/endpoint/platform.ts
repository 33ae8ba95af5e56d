/** What an endpoint needs of the place it runs in. The portable one uses nothing but the web's own APIs. */
import type { Digest } from '../codec/accept-key.ts';
import { decodeUtf8, encodeUtf8Into, utf8Length } from '../codec/utf8.ts';
import type { DeflateEngine } from './deflate-engine.ts';
import { Slab } from './output.ts';

export interface Platform {
  /** A clock that never goes back, in milliseconds. */
  now(): number;
  /** Decodes bytes that are known to be valid UTF-8. */
  decodeText(bytes: Uint8Array, start: number, end: number): string;
  /** Bytes that the text has as UTF-8. */
  textLength(text: string): number;
  /** Writes the text as UTF-8 into memory that `allocate` made, and returns how many bytes it took. */
  encodeText(text: string, target: Uint8Array, at: number): number;
  /** Whether these bytes are whole, valid UTF-8; undefined where the endpoint had better look for itself. */
  isText(bytes: Uint8Array, start: number, end: number): boolean | undefined;
  /** Memory for `size` bytes; its content does not matter. */
  allocate(size: number): Uint8Array;
  /** What small frames are written to. */
  readonly slab: Slab;
  /** SHA-1 for the opening handshake, where there is a faster one than ours. */
  readonly digest?: Digest;
  /** DEFLATE, where there is one. Without it no compression is offered or agreed on. */
  deflate?(): DeflateEngine;
}

export const portable: Platform = {
  now: () => performance.now(),
  decodeText: decodeUtf8,
  textLength: utf8Length,
  encodeText: encodeUtf8Into,
  isText: () => undefined,
  allocate: (size) => new Uint8Array(size),
  slab: new Slab(),
};
