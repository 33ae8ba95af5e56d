/** One line of the list of connections: what is known of it, and its recording, if it is watched or comes from a file. */
import { signal } from '@preact/signals';
import type { ConnectionSummary } from '../../../src/inspect/feed.ts';
import type { Journal } from '../../../src/inspect/journal.ts';
import { explainEnd } from './explanation.ts';
import { Recording } from './recording.ts';

/** Where connections come from: a program, or a file. */
export interface Source {
  readonly name: string;
  /** Its program is there, and can be asked. */
  live: boolean;
}

/** Bytes in a second, smoothed. */
export interface Rates {
  readonly received: number;
  readonly sent: number;
}

export class Entry {
  readonly key: string;
  readonly source: Source;
  readonly id: number;
  readonly summary = signal<ConnectionSummary | undefined>(undefined);
  readonly rates = signal<Rates>({ received: 0, sent: 0 });
  readonly recording = signal<Recording | undefined>(undefined);
  /** The page has asked for its records. */
  readonly watched = signal(false);
  #at = 0;

  constructor(key: string, source: Source, id: number) {
    this.key = key;
    this.source = source;
    this.id = id;
  }

  /** @param now milliseconds */
  update(summary: ConnectionSummary, now: number): void {
    const before = this.summary.value;
    this.summary.value = summary;
    if (before === undefined) {
      this.#at = now;
      return;
    }
    const seconds = (now - this.#at) / 1000;
    if (seconds < 0.1) return;
    this.#at = now;
    this.rates.value = {
      received: (summary.bytesReceived - before.bytesReceived) / seconds,
      sent: (summary.bytesSent - before.bytesSent) / seconds,
    };
  }

  /** No news for a while: nothing goes back and forth. @param now milliseconds */
  settle(now: number): void {
    const { received, sent } = this.rates.value;
    if (now - this.#at > 1500 && (received !== 0 || sent !== 0)) this.rates.value = { received: 0, sent: 0 };
  }
}

/** What a file tells of a connection, in the words of the list. */
export function summaryOf(id: number, journal: Journal): ConnectionSummary {
  const { head, closed, protocol, extensions } = journal;
  const last = Math.max(0, journal.length - 1);
  const epoch = head?.epoch ?? 0;
  return {
    id,
    role: head?.role ?? 'client',
    label: head?.label ?? `connection ${id}`,
    state: closed === undefined ? readyState(journal.stateAt('connection', last)) : 'closed',
    engine: 'compiled',
    protocol,
    extensions,
    bytesReceived: closed?.bytesReceived ?? 0,
    bytesSent: closed?.bytesSent ?? 0,
    bufferedAmount: 0,
    latency: null,
    since: epoch + journal.timeAt(0),
    recorded: false,
    closed:
      closed === undefined
        ? null
        : { at: epoch + journal.timeAt(last), clean: closed.clean, code: closed.code, why: explainEnd(closed) },
  };
}

function readyState(state: string): ConnectionSummary['state'] {
  if (state.startsWith('open')) return state === 'opening' ? 'connecting' : 'open';
  if (state.startsWith('clos')) return state === 'closing' ? 'closing' : 'closed';
  return 'connecting';
}

export function recordingOf(journal: Journal, problems: readonly string[]): Recording {
  const recording = new Recording(journal, problems);
  // A file does not grow: whoever opens it begins at its beginning, or where it leads.
  recording.notice(performance.now() + 8);
  return recording;
}
