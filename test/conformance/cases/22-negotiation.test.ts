import { expect, test } from 'vitest';
import { parseExtensions } from '../../../src/codec/index.ts';
import { negotiation } from '../../../src/conformance/cases/22-negotiation.ts';
import type { CaseGroup, Head } from '../../../src/conformance/model.ts';

function groupOf(id: string): CaseGroup {
  const found = negotiation.find((group) => group.id === id);
  if (found === undefined) throw new Error(`there is no group ${id}`);
  return found;
}

const EXTENSIONS = 'Sec-WebSocket-Extensions';

function offersOf(id: string): string[] {
  return groupOf(id).cases.map(
    ({ deflate, opening }) => deflate?.offer ?? String(opening?.request?.headers?.[EXTENSIONS]),
  );
}

function headWith(value: string): Head {
  return { startLine: 'HTTP/1.1 101 x', headers: [['sec-websocket-extensions', value]] };
}

test('there are as many cases as there should be', () => {
  expect(Object.fromEntries(negotiation.map((group) => [group.id, group.cases.length]))).toEqual({
    '22.1': 4,
    '22.2': 20,
    '22.3': 7,
    '22.4': 35,
    '22.5': 1,
    '22.6': 20,
    '22.7': 20,
  });
});

test.each(['22.1', '22.2', '22.3', '22.4'])('%s: offers are well-formed, and for servers', (id) => {
  expect(offersOf(id).filter((offer) => parseExtensions(offer) === undefined)).toEqual([]);
  expect(groupOf(id).cases.filter(({ side }) => side !== 'server')).toEqual([]);
});

test.each(['22.6', '22.7'])('%s: answers are for clients', (id) => {
  expect(groupOf(id).cases.filter(({ side }) => side !== 'client')).toEqual([]);
});

/** By the words of RFC 7692 §7.1, not by the code of ours that negotiates. */
function isGoodOffer(offer: string): boolean {
  const names = offer
    .split(';')
    .slice(1)
    .map((each) => each.trim());
  const good =
    /^(server_no_context_takeover|client_no_context_takeover|server_max_window_bits="?(8|9|1[0-5])"?|client_max_window_bits(="?(8|9|1[0-5])"?)?)$/;
  const unique = new Set(names.map((name) => name.replace(/=.*/, '')));
  return names.every((name) => good.test(name)) && unique.size === names.length;
}

test('offers to take are good, and offers to decline are not', () => {
  expect([...offersOf('22.1'), ...offersOf('22.2')].filter((offer) => !isGoodOffer(offer))).toEqual([]);
  expect(offersOf('22.4').filter(isGoodOffer)).toEqual([]);
});

test('where there are several offers, one is good', () => {
  for (const offer of offersOf('22.3')) {
    const good = offer.split(/,\s*/).filter((each) => each.startsWith('permessage-deflate') && isGoodOffer(each));
    expect(good.length, offer).toBeGreaterThan(0);
  }
});

test('who accepts an offer to decline is found, who declines it is not', () => {
  for (const { id, opening } of groupOf('22.4').cases) {
    expect(opening?.expect.fault?.(headWith('permessage-deflate')), id).toMatch(/has to decline/);
    expect(opening?.expect.fault?.(headWith('x-other')), id).toBeUndefined();
    expect(opening?.expect.otherwise, id).toBe('acceptable');
  }
});

const [asked] = groupOf('22.5').cases;

test.each([
  'permessage-deflate',
  'permessage-deflate; client_max_window_bits; server_max_window_bits=10',
  'permessage-deflate; client_max_window_bits=15, permessage-deflate',
  'x-other; whatever=1',
])('a client may offer %s', (value) => {
  expect(asked?.opening?.expect.fault?.(headWith(value))).toBeUndefined();
});

test.each([
  ['permessage-deflate; server_max_window_bits', 'without a value'],
  ['permessage-deflate; server_max_window_bits=7', '8 to 15'],
  ['permessage-deflate; client_max_window_bits=08', '8 to 15'],
  ['permessage-deflate; client_no_context_takeover=1', 'takes no value'],
  ['permessage-deflate; x-unknown', 'no parameter'],
  ['permessage-deflate; client_max_window_bits; client_max_window_bits', 'twice'],
  ['permessage-deflate;', 'malformed'],
])('a client must not offer %s', (value, complaint) => {
  expect(asked?.opening?.expect.fault?.(headWith(value))).toContain(complaint);
});
