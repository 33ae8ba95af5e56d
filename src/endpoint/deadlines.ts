/** The armed timers of one connection. It keeps no timer of its own: it says when it wants to be woken. */
import type { TimerName } from '../../machines/index.ts';
import type { Transport } from './transport.ts';

export const timerNames = ['connect', 'opening', 'idle', 'pong', 'drain', 'close'] as const satisfies TimerName[];

export class Deadlines {
  /** Milliseconds on the platform's clock, one place per name; Infinity where not armed. Not there while none is. */
  #at: number[] | undefined;
  /**
   * The time that the transport was last asked to wake us, or 0. A later deadline needs no new request. Not infinity, which
   * would be kept as an object of its own.
   */
  #scheduled = 0;
  readonly #transport: Pick<Transport, 'schedule'>;

  constructor(transport: Pick<Transport, 'schedule'>) {
    this.#transport = transport;
  }

  /** None is armed, and nobody is going to wake us. */
  get idle(): boolean {
    return this.#at === undefined && this.#scheduled === 0;
  }

  arm(timer: TimerName, at: number): void {
    // Whole milliseconds: a fraction would be kept as an object of its own.
    const due = Math.ceil(at);
    this.#at ??= [Infinity, Infinity, Infinity, Infinity, Infinity, Infinity];
    this.#at[timerNames.indexOf(timer)] = due;
    if (this.#scheduled === 0 || due < this.#scheduled) {
      this.#scheduled = due;
      this.#transport.schedule(due);
    }
  }

  cancel(timer: TimerName): void {
    if (this.#at === undefined) return;
    this.#at[timerNames.indexOf(timer)] = Number.POSITIVE_INFINITY;
    if (this.#at.every(isNever)) this.cancelAll();
  }

  cancelAll(): void {
    this.#at = undefined;
    this.#scheduled = 0;
    this.#transport.schedule(Number.POSITIVE_INFINITY);
  }

  /** When the armed ones are due. */
  get due(): Partial<Record<TimerName, number>> {
    const due: Partial<Record<TimerName, number>> = {};
    for (const [index, at] of (this.#at ?? []).entries()) {
      const timer = timerNames[index];
      if (timer !== undefined && !isNever(at)) due[timer] = at;
    }
    return due;
  }

  armed(timer: TimerName): boolean {
    return !isNever(this.#at?.[timerNames.indexOf(timer)] ?? Infinity);
  }

  /** Disarms and returns one timer that is due, if any. */
  takeDue(now: number): TimerName | undefined {
    const index = this.#at?.findIndex((at) => at <= now) ?? -1;
    const timer = timerNames[index];
    if (timer !== undefined) this.cancel(timer);
    return timer;
  }

  /** Asks to be woken at the next deadline. Called when woken, after everything due was taken. */
  reschedule(): void {
    const next = this.#at === undefined ? Number.POSITIVE_INFINITY : Math.min(...this.#at);
    this.#scheduled = isNever(next) ? 0 : next;
    this.#transport.schedule(next);
  }
}

function isNever(time: number): boolean {
  return time === Number.POSITIVE_INFINITY;
}
