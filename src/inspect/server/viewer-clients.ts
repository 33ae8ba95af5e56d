/** Our connections as `@xstate/inspect` wants them: like those of a server of the package `ws`, as far as it looks. */
import type { Connection } from '../../api/connection.ts';
import type { ViewerClient, ViewerServer } from './xstate-bridge.ts';

export class Client implements ViewerClient {
  readonly OPEN = 1;
  readonly #connection: Connection;
  readonly #listeners: ((text: string, isBinary: boolean) => void)[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get readyState(): number {
    return this.#connection.state === 'open' ? this.OPEN : 3;
  }

  /** A viewer that does not take what it is sent would be told half of it: it may come again, and be told all. */
  send(text: string): void {
    this.#connection.send(text).catch(() => this.terminate());
  }

  on(_: 'message', listener: (text: string, isBinary: boolean) => void): void {
    this.#listeners.push(listener);
  }

  terminate(): void {
    void this.#connection.terminate();
  }

  /** Hands on what the viewer has said. */
  say(text: string): void {
    for (const listener of this.#listeners) listener(text, false);
  }
}

export class Clients implements ViewerServer {
  readonly clients = new Set<Client>();
  readonly #connected: ((client: ViewerClient) => void)[] = [];
  readonly #closed: (() => void)[] = [];

  on(event: 'connection', listener: (client: ViewerClient) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'connection' | 'close', listener: (client: ViewerClient) => void): void {
    if (event === 'connection') this.#connected.push(listener);
    else this.#closed.push(listener as () => void);
  }

  add(client: Client): void {
    this.clients.add(client);
    for (const listener of this.#connected) listener(client);
  }

  close(): void {
    for (const listener of this.#closed) listener();
  }
}
