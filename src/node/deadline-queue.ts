/**
 * One timer for all connections: a heap of the times at which they want to be woken. A deadline that moves to a later time,
 * as the idle timer does with each chunk, stays where it is and is put back when it comes up.
 */

export interface Sleeper {
  /** Call when the deadline has come. */
  wake(): void;
}

interface Entry {
  readonly at: number;
  /** Undefined once it was forgotten. */
  alarm: Alarm | undefined;
}

/** The times that one sleeper has in the queue. */
export class Alarm {
  #wanted = Number.POSITIVE_INFINITY;
  #entry: Entry | undefined;
  readonly #sleeper: Sleeper;
  readonly #queue: DeadlineQueue;

  constructor(sleeper: Sleeper, queue: DeadlineQueue = deadlines) {
    this.#sleeper = sleeper;
    this.#queue = queue;
  }

  /** @param at milliseconds on the clock of `performance.now()`; Infinity: never */
  set(at: number): void {
    this.#wanted = at;
    if (at === Number.POSITIVE_INFINITY) this.#forget();
    else if (this.#entry === undefined || at < this.#entry.at) this.#push(at);
  }

  /** The queue has come to this alarm's time. */
  ring(now: number): void {
    this.#entry = undefined;
    if (this.#wanted > now) {
      if (this.#wanted !== Number.POSITIVE_INFINITY) this.#push(this.#wanted);
      return;
    }
    this.#wanted = Number.POSITIVE_INFINITY;
    this.#sleeper.wake();
  }

  #push(at: number): void {
    this.#forget();
    this.#entry = { at, alarm: this };
    this.#queue.push(this.#entry);
  }

  /** The heap keeps the empty entry for a while; it keeps no connection alive. */
  #forget(): void {
    if (this.#entry === undefined) return;
    this.#entry.alarm = undefined;
    this.#entry = undefined;
    this.#queue.emptied();
  }
}

/** Fewer entries than this are not worth clearing up. */
const FEW = 64;

export class DeadlineQueue {
  #heap: Entry[] = [];
  /** Entries that were forgotten, and are still in the heap. */
  #empty = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= entry.at) break;
      this.#swap(index, parent);
      index = parent;
    }
    this.#arm();
  }

  /** Entries, forgotten ones included. */
  get size(): number {
    return this.#heap.length;
  }

  /** An entry was forgotten. When half of them were, those are thrown out; that costs each of them one look. */
  emptied(): void {
    this.#empty += 1;
    if (this.#heap.length < FEW || this.#empty * 2 < this.#heap.length) return;
    this.#heap = this.#heap.filter(({ alarm }) => alarm !== undefined);
    // What is sorted is a heap.
    this.#heap.sort((one, other) => one.at - other.at);
    this.#empty = 0;
  }

  #fire(): void {
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    const due: Entry[] = [];
    while (this.#heap.length > 0 && this.#at(0) <= now) due.push(this.#pop());
    this.#wake(due);
    this.#arm();
  }

  /** Wakes all, though one of them may throw. */
  #wake(due: readonly Entry[], from = 0): void {
    let index = from;
    try {
      for (; index < due.length; index++) due[index]?.alarm?.ring(performance.now());
    } finally {
      if (index < due.length) {
        this.#wake(due, index + 1);
        this.#arm();
      }
    }
  }

  /** One timer, for the earliest. It keeps no process alive: sockets do. */
  #arm(): void {
    while (this.#heap.length > 0 && this.#heap[0]?.alarm === undefined) this.#pop();
    if (this.#heap.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#timerAt = Number.POSITIVE_INFINITY;
      return;
    }
    const at = this.#at(0);
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    // Node's longest timer; a later deadline is armed anew when it fires.
    const delay = Math.min(Math.max(1, Math.ceil(at - performance.now())), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#fire(), delay);
    this.#timer.unref();
  }

  #pop(): Entry {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) throw new Error('the queue is empty');
    if (first.alarm === undefined) this.#empty -= 1;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    const { length } = this.#heap;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      if (left >= length) return;
      const right = left + 1;
      const smaller = right < length && this.#at(right) < this.#at(left) ? right : left;
      if (this.#at(index) <= this.#at(smaller)) return;
      this.#swap(index, smaller);
      index = smaller;
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other] as Entry, heap[one] as Entry];
  }
}

/** The queue of this process. */
export const deadlines = new DeadlineQueue();
