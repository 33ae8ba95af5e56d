/**
 * Puts the pieces of a message, or of a frame, together: in memory that grows, so that one sent a byte at a time costs little
 * more than its bytes, and that is soon as large as the frame has said it is, so that a large one is copied only once.
 */
import type { Platform } from './platform.ts';

const SMALLEST = 1024;
/** A frame gets its memory at once when this part of it has come: whoever announces much has to send some of it, too. */
const SEEN_PART = 1 / 64;
/** An application that keeps a message keeps its memory: at least this part of it is the message. */
const SMALLEST_PART = 3 / 4;

const nothing = new Uint8Array(0);

export class Gatherer {
  #bytes: Uint8Array = nothing;
  #length = 0;
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /**
   * Adds a copy of these bytes.
   * @param frameLength bytes that the frame they belong to has said it has
   */
  add(bytes: Uint8Array, start: number, end: number, frameLength: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length, frameLength);
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length = length;
  }

  /** Everything added since the last time. */
  take(): Uint8Array {
    const bytes = this.#bytes;
    const length = this.#length;
    if (length <= SMALLEST) {
      // The next message is gathered in the same memory: making it anew for each would be most of its cost.
      this.#length = 0;
      return this.#platform.copy(bytes, 0, length);
    }
    this.clear();
    const whole = length < bytes.length * SMALLEST_PART ? this.#copy(bytes, length, length) : bytes;
    // An application gets the same kind of bytes however they came, never a platform's own.
    return new Uint8Array(whole.buffer, whole.byteOffset, length);
  }

  clear(): void {
    if (this.#bytes.length > SMALLEST) this.#bytes = nothing;
    this.#length = 0;
  }

  #grow(length: number, frameLength: number): void {
    const announced = this.#length + frameLength;
    const capacity = Math.max(length, length < announced * SEEN_PART ? 0 : announced, this.#length * 2, SMALLEST);
    this.#bytes = this.#copy(this.#bytes, this.#length, capacity);
  }

  #copy(bytes: Uint8Array, length: number, capacity: number): Uint8Array {
    const copy = this.#platform.allocate(capacity);
    copy.set(bytes.subarray(0, length));
    return copy;
  }
}
