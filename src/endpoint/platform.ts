/** What an endpoint needs of the place it runs in. The portable one uses nothing but the web's own APIs. */
import { decodeUtf8 } from '../codec/utf8.ts';
import { Slab } from './output.ts';

export interface Platform {
  /** A clock that never goes back, in milliseconds. */
  now(): number;
  /** Decodes bytes that are known to be valid UTF-8. */
  decodeText(bytes: Uint8Array, start: number, end: number): string;
  /** Memory for `size` bytes; its content does not matter. */
  allocate(size: number): Uint8Array;
  /** What small frames are written to. */
  readonly slab: Slab;
}

export const portable: Platform = {
  now: () => performance.now(),
  decodeText: decodeUtf8,
  allocate: (size) => new Uint8Array(size),
  slab: new Slab(),
};
