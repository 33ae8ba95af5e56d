/**
 * One direction of the wire between two endpoints: all bytes that were ever written to it, of which some have arrived and the
 * others are in flight. Whoever holds it decides what happens to these: they arrive piece by piece, are cut, or are altered.
 */
export interface Delivery {
  readonly from: number;
  readonly to: number;
}

/** How much is to arrive: up to the end of the piece that comes next, one byte, or everything. */
export type Amount = 'piece' | 'byte' | 'all';

/** Bytes in flight past which a sender is told to wait. */
export const defaultWindow = 64 * 1024;

export class Line {
  /** Everything written so far, as it stands on the wire. */
  bytes: Uint8Array = new Uint8Array(0);
  /** How many of them have arrived. */
  arrived = 0;
  /** The sender has ended its side (TCP FIN), behind all bytes. */
  ended = false;
  endArrived = false;
  window = defaultWindow;
  /** In the order in which they were made. */
  readonly deliveries: Delivery[] = [];
  /** Offsets of the bytes that were altered in flight, and what they were at first. */
  readonly edits = new Map<number, number>();
  readonly #borders = new Set<number>();

  get inFlight(): number {
    return this.bytes.length - this.arrived;
  }

  /** A sender should wait. */
  get full(): boolean {
    return this.inFlight >= this.window;
  }

  /** Something can arrive. */
  get busy(): boolean {
    return this.inFlight > 0 || (this.ended && !this.endArrived);
  }

  /** Where pieces end, among the bytes in flight. */
  get borders(): readonly number[] {
    return [...this.#borders].filter((border) => border > this.arrived).sort((one, other) => one - other);
  }

  /** One write is one piece, until it is cut. */
  write(chunks: readonly Uint8Array[]): void {
    if (this.ended) return;
    const all = [this.bytes, ...chunks];
    const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of all) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.bytes = joined;
    this.#borders.add(joined.length);
  }

  end(): void {
    this.ended = true;
  }

  /** A piece ends before the byte at this offset. @throws {RangeError} if it is not between two bytes in flight */
  cut(at: number): void {
    if (at <= this.arrived || at >= this.bytes.length) throw new RangeError(`no two bytes in flight meet at ${at}`);
    this.#borders.add(at);
  }

  /** @throws {RangeError} if the byte is not in flight */
  edit(at: number, value: number): void {
    const before = this.bytes[at];
    if (before === undefined || at < this.arrived) throw new RangeError(`the byte at ${at} is not in flight`);
    const first = this.edits.get(at) ?? before;
    if (first === value) this.edits.delete(at);
    else this.edits.set(at, first);
    this.bytes[at] = value;
  }

  /** The bytes that arrive now, for whoever receives them to keep. */
  take(amount: Amount): Uint8Array {
    const from = this.arrived;
    const [piece = this.bytes.length] = this.borders;
    const ends = { piece, byte: Math.min(from + 1, this.bytes.length), all: this.bytes.length };
    this.arrived = ends[amount];
    if (this.arrived > from) this.deliveries.push({ from, to: this.arrived });
    return this.bytes.slice(from, this.arrived);
  }

  /** What is in flight never arrives. */
  drop(): void {
    this.bytes = this.bytes.slice(0, this.arrived);
    for (const at of this.edits.keys()) if (at >= this.arrived) this.edits.delete(at);
  }
}
