/** Recordings for tests: taken from a recorder, taken apart, and put together again. */
import { Journal, type Unnumbered } from '../../src/inspect/journal.ts';
import type { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import type { InspectRecord } from '../../src/inspect/records.ts';

/** All that the recorder has. */
export function journalOf({ ring }: ConnectionRecorder): Journal {
  const journal = new Journal();
  const cursor = ring.oldest();
  for (let piece = ring.read(cursor); piece !== undefined; piece = ring.read(cursor)) {
    journal.append(piece.words, piece.firstSeq);
  }
  return journal;
}

export function recordsOf(journal: Journal): InspectRecord[] {
  return Array.from({ length: journal.length }, (_, index) => journal.record(index));
}

/** A journal of these records, numbered anew. */
export function journalFrom(records: readonly Unnumbered[]): Journal {
  const journal = new Journal();
  for (const record of records) journal.add(record);
  return journal;
}
