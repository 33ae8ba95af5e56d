/** Looks at an inspector as its page does: over its feed, with its token. */
import { onTestFinished } from 'vitest';
import { type Connection, connect } from '../../src/api/index.ts';
import { type ConnectionSummary, type FeedMessage, type FeedRequest, unpackPiece } from '../../src/inspect/feed.ts';
import { Journal } from '../../src/inspect/journal.ts';

export class InspectorViewer {
  readonly connections = new Map<number, ConnectionSummary>();
  readonly journals = new Map<number, Journal>();
  readonly said: FeedMessage[] = [];
  readonly #feed: Connection;

  private constructor(feed: Connection) {
    this.#feed = feed;
  }

  /** @param url of the page */
  static async open(url: string): Promise<InspectorViewer> {
    const page = new URL(url);
    const early: (string | Uint8Array)[] = [];
    let hear = (message: string | Uint8Array): void => void early.push(message);
    const feed = await connect(`ws://${page.host}/feed${page.search}`, {
      origin: page.origin,
      message: (_, message) => hear(message),
    });
    onTestFinished(async () => void (await feed.terminate()));
    const viewer = new InspectorViewer(feed);
    hear = (message) => viewer.#hear(message);
    for (const message of early) viewer.#hear(message);
    return viewer;
  }

  ask(request: FeedRequest | object): void {
    void this.#feed.send(JSON.stringify(request));
  }

  say(text: string | Uint8Array): void {
    void this.#feed.send(text);
  }

  /** A page that does not keep up. */
  pause(): void {
    this.#feed.pause();
  }

  resume(): void {
    this.#feed.resume();
  }

  async leave(): Promise<void> {
    await this.#feed.close();
  }

  get refusals(): string[] {
    return this.said.flatMap((message) => (message.type === 'refused' ? [message.why] : []));
  }

  #hear(message: string | Uint8Array): void {
    if (typeof message !== 'string') {
      const { id, firstSeq, words } = unpackPiece(message.slice().buffer);
      const journal = this.journals.get(id) ?? new Journal();
      this.journals.set(id, journal);
      journal.append(words, firstSeq);
      return;
    }
    const said = JSON.parse(message) as FeedMessage;
    this.said.push(said);
    if (said.type === 'connections') for (const each of said.connections) this.connections.set(each.id, each);
    if (said.type === 'gone') for (const id of said.ids) this.connections.delete(id);
  }
}

/** Every record of a journal, without number and time. */
export function kindsOf(journal: Journal): string[] {
  return Array.from({ length: journal.length }, (_, index) => journal.kindAt(index));
}
