import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTrace } from '../../src/inspect/trace/read.ts';
import { records, run, start } from '../support/command.ts';
import { client, file, folder, server, traces } from '../support/trace-folder.ts';

const cut = file('cut.sqlog', traces.client.slice(0, -300));

test('--summary tells of each connection what it was and why it closed', async () => {
  const { status, out, err } = await run(['inspect', client, '--summary']);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/^#1 client wss:\/\/example\.com\/\\u202e, since \d{4}-\d\d-\d\dT/);
  expect(out).toContain('\n    frames:   2 in with 8 bytes, 3 out with 17 bytes\n');
  expect(out).toContain('\n    closed cleanly, code 1000\n');
  expect(out).toContain('\n    sent:     1000 "\\u001b[31mbye"\n');
  expect(out).toContain('\n    began:    this side\n');
});

test('--frames lists them, and whatever they say stays on its line', async () => {
  const { status, out } = await run(['inspect', client, '--frames']);
  expect(status).toBe(0);
  const frames = out.split('\n').slice(1, 6);
  expect(frames.map((line) => line.replace(/^ +\d+\.\d{3} ms {2}/, ''))).toEqual([
    '→ text 6  "hi\\u001b[1m"',
    '→ binary 1  ff (1 bytes)',
    '← text 6  "a\\nb\\u202e"',
    '→ close 10  1000 "\\u001b[31mbye"',
    '← close 2  1000 ""',
  ]);
});

test('--json tells programs the same, with problems', async () => {
  const { status, out, err } = await run(['inspect', client, cut, '--json', '--frames']);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const said = records(out);
  expect(said.filter(({ event }) => event === 'connection')).toMatchObject([
    { id: 1, role: 'client', frames: 5, closed: { clean: true, code: 1000 } },
    { id: 2, role: 'client', closed: null },
  ]);
  expect(said.find(({ event }) => event === 'frame')).toMatchObject({
    id: 1,
    direction: 'out',
    opcode: 1,
    payload: '68691b5b316d',
  });
  expect(said.at(-1)).toEqual({ event: 'problem', path: cut, problem: expect.stringContaining('is cut off') });
});

test('a connection that is not closed in the file: where its machines were; the cut is said', async () => {
  const { status, out, err } = await run(['inspect', cut, '--summary']);
  expect(status).toBe(0);
  expect(out).toContain('not closed in the file: connection closing, openingHandshake accepted');
  expect(err).toMatch(/^.*cut\.sqlog: record \d+ is cut off: the file was cut short, or is still being written/);
});

test('without a flag the page is served with the file, until Ctrl+C', async () => {
  const running = start('inspect', client);
  const title = await running.firstLine;
  expect(title).toContain('#1 client');
  const url = await new Promise<URL>((resolve) => {
    running.child.stdout?.on('data', (text: Buffer) => {
      const [found] = /http:\S+/.exec(text.toString()) ?? [];
      if (found !== undefined) resolve(new URL(found));
    });
  });
  expect([url.hostname, url.searchParams.get('trace')]).toEqual(['127.0.0.1', '1']);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const trace = await fetch(new URL(`/trace${url.search}`, url));
  expect(await trace.text()).toBe(traces.client);
  running.child.kill('SIGINT');
  expect((await running.finished).status).toBe(0);
});

test('--export qlog joins files, with their connections numbered anew', async () => {
  const out = join(folder, 'both.sqlog');
  const { status } = await run(['inspect', client, server, '--export', 'qlog', '--out', out]);
  expect(status).toBe(0);
  const { journals, problems } = readTrace(readFileSync(out, 'utf8'));
  expect(problems).toEqual([]);
  expect([...journals].map(([id, { head }]) => [id, head?.role])).toEqual([
    [1, 'client'],
    [2, 'server'],
  ]);
  const printed = await run(['inspect', client, '--export', 'qlog']);
  expect(printed).toMatchObject({ status: 0, err: '' });
  expect(readTrace(printed.out)).toEqual(readTrace(traces.client));
});

test.each([
  ['har', '"_webSocketMessages": [', 2],
  ['mermaid', 'sequenceDiagram\n', 2],
  ['pcap', 'HTTP/1.1 101 ', 2],
  ['pcap', '\xd4\xc3\xb2\xa1\x02\0\x04\0', 1],
] as const)('--export %s writes all connections: %j', async (format, part, times) => {
  const out = join(folder, `both.${format}`);
  const { status, err } = await run(['inspect', client, server, '--export', format, '--out', out]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(readFileSync(out, 'latin1').split(part)).toHaveLength(times + 1);
});

test.each([
  ['a folder', folder, /cannot be read: it is a folder; name the files in it/],
  ['no file', join(folder, 'nowhere'), /cannot be read: there is no such file/],
  ['another file', file('page.html', '<!doctype html>'), /page\.html: the file is no trace/],
  ['an empty file', file('empty.sqlog', ''), /empty\.sqlog: the file is empty/],
])('%s: said in a line, status 1', async (_, path, message) => {
  const { status, out, err } = await run(['inspect', path]);
  expect({ status, out }).toEqual({ status: 1, out: '' });
  expect(err).toMatch(message);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  [['inspect'], 'inspect needs a trace file'],
  [['inspect', client, '--export', 'docx'], '--export is one of qlog, har, mermaid, pcap'],
  [['inspect', client, '--out', 'x'], '--out goes with --export'],
])('%j is refused in one clear line', async (args, message) => {
  const { status, out, err } = await run(args);
  expect(err).toContain(`wirechart: ${message}`);
  expect({ status, out }).toEqual({ status: 2, out: '' });
});
