import { expect, test } from 'vitest';
import { type Detail, FIN, type Line } from '../../../../src/conformance/report/page/data.ts';
import { type Row, sequenceDiagram, sequenceRows } from '../../../../src/conformance/report/page/sequence.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const text = (at: number, kind: 0 | 1, payload: string, bits = FIN): Line => [
  at,
  kind,
  base64(payload),
  payload.length,
  1,
  bits,
  0,
];

const detail = (wire: Line[], change: Partial<Detail> = {}): Detail => ({
  behavior: 'pass',
  behaviorClose: 'pass',
  result: '',
  resultClose: '',
  broke: '',
  events: [],
  duration: 0,
  facts: [],
  request: '',
  response: '',
  wire,
  cut: 0,
  ...change,
});

const short = (row: Row) =>
  row.kind === 'note' ? row.text : `${row.fromUs ? '→' : '←'} ${row.title}${row.times > 1 ? ` × ${row.times}` : ''}`;

test('the client speaks first: us against servers, the subject against us', () => {
  const heads = { request: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', response: 'HTTP/1.1 101 Switching\r\n\r\n' };
  expect(sequenceRows(detail([], heads), 'server').map(short)).toEqual([
    '→ GET / HTTP/1.1',
    '← HTTP/1.1 101 Switching',
  ]);
  expect(sequenceRows(detail([], heads), 'client').map(short)).toEqual([
    '← GET / HTTP/1.1',
    '→ HTTP/1.1 101 Switching',
  ]);
});

test('frames with what is below them, notes and pauses', () => {
  const rows = sequenceRows(
    detail([text(0, 0, 'Hi', 4), text(200, 1, 'Hi'), [201, 4, 'Broke a rule'], [201, 4, 'End']]),
    'server',
  );
  expect(rows.map(short)).toEqual(['→ text “Hi”', '200 ms later', '← text “Hi”', 'Broke a rule', 'End']);
  expect(rows[0]).toMatchObject({ below: '2 octets · not final · RSV1', family: 'data', at: 0 });
  expect(rows[3]).toMatchObject({ tone: 'broken' });
});

test('the same many times in a row is drawn once', () => {
  const rows = sequenceRows(
    detail([text(0, 0, 'a'), text(1, 0, 'a'), text(2, 0, 'a'), text(3, 1, 'a'), text(4, 0, 'a')]),
    'server',
  );
  expect(rows.map(short)).toEqual(['→ text “a” × 3', '← text “a”', '→ text “a”']);
});

test('octets stand for themselves only where no frame was seen', () => {
  const wire: Line[] = [[0, 2, base64('abc'), 3], text(0, 0, 'x'), [1, 3, base64('HTTP'), 4]];
  expect(sequenceRows(detail(wire), 'server').map(short)).toEqual(['→ text “x”', '← octets “HTTP” (4 octets)']);
});

test('of a long log the beginning and the end are drawn, and what was left out is said', () => {
  const wire = Array.from({ length: 200 }, (_, index) => text(index, 0, `message ${index}`));
  const rows = sequenceRows(detail(wire, { cut: 7 }), 'server').map(short);
  expect(rows).toHaveLength(61);
  expect([rows[49], rows[50], rows[51], rows.at(-1)]).toEqual([
    '→ text “message 49”',
    '… 140 more: see the wire log …',
    '→ text “message 190”',
    '→ text “message 199”',
  ]);
  expect(sequenceRows(detail([text(0, 0, 'a')], { cut: 7 }), 'server').map(short)).toEqual([
    '→ text “a”',
    '7 more lines were left out',
  ]);
});

test('names and payloads are escaped', () => {
  const drawn = sequenceDiagram(detail([text(0, 0, '<script>')]), '</text><script>', 'server').text;
  expect(drawn).not.toContain('<script');
  expect(drawn).toContain('text “&lt;script&gt;”');
});
