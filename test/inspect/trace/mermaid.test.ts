import { expect, test } from 'vitest';
import { toMermaid } from '../../../src/inspect/trace/mermaid.ts';
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
  expect(line).toMatch(/^ {2}wire->>readLoop: text \d+ “#59; end#10;participant evil#13;#37;#37;#123;init: #123;#125;/);
  expect(text.split('\n').filter((each) => each.includes('participant')).length).toBe(10);
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
