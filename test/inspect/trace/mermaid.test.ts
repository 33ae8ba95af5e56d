import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMermaid } from '../../../src/inspect/trace/mermaid.ts';
import { recordings } from '../../support/arbitrary-records.ts';
import { journalFrom } from '../../support/journals.ts';
import { JournalMaker } from '../../support/page-journal.ts';
import { recordedTalk } from '../../support/recorded-talk.ts';

test('who tells whom what, in lines that Mermaid reads', async () => {
  const { client } = await recordedTalk(async ({ client }) => client.send('hello'));
  const lines = toMermaid(client).trimEnd().split('\n');
  expect(lines[0]).toBe('sequenceDiagram');
  for (const line of [
    '  participant readLoop',
    '  app->>writeTurn: WANT_WRITE',
    '  writeLoop->>wire: text 5 “hello”',
    '  writeLoop->>writeTurn: RELEASE',
    '  closeHandshake->>readLoop: CLOSING',
    '  Note over connection: closed.clean',
    '  Note over app,wire: closed cleanly, 1000',
  ]) {
    expect(lines).toContain(line);
  }
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}(participant \w+|\w+->>\w+: .+|Note over [\w,]+: .+)$/);
});

test('no payload breaks the diagram', async () => {
  const hostile = '; end\nparticipant evil\r%%{init: {}}%% <img src=x> #9829; \u202e';
  const { server } = await recordedTalk(async ({ client }) => client.send(hostile));
  const text = toMermaid(server);
  const line = text.split('\n').find((each) => each.startsWith('  wire->>readLoop: text'));
  expect(line).toMatch(
    /^ {2}wire->>readLoop: text \d+ “#59; end#10;participant evil#92;u000d#37;#37;#123;init#58; #123;#125;/,
  );
  expect(text.split('\n').filter((each) => each.includes('participant')).length).toBe(10);
});

test('marks that turn text around are told, not obeyed', () => {
  const text = toMermaid(new JournalMaker().frame({ payload: 'a\u202eb' }).journal);
  expect(text).toContain('  wire->>readLoop: text 5 “a#92;u202eb”\n');
});

test('of a long text its beginning, in whole characters', () => {
  const text = toMermaid(new JournalMaker().frame({ payload: 'ab'.repeat(1000) }).journal);
  expect(text).toContain(`  wire->>readLoop: text 2000 “${'ab'.repeat(20)}…”\n`);
  const foxes = toMermaid(new JournalMaker().frame({ payload: `x${'🦊'.repeat(100)}` }).journal);
  expect(foxes).toContain(`  wire->>readLoop: text 401 “x${'#129418;'.repeat(39)}…”\n`);
});

test('no more characters than Mermaid draws', () => {
  const maker = new JournalMaker();
  for (let count = 0; count < 390; count++) maker.frame({ payload: '🦊'.repeat(50) });
  const text = toMermaid(maker.journal);
  expect(text.length).toBeGreaterThan(40_000);
  expect(text.length).toBeLessThan(50_000);
  expect(text).toMatch(/Note over app,wire: \d+ more records are left out\n$/);
});

test('a part of it; and of a long one what can still be drawn, with a word about the rest', async () => {
  const { client } = await recordedTalk(async ({ client }) => {
    for (let count = 0; count < 200; count++) await client.send('x');
  });
  expect(toMermaid(client, 0, 2).split('\n').length).toBeLessThan(14);
  const lines = toMermaid(client).trimEnd().split('\n');
  expect(lines.length).toBeLessThan(420);
  expect(lines.at(-1)).toMatch(/^ {2}Note over app,wire: \d+ more records are left out$/);
});

test('whatever a trace file holds, its diagram has no lines but its own', () => {
  fc.assert(
    fc.property(recordings, (records) => {
      const lines = toMermaid(journalFrom(records)).trimEnd().split(/\r|\n/);
      for (const line of lines.slice(1)) {
        expect(line).toMatch(
          /^ {2}(participant \w+|\w+->>\w+: [\w\p{L}\p{N} ._,()“”…#;-]+|Note over [\w,]+: [^#;<>]+)$/u,
        );
      }
    }),
    { numRuns: 200 },
  );
});
