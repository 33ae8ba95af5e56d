import { describe, expect, test } from 'vitest';
import { openingServers } from '../../../src/conformance/cases/20-opening-servers.ts';
import type { Head } from '../../../src/conformance/model.ts';

const cases = openingServers.flatMap((group) => group.cases);

const goodHead: Head = {
  startLine: 'HTTP/1.1 101 Switching Protocols',
  headers: [
    ['upgrade', 'websocket'],
    ['connection', 'Upgrade'],
    ['sec-websocket-accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
  ],
};

function without(name: string): Head {
  return { ...goodHead, headers: goodHead.headers.filter(([each]) => each !== name) };
}

function withField(name: string, value: string): Head {
  return { ...goodHead, headers: [...goodHead.headers, [name, value]] };
}

/** Ids of the cases that complain about a head. */
function complaining(head: Head, group: string): string[] {
  return cases
    .filter(({ id, opening }) => id.startsWith(group) && opening?.expect.fault?.(head) !== undefined)
    .map(({ id }) => id);
}

test('there are as many cases as there should be', () => {
  expect(Object.fromEntries(openingServers.map((group) => [group.id, group.cases.length]))).toEqual({
    '20.1': 7,
    '20.2': 12,
    '20.3': 24,
    '20.4': 15,
    '20.5': 15,
    '20.6': 9,
    '20.7': 20,
    '20.8': 7,
    '20.9': 13,
    '20.10': 9,
    '20.11': 2,
  });
});

test('they are for servers only, and each says whether the connection opens', () => {
  expect(cases.filter(({ side, opening }) => side !== 'server' || opening === undefined)).toEqual([]);
});

test('who is to refuse is asked for something wrong, and what is wrong is not the same twice', () => {
  const refusals = cases.filter(({ opening }) => opening?.expect.opens === false);
  const requests = refusals.map(({ opening }) => JSON.stringify(opening?.request));
  expect(requests).not.toContain('{}');
  expect(new Set(requests).size).toBe(requests.length);
});

test('nobody is asked to be right about what the RFC leaves open', () => {
  const open = cases.filter(({ opening }) => opening?.expect.opens === 'either');
  expect(open.length).toBeGreaterThan(10);
  expect(open.filter(({ informational }) => informational !== true)).toEqual([]);
});

describe('the answer to a good request', () => {
  test('nobody complains about a good one', () => {
    for (const group of ['20.1.', '20.6.', '20.7.']) expect(complaining(goodHead, group)).toEqual([]);
  });

  test.each([
    ['an old status line', { ...goodHead, startLine: 'HTTP/1.0 101 Switching Protocols' }, ['20.1.1']],
    ['no Upgrade', without('upgrade'), ['20.1.2']],
    ['another Upgrade', withField('upgrade', 'h2c'), ['20.1.2']],
    ['no Connection', without('connection'), ['20.1.3']],
    ['no accept', without('sec-websocket-accept'), ['20.1.4']],
    ['a second accept', withField('sec-websocket-accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='), ['20.1.4']],
    ['a length', withField('content-length', '0'), ['20.1.5']],
    ['a subprotocol', withField('sec-websocket-protocol', 'chat'), ['20.1.6']],
    ['an extension', withField('sec-websocket-extensions', 'permessage-deflate'), ['20.1.7']],
  ])('%s is found by the case for it', (_, head, ids) => {
    expect(complaining(head, '20.1.')).toEqual(ids);
  });
});

test('a refusal of a version has to say which one is understood', () => {
  const refusal = (value: string): Head => ({
    startLine: 'HTTP/1.1 426 Upgrade Required',
    headers: [['sec-websocket-version', value]],
  });
  const silent: Head = { startLine: 'HTTP/1.1 426 Upgrade Required', headers: [] };
  expect(complaining(refusal('13'), '20.5.')).toEqual([]);
  expect(complaining(refusal('8, 13'), '20.5.')).toEqual([]);
  expect(complaining(silent, '20.5.')).toEqual(['20.5.1', '20.5.2', '20.5.3', '20.5.4', '20.5.5', '20.5.6']);
  expect(complaining(refusal('113'), '20.5.')).toHaveLength(6);
});

test('a subprotocol that was offered may be chosen, another may not', () => {
  expect(complaining(withField('sec-websocket-protocol', 'superchat'), '20.6.')).toEqual(['20.6.3', '20.6.4']);
  expect(complaining(withField('sec-websocket-protocol', 'mine'), '20.6.')).toEqual([
    '20.6.1',
    '20.6.2',
    '20.6.3',
    '20.6.4',
  ]);
});
