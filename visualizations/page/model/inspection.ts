/** What the page is about: connections of a live program and of opened files, and which of them is looked at. */
import { computed, signal } from '@preact/signals';
import type { ConnectionSummary, FeedMessage, Injection } from '../../../src/inspect/feed.ts';
import type { Journal } from '../../../src/inspect/journal.ts';
import { Entry, recordingOf, type Source, summaryOf } from './entry.ts';
import { FeedClient } from './feed-client.ts';
import { Player } from './player.ts';
import { Recording } from './recording.ts';

/** A recording stops growing here: more would not be looked through, and a page that runs on must not fill the memory. */
export const mostRecords = 3_000_000;

export interface Notice {
  readonly text: string;
  readonly isProblem: boolean;
}

type Hello = Extract<FeedMessage, { type: 'hello' }>;

export class Inspection {
  readonly entries = signal<readonly Entry[]>([]);
  readonly selected = signal<Entry | undefined>(undefined);
  readonly recording = computed(() => this.selected.value?.recording.value);
  readonly notices = signal<readonly Notice[]>([]);
  readonly hello = signal<Hello | undefined>(undefined);
  readonly player = new Player();
  readonly feed: FeedClient | undefined;
  readonly #byKey = new Map<string, Entry>();
  #source: Source = { name: '', live: false };
  #sources = 0;

  constructor(feedUrl: string | undefined) {
    if (feedUrl === undefined) return;
    this.feed = new FeedClient(feedUrl, {
      message: (message) => this.#hear(message),
      piece: (id, firstSeq, words) => this.#append(id, firstSeq, words),
      lost: () => this.#lost(),
      damaged: (why) =>
        this.note(`The program said what this page does not understand (${why}): reload the page.`, true),
    });
  }

  select(entry: Entry): void {
    if (this.selected.value === entry) return;
    this.player.pause();
    this.selected.value = entry;
    if (entry.source.live && entry.recording.value === undefined) this.watch(entry);
  }

  /** Asks for a connection's records, from the oldest that there is. */
  watch(entry: Entry): void {
    entry.recording.value = new Recording();
    entry.watched.value = true;
    this.feed?.request({ type: 'watch', id: entry.id });
  }

  unwatch(entry: Entry): void {
    entry.watched.value = false;
    this.feed?.request({ type: 'unwatch', id: entry.id });
  }

  inject(entry: Entry, injection: Injection): void {
    this.feed?.request({ type: 'inject', id: entry.id, ...injection });
  }

  /** Shows recordings from elsewhere. @param problems what is to be said of them */
  open(name: string, journals: ReadonlyMap<number, Journal>, problems: readonly string[] = []): void {
    for (const text of problems) this.note(`${name}: ${text}`, true);
    if (journals.size === 0) return;
    const source: Source = { name, live: false };
    const number = ++this.#sources;
    const opened = [...journals].map(([id, journal]) => {
      const entry = this.#enter(`${number}/${id}`, source, id);
      entry.recording.value = recordingOf(journal, problems);
      entry.summary.value = summaryOf(id, journal);
      return entry;
    });
    this.entries.value = [...this.entries.value, ...opened];
    if (opened[0] !== undefined) this.select(opened[0]);
  }

  note(text: string, isProblem = false): void {
    const others = this.notices.value.filter((notice) => notice.text !== text);
    this.notices.value = [...others, { text, isProblem }].slice(-4);
  }

  dismiss(notice: Notice): void {
    this.notices.value = this.notices.value.filter((each) => each !== notice);
  }

  /** To be called for every picture: takes notice of what is new, for a few milliseconds. */
  tick(now: number): void {
    this.player.tick(now);
    const until = now + 8;
    this.recording.value?.notice(until);
    for (const entry of this.entries.value) {
      entry.settle(now);
      if (performance.now() < until && entry !== this.selected.value) entry.recording.value?.notice(until);
    }
  }

  #hear(message: FeedMessage): void {
    switch (message.type) {
      case 'hello':
        this.#begin(message);
        break;
      case 'connections':
        this.#update(message.connections);
        break;
      case 'gone':
        this.#forget(message.ids);
        break;
      case 'refused':
        this.note(`Not done: ${message.why}`, true);
    }
  }

  /** A program is there: the one from before, or a new one. */
  #begin(hello: Hello): void {
    this.hello.value = hello;
    this.#sources += 1;
    this.#source = { name: `${hello.program.title} · pid ${hello.program.pid}`, live: true };
  }

  #update(summaries: readonly ConnectionSummary[]): void {
    const now = performance.now();
    const fresh: Entry[] = [];
    for (const summary of summaries) {
      const key = `${this.#sources}/${summary.id}`;
      let entry = this.#byKey.get(key);
      if (entry === undefined) {
        entry = this.#enter(key, this.#source, summary.id);
        fresh.push(entry);
      }
      entry.update(summary, now);
    }
    if (fresh.length > 0) this.entries.value = [...this.entries.value, ...fresh];
    const { selected } = this;
    // Somebody who inspects one connection wants to see it, not to look for it.
    if (selected.value === undefined && fresh[0] !== undefined) this.select(fresh[0]);
  }

  /** Forgotten by the program; what was recorded here stays. */
  #forget(ids: readonly number[]): void {
    const gone = new Set(ids.map((id) => `${this.#sources}/${id}`));
    for (const key of gone) {
      const entry = this.#byKey.get(key);
      if (entry !== undefined) entry.watched.value = false;
    }
    this.#drop((entry) => gone.has(entry.key) && entry.recording.value === undefined);
  }

  /** The program has ended, or was lost. What was recorded of it stays. */
  #lost(): void {
    this.#source.live = false;
    const source = this.#source;
    for (const entry of this.entries.value) if (entry.source === source) entry.watched.value = false;
    this.#drop((entry) => entry.source === source && (entry.recording.value?.journal.length ?? 0) === 0);
  }

  #drop(isDropped: (entry: Entry) => boolean): void {
    const kept = this.entries.value.filter((entry) => !isDropped(entry));
    for (const entry of this.entries.value) if (isDropped(entry)) this.#byKey.delete(entry.key);
    this.entries.value = kept;
    if (this.selected.value !== undefined && !kept.includes(this.selected.value)) this.selected.value = undefined;
  }

  #enter(key: string, source: Source, id: number): Entry {
    const entry = new Entry(key, source, id);
    this.#byKey.set(key, entry);
    return entry;
  }

  #append(id: number, firstSeq: number, words: Uint32Array): void {
    const entry = this.#byKey.get(`${this.#sources}/${id}`);
    const recording = entry?.recording.value;
    if (entry === undefined || recording === undefined || !entry.watched.value) return;
    recording.journal.append(words, firstSeq);
    if (recording.journal.length < mostRecords) return;
    this.unwatch(entry);
    this.note(
      `Stopped recording ${entry.summary.value?.label ?? id}: ${mostRecords.toLocaleString('en')} records are as many as this page keeps.`,
    );
  }
}
