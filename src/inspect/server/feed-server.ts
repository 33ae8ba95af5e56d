/** The feed: pages that look, and the clock by which they are told what is new. It runs only while somebody looks. */
import type { Connection } from '../../api/connection.ts';
import { type Server, serve } from '../../api/serve.ts';
import type { UpgradeDecision } from '../../api/serve-options.ts';
import type { UpgradeRequest } from '../../endpoint/opening.ts';
import type { HttpServer } from '../../node/upgrade-server.ts';
import type { ConnectionSummary, FeedMessage } from '../feed.ts';
import { hideServer, type Subjects } from './subjects.ts';
import { Viewer } from './viewer.ts';

/** Milliseconds between two looks at what was recorded, and at the list of connections. */
const FLUSH = 50;
const LIST = 500;

export interface FeedOptions {
  readonly http: HttpServer;
  readonly subjects: Subjects;
  readonly decide: (request: UpgradeRequest) => UpgradeDecision;
  readonly allowInject: boolean;
  readonly hello: FeedMessage;
}

export class FeedServer {
  readonly #options: FeedOptions;
  readonly #viewers = new Map<Connection, Viewer>();
  /** What pages have been told, by connection. */
  readonly #told = new Map<number, string>();
  #server: Server | undefined;
  #flushing: NodeJS.Timeout | undefined;
  #listing: NodeJS.Timeout | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { http, decide } = this.#options;
    this.#server = await serve({
      server: http,
      path: '/feed',
      maxMessageSize: 1024 * 1024,
      upgrade: decide,
      open: (feed) => this.#join(feed),
      message: (feed, message) => this.#viewers.get(feed)?.hear(message),
      close: (feed) => this.#leave(feed),
    });
    hideServer(this.#server);
  }

  async close(): Promise<void> {
    await this.#server?.close({ deadline: 1000 });
    clearInterval(this.#flushing);
    clearInterval(this.#listing);
  }

  #join(feed: Connection): void {
    const { subjects, allowInject, hello } = this.#options;
    const viewer = new Viewer(feed, subjects, allowInject);
    viewer.say(hello);
    viewer.say({ type: 'connections', connections: subjects.summaries() });
    this.#viewers.set(feed, viewer);
    if (this.#viewers.size > 1) return;
    this.#flushing = setInterval(() => this.#flush(), FLUSH).unref();
    this.#listing = setInterval(() => this.#list(), LIST).unref();
  }

  #leave(feed: Connection): void {
    this.#viewers.get(feed)?.leave();
    this.#viewers.delete(feed);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#flushing);
    clearInterval(this.#listing);
    this.#told.clear();
  }

  #flush(): void {
    for (const viewer of this.#viewers.values()) viewer.flush();
  }

  #list(): void {
    const connections = this.#options.subjects.summaries().filter((summary) => this.#isNews(summary));
    if (connections.length === 0) return;
    for (const viewer of this.#viewers.values()) viewer.say({ type: 'connections', connections });
  }

  #isNews(summary: ConnectionSummary): boolean {
    const text = JSON.stringify(summary);
    if (this.#told.get(summary.id) === text) return false;
    this.#told.set(summary.id, text);
    return true;
  }

  /** Connections that are forgotten. */
  forget(ids: readonly number[]): void {
    for (const id of ids) this.#told.delete(id);
    for (const viewer of this.#viewers.values()) viewer.forget(ids);
  }
}
