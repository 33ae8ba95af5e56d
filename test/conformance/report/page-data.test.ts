import { expect, test } from 'vitest';
import { FIN, MASKED } from '../../../src/conformance/report/page/data.ts';
import { detailsOf, pageData } from '../../../src/conformance/report/page-data.ts';
import { frame, note, octets, passed, rawOctets, sampleCase, sampleRun } from '../../support/sample-runs.ts';

const groups = [
  {
    id: '6.4',
    title: 'Text',
    cases: [
      sampleCase('6.4.1', {
        outcomes: [
          { behavior: 'pass', events: [{ kind: 'pong', payload: { repeat: 'a', size: 1000 } }] },
          { behavior: 'acceptable', events: [{ kind: 'mark', name: 'A' }], meaning: 'Late.' },
        ],
        close: { by: 'subject', codes: [1007, 1005], clean: false, informational: true },
      }),
    ],
  },
];

test('what the matrix needs, and what was expected in words', () => {
  const run = sampleRun('ws', [passed('6.4.1', { behavior: 'acceptable' })], {
    missing: [{ id: '9.9', reason: 'gone' }],
  });
  expect(pageData([run], groups, new Date(0))).toEqual({
    written: '1970-01-01T00:00:00.000Z',
    subjects: [
      {
        agent: 'ws',
        side: 'server',
        started: run.started,
        duration: 14_250,
        full: false,
        verdicts: { '6.4.1': 'acceptable', '9.9': 'missing' },
      },
    ],
    groups: [
      {
        id: '6.4',
        title: 'Text',
        family: '6 UTF-8',
        cases: [
          {
            id: '6.4.1',
            description: 'We send a text message of five octets.',
            expectation: 'The subject echoes it.',
            section: 'RFC 6455 §5.6',
            outcomes: [
              { verdict: 'pass', meaning: '', events: [`pong “${'a'.repeat(32)}…” (1,000 octets)`] },
              { verdict: 'acceptable', meaning: 'Late.', events: ['still connected: A'] },
            ],
            close: 'the subject ends the connection, 1007, no code, or drops the connection; only reported',
          },
        ],
      },
      {
        id: '9',
        title: 'Limits and performance',
        family: '9 Limits and performance',
        cases: [{ id: '9.9', description: '', expectation: '', section: '', outcomes: [], close: '' }],
      },
    ],
  });
});

test('of a case that is only reported, no outcome passes', () => {
  const group = { id: '1', title: '', cases: [sampleCase('1.1', { informational: true })] };
  const { groups: shown } = pageData([sampleRun('ws', [passed('1.1')])], [group], new Date(0));
  expect(shown[0]?.cases[0]?.outcomes.map(({ verdict }) => verdict)).toEqual(['informational']);
});

test('how a case went', () => {
  const wire = [
    frame('frame-out', 0.04, 1, octets('Hi'), { fin: false, rsv: 4, maskingKey: 7 }),
    rawOctets('octets-in', 1.26, Uint8Array.of(1, 2)),
    frame('frame-in', 1.26, 8, new Uint8Array()),
    note(3, 'The end.'),
  ];
  const run = sampleRun('ws', [passed('6.4.1', { wire, remoteCloseCode: undefined, remoteCloseReason: 'bye' })]);
  expect(detailsOf(run)['6.4.1']).toMatchObject({
    events: ['text “Hello” (5 octets)'],
    duration: 3,
    facts: [
      ['Closed by', 'wirechart'],
      ['Cleanly', 'yes'],
      ['Code sent', '1000'],
      ['Code received', 'none'],
      ['Reason received', 'bye'],
    ],
    wire: [
      [0, 0, 'SGk=', 2, 1, 4 | MASKED, 7],
      [1.3, 3, 'AQI=', 2],
      [1.3, 1, '', 0, 8, FIN, 0],
      [3, 4, 'The end.'],
    ],
    cut: 0,
  });
});

test('of a case that passed less is kept than of one that somebody will look at', () => {
  const wire = Array.from({ length: 1000 }, (_, at) => frame('frame-in', at, 1, new Uint8Array(1000)));
  const run = sampleRun('ws', [passed('1', { wire }), passed('2', { wire, behavior: 'fail' })]);
  const { 1: good, 2: bad } = detailsOf(run);
  const sizes = [good, bad].map((detail) => [
    detail?.wire.length,
    detail?.cut,
    Buffer.from(String(detail?.wire[0]?.[2]), 'base64').length,
  ]);
  expect(sizes).toEqual([
    [40, 960, 48],
    [300, 700, 256],
  ]);
});

test('a head of a megabyte is cut', () => {
  const httpRequest = `GET / HTTP/1.1\r\n${'x'.repeat(1e6)}`;
  const { request, response } = detailsOf(sampleRun('ws', [passed('1', { httpRequest })]))['1'] ?? {};
  expect([request?.length, request?.slice(-30)]).toEqual([4000 + 26, 'xxxx\n… 996,016 more characters']);
  expect(response).toBe(passed('1').httpResponse);
});

test('many events are counted, and a case that did not run says why', () => {
  const observed = Array.from({ length: 60 }, () => ({ kind: 'pong', payload: new Uint8Array() }) as const);
  const run = sampleRun('ws', [passed('1', { observed })], { missing: [{ id: '2', reason: 'it died' }] });
  const details = detailsOf(run);
  expect([details['1']?.events.length, details['1']?.events.at(-1)]).toEqual([51, '… and 10 more']);
  expect(details['2']).toMatchObject({ behavior: 'missing', result: 'it died', wire: [] });
});

test('nothing is expected of a connection that must not open', () => {
  const refused = sampleCase('6.4.1', { opening: { expect: { opens: false } } });
  const run = sampleRun('ws', [passed('6.4.1')]);
  const { groups: written } = pageData([run], [{ id: '6.4', title: '', cases: [refused] }], new Date(0));
  expect(written[0]?.cases[0]).toMatchObject({ outcomes: [], close: '' });
});
