/** Messages that wait for whoever iterates over a connection. When many wait, reading pauses. */
import type { Message } from '../endpoint/levels.ts';

export interface InboxOwner {
  pause(): void;
  resume(): void;
}

/** Reading pauses when this many messages or bytes wait, and goes on when half of it does. */
const MOST_MESSAGES = 64;
const MOST_BYTES = 1024 * 1024;

export class Inbox {
  readonly #owner: InboxOwner;
  readonly #messages: Message[] = [];
  #bytes = 0;
  #paused = false;
  #ended = false;
  #failure: Error | undefined;
  #waiting: { resolve(result: IteratorResult<Message, undefined>): void; reject(error: Error): void }[] = [];

  constructor(owner: InboxOwner) {
    this.#owner = owner;
  }

  add(message: Message): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.resolve({ value: message, done: false });
      return;
    }
    this.#messages.push(message);
    this.#bytes += message.length;
    if (!this.#paused && (this.#messages.length >= MOST_MESSAGES || this.#bytes >= MOST_BYTES)) {
      this.#paused = true;
      this.#owner.pause();
    }
  }

  /** No more will come: iteration ends after what is here, with `failure` if there is one. */
  end(failure: Error | undefined): void {
    this.#ended = true;
    this.#failure = failure;
    for (const waiting of this.#waiting.splice(0)) this.#finish(waiting);
  }

  next(): Promise<IteratorResult<Message, undefined>> {
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#bytes -= message.length;
      this.#goOn();
      return Promise.resolve({ value: message, done: false });
    }
    return new Promise((resolve, reject) => {
      const waiting = { resolve, reject };
      if (this.#ended) this.#finish(waiting);
      else this.#waiting.push(waiting);
    });
  }

  #goOn(): void {
    if (!this.#paused || this.#messages.length > MOST_MESSAGES / 2 || this.#bytes > MOST_BYTES / 2) return;
    this.#paused = false;
    this.#owner.resume();
  }

  #finish(waiting: { resolve(result: IteratorResult<Message, undefined>): void; reject(error: Error): void }): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) waiting.resolve({ value: undefined, done: true });
    else waiting.reject(failure);
  }
}
