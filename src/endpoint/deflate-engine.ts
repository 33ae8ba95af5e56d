/** DEFLATE itself (RFC 1951), as a platform provides it: zlib on Node. */

export interface DeflateSettings {
  /** Size of the LZ77 window as a power of two, 8 to 15. */
  readonly windowBits: number;
  /** 1 (fast) to 9 (small). */
  readonly level: number;
  /** 1 (little memory) to 9 (fast). */
  readonly memLevel: number;
}

export interface Deflater {
  /** Compresses, and flushes to a byte boundary: what comes out ends with 00 00 FF FF. Overwritten by the next call of anybody's. */
  deflate(bytes: Uint8Array, start: number, end: number): Uint8Array;
  /** Forgets its history. */
  reset(): void;
  close(): void;
}

export type InflateStep = number | 'bad-data' | 'too-large';

export interface Inflater {
  /** Where output appears, from 0 on. Overwritten by the next call of anybody's. */
  readonly output: Uint8Array;
  /**
   * Takes input. `next` is to be called until it gives less than `output` holds.
   * @param last the message ends here
   * @param room bytes that are of use; an inflater that has to make all at once makes no more
   */
  push(bytes: Uint8Array, start: number, end: number, last: boolean, room: number): void;
  /** Inflates until the input is used up or `output` is full. */
  next(): InflateStep;
  reset(): void;
  close(): void;
}

export interface DeflateEngine {
  createDeflater(settings: DeflateSettings): Deflater;
  /** @param checkEnd no history is kept from message to message: that one ends in the middle of a block can be found out */
  createInflater(windowBits: number, checkEnd: boolean): Inflater;
  /** Compresses in the background, a few at a time; what comes out ends with 00 00 FF FF. */
  deflateApart(bytes: Uint8Array, settings: DeflateSettings): Promise<Uint8Array>;
}
