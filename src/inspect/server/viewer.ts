/** One page that looks: what it watches, how far it has got, and what it asks for. It is told of gaps, and slows nobody down. */
import type { Connection } from '../../api/connection.ts';
import { type FeedMessage, packPiece } from '../feed.ts';
import type { Cursor } from '../ring.ts';
import { recorderOf } from './recorders.ts';
import { inject, readRequest } from './requests.ts';
import type { Subject, Subjects } from './subjects.ts';

/** What may wait for a slow page, in bytes; and what is sent at once, so that the program gets its turn. */
const MOST_WAITING = 4 * 1024 * 1024;
const MOST_AT_ONCE = 2 * 1024 * 1024;

interface Watch {
  readonly subject: Subject;
  readonly cursor: Cursor;
}

export class Viewer {
  readonly #feed: Connection;
  readonly #subjects: Subjects;
  readonly #allowInject: boolean;
  readonly #watched = new Map<number, Watch>();

  constructor(feed: Connection, subjects: Subjects, allowInject: boolean) {
    this.#feed = feed;
    this.#subjects = subjects;
    this.#allowInject = allowInject;
  }

  say(message: FeedMessage): void {
    void this.#feed.send(JSON.stringify(message));
  }

  /** Whatever a page says: it may be anything. */
  hear(message: string | Uint8Array): void {
    try {
      const request = readRequest(message);
      const subject = this.#subjects.get(request.id);
      if (subject === undefined) throw new TypeError(`connection ${request.id} is not there any more`);
      if (request.type === 'watch') this.#watch(subject);
      else if (request.type === 'unwatch') this.#unwatch(subject.id);
      else if (this.#allowInject) inject(subject.connection, request);
      else throw new TypeError('this inspector only looks; the program allows more with { allowInject: true }');
    } catch (error) {
      this.say({ type: 'refused', why: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Sends what is new of the connections that it watches. */
  flush(): void {
    let sent = 0;
    for (const { subject, cursor } of this.#watched.values()) {
      while (sent < MOST_AT_ONCE && this.#feed.bufferedAmount < MOST_WAITING) {
        const piece = recorderOf(subject.connection)?.ring.read(cursor);
        if (piece === undefined) break;
        sent += piece.words.byteLength;
        void this.#feed.send(packPiece(subject.id, piece.firstSeq, piece.words));
      }
    }
  }

  /** Connections that are forgotten. */
  forget(ids: readonly number[]): void {
    for (const id of ids) this.#unwatch(id);
    this.say({ type: 'gone', ids });
  }

  leave(): void {
    for (const id of [...this.#watched.keys()]) this.#unwatch(id);
  }

  #watch(subject: Subject): void {
    if (this.#watched.has(subject.id)) return;
    const recorder = this.#subjects.watch(subject);
    this.#watched.set(subject.id, { subject, cursor: recorder.ring.oldest() });
    this.flush();
  }

  #unwatch(id: number): void {
    const watch = this.#watched.get(id);
    if (watch === undefined) return;
    this.#watched.delete(id);
    this.#subjects.unwatch(watch.subject);
  }
}
