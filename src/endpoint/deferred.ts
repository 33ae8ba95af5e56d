/** A promise that is settled from outside, and that nobody has to listen to. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  // Set by the promise's own constructor, before anybody sees this object.
  #resolve!: (value: T) => void;
  #reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  resolve(value: T): void {
    this.#resolve(value);
  }

  reject(error: Error): void {
    // Only a promise that fails needs a listener, so that it is not reported as unheard: most never do.
    this.promise.catch(ignore);
    this.#reject(error);
  }
}

function ignore(): void {}
