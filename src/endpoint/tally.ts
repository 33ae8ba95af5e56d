/** One promise for many things that happen elsewhere: cheaper than a promise of each. */
import { Deferred } from './deferred.ts';

export class Tally {
  readonly #all = new Deferred<void>();
  /** One more than what is awaited, until everything has been counted. */
  #left = 1;

  /** Settles when all that was counted has happened. */
  get promise(): Promise<void> {
    return this.#all.promise;
  }

  /** One more thing is going to happen. */
  count(): void {
    this.#left++;
  }

  /** One of them has. Called once more when all have been counted. */
  done(): void {
    this.#left--;
    if (this.#left === 0) this.#all.resolve();
  }

  /** Counts what a promise stands for, however that ends. */
  await(promise: Promise<unknown>): void {
    this.count();
    const done = () => this.done();
    promise.then(done, done);
  }
}
