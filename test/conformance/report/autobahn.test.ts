import { expect, test } from 'vitest';
import { autobahnFiles } from '../../../src/conformance/report/autobahn.ts';
import { octets, passed, sampleCase, sampleRun } from '../../support/sample-runs.ts';

const groups = [
  { id: '1.1', title: 'Text', cases: [sampleCase('1.1.1')] },
  {
    id: '6.4',
    title: 'UTF-8',
    cases: [
      sampleCase('6.4.1', {
        outcomes: [
          { behavior: 'pass', events: [] },
          { behavior: 'acceptable', events: [{ kind: 'mark', name: 'A' }] },
          { behavior: 'acceptable', events: [{ kind: 'mark', name: 'B' }] },
        ],
        close: { by: 'subject', codes: [1007], clean: false },
      }),
    ],
  },
];

/** By name, parsed. */
function files(...runs: Parameters<typeof autobahnFiles>[0]) {
  return Object.fromEntries(autobahnFiles(runs, groups).map(({ name, text }) => [name, JSON.parse(text) as unknown]));
}

test('index.json has the shape and the words of Autobahn', () => {
  const run = sampleRun(
    'Ws/8',
    [
      passed('1.1.1', { duration: 2.6 }),
      passed('6.4.1', { behavior: 'acceptable', behaviorClose: 'wrong-code', remoteCloseCode: undefined }),
      passed('6.4.2', { behavior: 'informational', behaviorClose: 'informational' }),
      passed('6.4.3', { behavior: 'fail', behaviorClose: 'fail' }),
      passed('6.4.4', { behavior: 'unsupported', behaviorClose: 'unsupported' }),
      passed('6.4.5', { behaviorClose: 'unclean' }),
    ],
    { missing: [{ id: '6.4.6', reason: 'it died' }] },
  );
  const entry = (
    id: string,
    behavior: string,
    behaviorClose: string,
    duration = 3,
    remoteCloseCode: number | null = 1000,
  ) => ({
    [id]: {
      behavior,
      behaviorClose,
      duration,
      remoteCloseCode,
      reportfile: `ws_8_case_${id.replaceAll('.', '_')}.json`,
    },
  });
  expect(files(run)['index.json']).toEqual({
    'Ws/8': {
      ...entry('1.1.1', 'OK', 'OK'),
      ...entry('6.4.1', 'NON-STRICT', 'WRONG CODE', 3, null),
      ...entry('6.4.2', 'INFORMATIONAL', 'INFORMATIONAL'),
      ...entry('6.4.3', 'FAILED', 'FAILED'),
      ...entry('6.4.4', 'UNIMPLEMENTED', 'UNIMPLEMENTED'),
      ...entry('6.4.5', 'OK', 'UNCLEAN'),
      ...entry('6.4.6', 'FAILED', 'FAILED', 0, null),
    },
  });
});

test('the file of a case has all that Autobahn has', () => {
  const run = sampleRun('ws', [passed('1.1.1')]);
  expect(files(run)['ws_case_1_1_1.json']).toEqual({
    agent: 'ws',
    behavior: 'OK',
    behaviorClose: 'OK',
    case: 1,
    closedByMe: true,
    createStats: true,
    createWirelog: true,
    description: 'We send a text message of five octets.',
    droppedByMe: false,
    duration: 3,
    expectation: 'The subject echoes it.',
    expected: { OK: [['message', 'Hello', false]] },
    expectedClose: { closeCode: [1000], closedByMe: true, requireClean: true },
    failedByMe: false,
    httpRequest: run.results[0]?.httpRequest,
    httpResponse: run.results[0]?.httpResponse,
    id: '1.1.1',
    isServer: false,
    localCloseCode: 1000,
    localCloseReason: 'done',
    received: [['message', 'Hello', false]],
    remoteCloseCode: 1000,
    remoteCloseReason: '',
    reportCompressionRatio: false,
    reportTime: false,
    result: 'All events came as expected.',
    resultClose: 'The connection was closed cleanly, code 1000.',
    rxFrameStats: { 1: 1, 8: 1 },
    rxOctetStats: { 7: 1 },
    started: '2024-01-02T03:04:05.678Z',
    trafficStats: null,
    txFrameStats: { 1: 1, 8: 1 },
    txOctetStats: { 11: 1 },
    wasClean: true,
    wasCloseHandshakeTimeout: false,
    wasNotCleanReason: null,
    wasOpenHandshakeTimeout: false,
    wasServerConnectionDropTimeout: false,
    wirelog: [
      ['TO', [11, '81851a2b3c4d524e502175'], false],
      ['TF', [5, 'Hello'], 1, true, 0, '1a2b3c4d', null, null, false],
      ['RO', [7, '810548656c6c6f']],
      ['RF', [5, 'Hello'], 1, true, 0, false, null],
      ['TF', [6, '0x03e8646f6e65'], 8, true, 0, '1a2b3c4d', null, null, false],
      ['RF', [2, '0x03e8'], 8, true, 0, false, null],
      ['CTE', 'The subject ends its side (FIN).'],
    ],
  });
});

test('events that were expected stand by verdict, and those that came in their order', () => {
  const observed = [
    { kind: 'mark', name: 'A' },
    { kind: 'ping', payload: new Uint8Array() },
    { kind: 'pong', payload: Uint8Array.of(0xff) },
    { kind: 'message', type: 'binary', payload: octets('x'.repeat(100)) },
  ] as const;
  const file = files(sampleRun('ws', [passed('6.4.1', { observed, closedBy: 'subject' })]))['ws_case_6_4_1.json'];
  expect(file).toMatchObject({
    case: 2,
    closedByMe: false,
    expected: { OK: [], 'NON-STRICT': [['timeout', 'A']] },
    expectedClose: { closeCode: [1007], closedByMe: false, requireClean: false },
    received: [
      ['timeout', 'A'],
      ['ping', ''],
      ['pong', '0xff'],
      ['message', `${'x'.repeat(64)} ...`, true],
    ],
  });
});

test('who closed, and what was waited for in vain', () => {
  const gone = { wasClean: false, remoteCloseCode: undefined, resultClose: 'No answer.', broke: 'RFC 6455 §5.1' };
  const client = sampleRun('c', [passed('1.1.1'), passed('6.4.1', { ...gone, httpRequest: '' })], { side: 'client' });
  const server = sampleRun('s', [passed('1.1.1', gone), passed('6.4.1', { ...gone, httpResponse: '' })]);
  const all = files(client, server);
  expect(all['c_case_1_1_1.json']).toMatchObject({ isServer: true, droppedByMe: true, failedByMe: false });
  expect(all['c_case_6_4_1.json']).toMatchObject({ wasOpenHandshakeTimeout: true, wasCloseHandshakeTimeout: false });
  expect(all['s_case_1_1_1.json']).toMatchObject({
    isServer: false,
    droppedByMe: true,
    failedByMe: true,
    remoteCloseReason: null,
    wasNotCleanReason: 'No answer.',
    wasOpenHandshakeTimeout: false,
    wasCloseHandshakeTimeout: true,
  });
  expect(all['s_case_6_4_1.json']).toMatchObject({ wasOpenHandshakeTimeout: true });
});

test('the text is as Python writes it: sorted keys, three blanks, ASCII', () => {
  const [index, file] = autobahnFiles([sampleRun('日本 "x"', [passed('1.1.1', { result: 'a\0ä\ud83d🙂' })])], groups);
  expect(index?.text).toBe(
    [
      '{',
      '   "\\u65e5\\u672c \\"x\\"": {',
      '      "1.1.1": {',
      '         "behavior": "OK",',
      '         "behaviorClose": "OK",',
      '         "duration": 3,',
      '         "remoteCloseCode": 1000,',
      '         "reportfile": "x_case_1_1_1.json"',
      '      }',
      '   }',
      '}',
    ].join('\n'),
  );
  expect(file?.text).toContain('"result": "a\\u0000\\u00e4\\ud83d\\ud83d\\ude42"');
});

test('agents and cases are sorted as Python sorts texts', () => {
  const [index] = autobahnFiles([sampleRun('b', [passed('9.1'), passed('10.1')]), sampleRun('a', [])], groups);
  expect([...(index?.text ?? '').matchAll(/"(\w|[\d.]+)": /g)].map(([, key]) => key)).toEqual([
    'a',
    'b',
    '10.1',
    '9.1',
  ]);
});

test('an agent may be called __proto__', () => {
  const [index] = autobahnFiles([sampleRun('__proto__', [passed('1.1.1')])], groups);
  expect(index?.text).toContain('"__proto__": {\n      "1.1.1"');
});
