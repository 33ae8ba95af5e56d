import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConnectionRecorder } from '../../../src/inspect/recorder.ts';
import type { InspectRecord } from '../../../src/inspect/records.ts';
import { readTrace, type Trace } from '../../../src/inspect/trace/read.ts';
import { TraceWriter, writeTrace } from '../../../src/inspect/trace/write.ts';
import { recordings } from '../../support/arbitrary-records.ts';
import { journalFrom, journalOf, recordsOf } from '../../support/journals.ts';
import { connected, exchange } from '../../support/wire.ts';

/** A file of ours, with one connection of some 40 records. */
const file = (() => {
  const { client, server } = connected();
  const recorder = new ConnectionRecorder(client.endpoint, { id: 1, label: 'wss://example.com/' });
  void client.endpoint.send(1, 'hello');
  client.endpoint.close(1000, 'bye');
  exchange(client, server);
  return writeTrace(new Map([[1, journalOf(recorder)]]));
})();
/** Header, charts, and records. */
const lines = file.split('\n').slice(0, -1);
const whole = readTrace(file).journals.get(1)?.length ?? 0;

function event(name: string, data: object | string, time: unknown = 2000, group: unknown = '1'): string {
  const json = typeof data === 'string' ? data : JSON.stringify(data);
  return `\x1e{"time":${JSON.stringify(time)},"group_id":${JSON.stringify(group)},"name":${JSON.stringify(name)},"data":${json}}\n`;
}

/** What is said of a record behind the file, which must leave no more than a gap. */
function problemOf(record: string): string {
  const { journals, problems } = readTrace(file + record);
  expect(problems).toHaveLength(1);
  expect(journals.get(1)?.length).toBe(whole);
  return (problems[0] ?? '').replace(/^record \d+: /, '');
}

test('the file is in order', () => {
  expect(readTrace(file).problems).toEqual([]);
  expect(whole).toBeGreaterThan(30);
});

test('cut off anywhere, what came before is read, and the cut is said', () => {
  for (let end = 2; end < file.length; end += 37) {
    const text = file.slice(0, end);
    const { journals, problems } = readTrace(text);
    // The line feed is all that the last record may lack.
    const unfinished = !text.endsWith('\n') && text !== file.slice(0, file.indexOf('\n', end));
    const complete = text.split('\x1e').length - 1 - (unfinished ? 1 : 0);
    expect(journals.get(1)?.length ?? 0).toBe(Math.max(0, complete - 8));
    expect(problems.some((problem) => problem.includes('is cut off: the file was cut short'))).toBe(unfinished);
  }
});

test.each([
  ['', 'the file is empty'],
  ['  \n', 'the file is empty'],
  ['\x89PNG\r\n\x1a\n\0\0\0', 'the file is binary'],
  ['\ufffd\ufffd\ufffd\ufffd\x02\x00', 'the file is binary'],
  ['\x1f\ufffd\b', 'compressed by gzip'],
  ['{"log":{"version":"1.2","entries":[]}}', 'the file is a HAR'],
  ['{\n  "log": {}}', 'the file is a HAR'],
  ['{"qlog_version":"0.3","traces":[]}', 'a qlog of another kind'],
  ['<!doctype html><p>no', 'the file is no trace'],
  ['GET / HTTP/1.1\r\n', 'the file is no trace'],
  ['{\n  "name": "package"\n}\n', 'the file is no trace'],
])('%j is said to be none', (text, problem) => {
  const { journals, problems } = readTrace(text);
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(journals.size).toBe(0);
});

test('a qlog of QUIC is named, and its events are counted', () => {
  const header = {
    file_schema: 'urn:ietf:params:qlog:file:sequential',
    serialization_format: 'application/qlog+json-seq',
    trace: { event_schemas: ['urn:ietf:params:qlog:events:quic'], vantage_point: { type: 'client' } },
  };
  const sent = event('quic:packet_sent', { header: {} });
  expect(readTrace(`\x1e${JSON.stringify(header)}\n${sent}${sent}`).problems).toEqual([
    'record 1: this is a qlog of "urn:ietf:params:qlog:events:quic", not one that wirechart has written',
    '2 × the event "quic:packet_sent", which this version does not know; left out',
    'no connection was recorded in this file',
  ]);
});

test('a damaged record is a gap, and the rest is read', () => {
  for (const bad of ['{"time":', '\x1e[1,2]', 'null', '{"name":7}', '{"time":1,"name":"statechart:input","data":{}}']) {
    const damaged = lines.with(20, `\x1e${bad}`).join('\n');
    const { journals, problems } = readTrace(`${damaged}\n`);
    expect(problems).toEqual([expect.stringMatching(/^record 2[12]: .*; the record is left out$/)]);
    const journal = journals.get(1);
    expect(journal?.lost).toBe(1);
    expect(journal?.length).toBe(whole);
    expect(journal?.kindAt(12)).toBe('gap');
  }
});

test('files without separators are read by their lines, and what stands before the first record is said', () => {
  expect(readTrace(file.replaceAll('\x1e', ''))).toEqual(readTrace(file));
  expect(readTrace(`hello \x1b[31m${file}`).problems).toEqual([
    'before the first record: "hello \\u001b[31m" is no record, and left out',
  ]);
  expect(readTrace(lines.slice(8).join('\n')).problems).toEqual([
    'record 1 is no header of a qlog file: is the file’s beginning missing?',
    expect.stringContaining('the file does not say which charts of connection, openingHandshake'),
  ]);
});

test('charts of another version are said', () => {
  const other = lines.with(3, (lines[3] ?? '').replace(/"chart":"\w+"/, '"chart":"0123"')).join('\n');
  expect(readTrace(`${other}\n`).problems).toEqual([
    expect.stringMatching(/^record 4: recorded with another chart of readLoop than this version’s \([0-9a-f]{8}\)/),
  ]);
  const taken = event('statechart:transition', { machine: 'readLoop', index: 1, source: 'elsewhere', event: 'OPENED' });
  expect(readTrace(file + taken + taken).problems).toEqual([
    expect.stringMatching(
      /transition 1 of readLoop is message\.waiting on OPENED in this version’s chart, and another/,
    ),
  ]);
});

test.each([
  ['statechart:transition', { machine: 'readLoop', index: 999 }, '"data.index" is 999, not a whole number from 0 to'],
  ['statechart:transition', { machine: 'brain', index: 1 }, '"data.machine" is "brain", not one of connection,'],
  ['statechart:transition', { machine: '__proto__', index: 1 }, '"data.machine" is "__proto__", not one of'],
  [
    'statechart:input',
    { machine: 'readLoop', event: { type: 7 }, nested: false },
    '"data.event.type" is 7, not a text',
  ],
  [
    'statechart:input',
    { machine: 'readLoop', event: { type: 'PAYLOAD', length: -1 }, nested: false },
    '"data.event.length" is -1, not a whole number',
  ],
  [
    'statechart:input',
    { machine: 'closeHandshake', event: { type: 'CLOSE', code: { deep: 1 } }, nested: false },
    '"data.event.code" is an object, not a field of an event',
  ],
  [
    'statechart:input',
    { machine: 'writeTurn', event: { type: 'WANT_PING', more: 1 }, nested: false },
    '"data.event.more" is 1, not a field of WANT_PING',
  ],
  ['statechart:message', { from: 'readLoop', to: 'you', event: { type: 'X' } }, '"data.to" is "you", not one of'],
  ['statechart:timer', { timer: 'lunch', due: 3 }, '"data.timer" is "lunch", not one of connect, opening, idle'],
  ['statechart:dropped', { lost: 0 }, '"data.lost" is 0, not a whole number from 1 to 4294967295'],
  ['statechart:snapshot', { engine: 'steam' }, '"data.engine" is "steam", not one of compiled, interpreted'],
  ['statechart:snapshot', { engine: 'compiled', machines: [], timers: {} }, '"data.machines" is not an object'],
  [
    'websocket:frame_parsed',
    { fin: true, rsv: 0, opcode: 1, masked: true, masking_key: 'xx' },
    '"data.masking_key" is "xx", not four bytes',
  ],
  [
    'websocket:frame_parsed',
    { fin: true, rsv: 0, opcode: 2, masked: false, header_length: 2, raw: { payload_length: 300 } },
    '"data.header_length" is 2, not 4 or 10, as this length and mask need',
  ],
  ['websocket:frame_parsed', { fin: 1, masked: false }, '"data.fin" is 1, not true or false'],
  ['websocket:frame_created', { fin: true, masked: false, rsv: 8 }, '"data.rsv" is 8, not a whole number from 0 to 7'],
  [
    'websocket:payload_parsed',
    { form: 'wire', raw: { length: 1, data: 'zz' } },
    '"data.raw.data" is "zz", not bytes in',
  ],
  [
    'websocket:payload_parsed',
    { form: 'wire', raw: { length: 1, data: 'abcd' } },
    '"data.raw.data" is "abcd", not at most the 1',
  ],
  [
    'websocket:payload_parsed',
    { form: 'wire', raw: { length: 2 ** 33, data: '' } },
    '"data.raw.length" is 8589934592, not',
  ],
  ['websocket:handshake_request', { direction: 'up', head: '' }, '"data.direction" is "up", not one of in, out'],
  ['websocket:opened', { protocol: null, extensions: '' }, '"data.protocol" is null, not a text'],
  ['websocket:connection_started', { input: {}, timeouts: {}, id: 1e300 }, '"data.id" is 1e+300, not a whole number'],
  ['websocket:connection_closed', {}, '"data.states" is not an object'],
  ['websocket:connection_closed', '[]', '"data" is not an object'],
])('%s %j: %s', (name, data, problem) => {
  expect(problemOf(event(name, data))).toContain(`${name}: ${problem}`);
});

test('times and connections that are none', () => {
  const name = 'websocket:recording_stopped';
  expect(problemOf(event(name, {}, 'now'))).toContain('"time" is "now", not a finite number');
  expect(problemOf(event(name, {}, 1).replace('"time":1', '"time":1e999'))).toContain('"time" is Infinity');
  expect(problemOf(event(name, {}, 1, '../1'))).toContain('"group_id" is "../1", not the number of a connection');
  expect(problemOf(event(name, {}, 1, 1))).toContain('"group_id" is 1, not a text');
  const { journals, problems } = readTrace(file + event(name, {}, -5) + event(name, {}, -6));
  expect(problems).toEqual([expect.stringContaining('the time goes back')]);
  expect(journals.get(1)?.timeAt(whole)).toBe(journals.get(1)?.timeAt(whole - 1));
});

test('names that objects inherit are no fields, and __proto__ changes nothing', () => {
  const record = '{"machine":"closeHandshake","event":{"type":"CLOSE","__proto__":{"code":1}},"nested":false}';
  expect(problemOf(event('statechart:input', record))).toContain('"data.event.__proto__" is an object, not a field');
  expect(problemOf(event('statechart:input', record.replace('{"code":1}', '7')))).toContain(
    '"data.event.__proto__" is 7',
  );
  const inherited = event('statechart:timer', '{"__proto__":{"timer":"idle","due":1}}');
  expect(problemOf(inherited)).toContain('"data.timer" is missing');
  expect(({} as Record<string, unknown>).timer).toBeUndefined();
});

test('JSON that is deep, wide or large is refused, and costs nothing more', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  expect(problemOf(`\x1e{"time":2000,"group_id":"1","name":"statechart:input","data":${deep}}\n`)).toContain(
    'not an object',
  );
  const value = `${'{"a":'.repeat(100_000)}"x"${'}'.repeat(100_000)}`;
  const machines = `{"connection":{"value":${value},"context":{}}}`;
  expect(problemOf(event('statechart:snapshot', `{"engine":"compiled","machines":${machines},"timers":{}}`))).toContain(
    '"data.machines.connection.value" is an object, not a state of connection',
  );
  const large = { machine: 'closeHandshake', event: { type: 'CLOSE', reason: 'x'.repeat(300_000) }, nested: false };
  expect(problemOf(event('statechart:input', large))).toContain('it is larger than any record');
  const bytes = 'ab'.repeat(200_000);
  expect(
    problemOf(event('websocket:payload_parsed', { form: 'wire', raw: { length: 200_000, data: bytes } })),
  ).toContain('not at most 131072 bytes: more belongs into several events');
});

test('problems and connections without end are bounded', () => {
  const many = Array.from({ length: 5000 }, (_, id) => event('websocket:recording_stopped', {}, 1, String(id))).join(
    '',
  );
  const { journals, problems } = readTrace(file + many);
  expect(journals.size).toBe(4096);
  expect(problems.at(-1)).toContain('more than 4096 are left out');
  const bad = Array.from(
    { length: 1000 },
    (_, at) => event(`websocket:x${at}`, {}) + event('websocket:opened', {}),
  ).join('');
  const more = readTrace(file + bad).problems;
  expect(more).toHaveLength(101);
  expect(more.at(-1)).toMatch(/^9\d\d more problems like these$/);
});

test('a million small events are read', () => {
  const writer = new TraceWriter();
  const record = writer.write(1, { kind: 'transition', seq: 0, time: 5000, actor: 'readLoop', index: 46 });
  const { journals, problems } = readTrace(file + record.repeat(1_000_000));
  expect(problems).toEqual([]);
  expect(journals.get(1)?.length).toBe(whole + 1_000_000);
}, 60_000);

test('whatever is done to the characters of a file, it is read or said', () => {
  const readable = ({ journals, problems }: Trace) => {
    for (const journal of journals.values()) recordsOf(journal);
    for (const problem of problems) expect(problem).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(journals.size + problems.length).toBeGreaterThan(0);
  };
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('\x1e', '\n', '{', '"', '0', 'null', '\u202e'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(file.length), fc.nat(20), piece), { minLength: 1, maxLength: 5 }), (edits) => {
      let text = file;
      for (const [at, remove, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
      readable(readTrace(text));
    }),
    { numRuns: 200 },
  );
});

test('whatever stands in the place of a field, the record is read or refused', () => {
  const odd = fc.oneof(
    fc.anything({ maxDepth: 2, withNullPrototype: false }),
    fc.constantFrom(-1, 1e300, 2 ** 60, 0.5, '__proto__', null),
  );
  fc.assert(
    fc.property(recordings, fc.nat(), odd, (records, seed, value) => {
      const text = writeTrace(new Map([[1, journalFrom(records)]]));
      const all = text
        .split('\x1e')
        .slice(1)
        .map((each): object => JSON.parse(each));
      const target = all[9 + (seed % Math.max(1, all.length - 9))];
      if (target === undefined) return;
      const paths: (() => void)[] = [];
      const visit = (object: object) => {
        for (const [name, inner] of Object.entries(object)) {
          paths.push(() => Object.defineProperty(object, name, { value, enumerable: true }));
          if (typeof inner === 'object' && inner !== null) visit(inner);
        }
      };
      visit(target);
      paths[seed % paths.length]?.();
      const { journals, problems } = readTrace(all.map((each) => `\x1e${plainJson(each)}\n`).join(''));
      const read: InspectRecord[] = [...journals.values()].flatMap(recordsOf);
      expect(read.length + problems.length).toBeGreaterThan(0);
      expect(readTrace(writeTrace(journals)).journals.get(1)?.length ?? 0).toBe(journals.get(1)?.length ?? 0);
    }),
    { numRuns: 300 },
  );
});

/** JSON knows no big integers. */
function plainJson(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each));
}
