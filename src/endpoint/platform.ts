/** What an endpoint needs of the place it runs in. The portable one uses nothing but the web's own APIs. */
import type { Digest } from '../codec/accept-key.ts';
import { decodeUtf8, encodeUtf8Into, utf8Length } from '../codec/utf8.ts';
import { copyOf } from '../codec/word-view.ts';
import type { DeflateEngine } from './deflate-engine.ts';
import { Slab } from './output.ts';

export interface Platform {
  /** A clock that never goes back, in milliseconds. */
  now(): number;
  /** Decodes bytes that are known to be valid UTF-8. */
  decodeText(bytes: Uint8Array, start: number, end: number): string;
  /** Bytes that the text has as UTF-8. */
  textLength(text: string): number;
  /** Writes the text, which has `length` bytes as UTF-8, into memory that `allocate` made. */
  encodeText(text: string, target: Uint8Array, at: number, length: number): void;
  /** The text of these bytes, if they are whole, valid UTF-8 and that is soon told; else undefined: look for yourself. */
  readText(bytes: Uint8Array, start: number, end: number): string | undefined;
  /** Whether these bytes are valid UTF-8, and whole, where the platform is fast to tell. */
  isText?(bytes: Uint8Array, start: number, end: number): boolean;
  /** A plain array with these bytes, for an application to keep. Small ones may share memory. */
  copy(bytes: Uint8Array, start: number, end: number): Uint8Array;
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
  encodeText: (text, target, at) => void encodeUtf8Into(text, target, at),
  readText: () => undefined,
  copy: copyOf,
  allocate: (size) => new Uint8Array(size),
  slab: new Slab(),
};
