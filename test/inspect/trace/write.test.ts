import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal } from '../../../src/inspect/journal.ts';
import type { RecordKind } from '../../../src/inspect/records.ts';
import { readTrace } from '../../../src/inspect/trace/read.ts';
import { TraceWriter, writeTrace } from '../../../src/inspect/trace/write.ts';
import { recordings, recordKinds } from '../../support/arbitrary-records.ts';
import { journalFrom, recordsOf } from '../../support/journals.ts';

test('every record of every kind comes back as it was, with its number', () => {
  const kinds = new Set<RecordKind>();
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1e9), recordings), { maxLength: 3 }), (connections) => {
      const journals = new Map(connections.map(([id, records]) => [id, journalFrom(records)]));
      for (const [id, { length }] of journals) if (length === 0) journals.delete(id);
      const { journals: read, problems } = readTrace(writeTrace(journals));
      expect(problems).toEqual(journals.size === 0 ? ['no connection was recorded in this file'] : []);
      expect([...read.keys()]).toEqual([...journals.keys()]);
      for (const [id, journal] of journals) {
        const wanted = recordsOf(journal);
        for (const { kind } of wanted) kinds.add(kind);
        expect(recordsOf(read.get(id) ?? new Journal())).toEqual(wanted);
      }
    }),
    { numRuns: 300 },
  );
  expect([...kinds].sort()).toEqual([...recordKinds].sort());
});

test('a journal packs whatever it is given', () => {
  fc.assert(
    fc.property(recordings, (records) => {
      const read = recordsOf(journalFrom(records));
      expect(read.map(({ seq: _, ...record }) => record)).toEqual(records);
    }),
    { numRuns: 300 },
  );
});

test('a gap counts as the records that were lost', () => {
  const journal = journalFrom([
    { kind: 'detached', time: 1 },
    { kind: 'gap', time: 1, lost: 5 },
    { kind: 'detached', time: 2 },
  ]);
  expect(recordsOf(journal).map(({ seq }) => seq)).toEqual([0, 1, 6]);
  expect(journal.lost).toBe(5);
});

test('a file that grows is read at any time', () => {
  const writer = new TraceWriter();
  let file = writer.begin({ role: 'server', epoch: Date.UTC(2026, 10, 1) });
  expect(file).toContain('"wall_clock_time":"2026-11-01T00:00:00.000Z"');
  expect(file).toContain('"vantage_point":{"type":"server"}');
  const record = { kind: 'timer', seq: 0, time: 2, timer: 'idle', due: 5 } as const;
  for (let count = 1; count < 4; count++) {
    file += writer.write(7, record);
    const { journals, problems } = readTrace(file);
    expect({ length: journals.get(7)?.length, problems }).toEqual({ length: count, problems: [] });
  }
});
