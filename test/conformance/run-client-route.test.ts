import { describe, expect, test } from 'vitest';
import type { Head } from '../../src/conformance/model.ts';
import { routeOf } from '../../src/conformance/run-client-route.ts';

const ask = (target: string, headers: Head['headers'] = [['upgrade', 'websocket']]) =>
  routeOf({ startLine: `GET ${target} HTTP/1.1`, headers }, 10);

test.each([
  ['/getCaseCount', { ask: 'count' }],
  ['/getCaseCount?agent=x', { ask: 'count' }],
  ['/getCaseInfo?case=10', { ask: 'info', number: 10 }],
  ['/runCase?case=1&agent=x', { ask: 'run', number: 1, agent: 'x' }],
  ['/runCase?agent=a%20b%2F1+c&case=1', { ask: 'run', number: 1, agent: 'a b/1 c' }],
  ['/getCaseStatus?agent=x&case=2&more=1', { ask: 'status', number: 2, agent: 'x' }],
  ['/updateReports?agent=x', { ask: 'reports', agent: 'x' }],
])('%s', (target, route) => {
  expect(ask(target)).toEqual(route);
});

describe('what cannot be meant gets an answer that helps', () => {
  test.each([
    ['/', 404, 'nothing at /'],
    ['/runcase?case=1&agent=x', 404, 'nothing at /runcase'],
    ['/runCase?agent=x', 404, 'Which case?'],
    ['/runCase?case=0&agent=x', 404, 'from 1 to 10'],
    ['/runCase?case=11&agent=x', 404, 'from 1 to 10'],
    ['/runCase?case=1.1&agent=x', 404, 'from 1 to 10'],
    ['/runCase?case=&agent=x', 404, 'from 1 to 10'],
    ['/runCase?case=1', 400, 'needs a name'],
    ['/updateReports', 400, 'needs a name'],
    ['/updateReports?agent=', 400, 'needs a name'],
  ])('%s: %i', (target, status, text) => {
    const route = ask(target);
    expect(route.ask === 'refused' && route.status).toMatch(new RegExp(`^${status} `));
    expect(route.ask === 'refused' && route.text).toContain(text);
    expect(route.ask === 'refused' && route.text).toContain('/getCaseCount');
  });

  test('a browser, or curl', () => {
    expect(ask('/runCase?case=1&agent=x', [])).toMatchObject({ ask: 'refused', status: '426 Upgrade Required' });
  });

  test('nonsense', () => {
    expect(routeOf({ startLine: 'nonsense', headers: [] }, 10)).toMatchObject({ status: '400 Bad Request' });
  });
});
