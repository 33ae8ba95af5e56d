import { expect, test } from 'vitest';
import { openingClients } from '../../../src/conformance/cases/21-opening-clients.ts';
import type { Head } from '../../../src/conformance/model.ts';

const cases = openingClients.flatMap((group) => group.cases);

const goodHead: Head = {
  startLine: 'GET /runCase?case=1&agent=a HTTP/1.1',
  headers: [
    ['host', 'localhost:9001'],
    ['upgrade', 'websocket'],
    ['connection', 'keep-alive, Upgrade'],
    ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['sec-websocket-version', '13'],
    ['sec-websocket-protocol', 'chat, superchat'],
  ],
};

function withValue(name: string, value: string | undefined): Head {
  const others = goodHead.headers.filter(([each]) => each !== name);
  return { ...goodHead, headers: value === undefined ? others : [...others, [name, value]] };
}

function complaining(head: Head): string[] {
  return cases.filter(({ opening }) => opening?.expect.fault?.(head) !== undefined).map(({ id }) => id);
}

test('there are as many cases as there should be, all for clients', () => {
  expect(Object.fromEntries(openingClients.map((group) => [group.id, group.cases.length]))).toEqual({
    '21.1': 9,
    '21.2': 15,
    '21.3': 3,
    '21.4': 11,
    '21.5': 14,
    '21.6': 10,
    '21.7': 9,
  });
  expect(cases.filter(({ side }) => side !== 'client')).toEqual([]);
});

test('nobody complains about a good request', () => {
  expect(complaining(goodHead)).toEqual([]);
});

test.each([
  ['POST', { ...goodHead, startLine: 'POST / HTTP/1.1' }, ['21.1.1']],
  ['an old version of HTTP', { ...goodHead, startLine: 'GET / HTTP/1.0' }, ['21.1.1']],
  ['a fragment', { ...goodHead, startLine: 'GET /#here HTTP/1.1' }, ['21.1.2']],
  ['no Host', withValue('host', undefined), ['21.1.3']],
  ['another Upgrade', withValue('upgrade', 'websockets'), ['21.1.4']],
  ['no Connection', withValue('connection', undefined), ['21.1.5']],
  ['a short key', withValue('sec-websocket-key', 'AAECAwQFBgcICQoLDA0O'), ['21.1.6']],
  ['a key with bits that mean nothing', withValue('sec-websocket-key', 'AAAAAAAAAAAAAAAAAAAAAB=='), ['21.1.6']],
  ['version 8', withValue('sec-websocket-version', '8'), ['21.1.7']],
  ['a subprotocol twice', withValue('sec-websocket-protocol', 'a, b, a'), ['21.1.8']],
  ['a subprotocol with a slash', withValue('sec-websocket-protocol', 'a/b'), ['21.1.8']],
  ['a body', withValue('transfer-encoding', 'chunked'), ['21.1.9']],
])('a request with %s is found by the case for it', (_, head, ids) => {
  expect(complaining(head)).toEqual(ids);
});

test('who is to refuse is given something wrong', () => {
  const refusals = cases.filter(({ opening }) => opening?.expect.opens === false);
  expect(refusals.length).toBeGreaterThan(30);
  expect(refusals.filter(({ opening }) => JSON.stringify(opening?.response) === '{}')).toEqual([]);
});
