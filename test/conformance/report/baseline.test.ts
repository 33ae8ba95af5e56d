import { describe, expect, test } from 'vitest';
import type { Behavior, CloseBehavior } from '../../../src/conformance/model.ts';
import {
  baselineOf,
  baselineText,
  compareWithBaseline,
  readBaseline,
} from '../../../src/conformance/report/baseline.ts';
import { passed, sampleRun } from '../../support/sample-runs.ts';

const run = (verdicts: Record<string, [Behavior, CloseBehavior]>) =>
  sampleRun(
    'ws 8.23',
    Object.entries(verdicts).map(([id, [behavior, behaviorClose]]) => passed(id, { behavior, behaviorClose })),
  );

const base = run({ '10.1': ['pass', 'pass'], '2.10': ['acceptable', 'pass'], '2.9': ['pass', 'wrong-code'] });

test('a baseline is a text with a line for every case, in order', () => {
  expect(baselineText(baselineOf(base))).toBe(`{
  "wirechartBaseline": 1,
  "agent": "ws 8.23",
  "side": "server",
  "cases": {
    "2.9": "pass/wrong-code",
    "2.10": "acceptable/pass",
    "10.1": "pass/pass"
  }
}
`);
});

test('what is written can be read', () => {
  expect(readBaseline(baselineText(baselineOf(base)))).toEqual(baselineOf(base));
});

test('nothing has changed', () => {
  expect(compareWithBaseline(base, baselineOf(base))).toEqual({ worse: [], better: [], missing: [], added: [] });
});

test('what got worse, better, lost and new', () => {
  const now = run({
    '10.1': ['pass', 'unclean'],
    '2.10': ['pass', 'pass'],
    '3.1': ['fail', 'fail'],
  });
  expect(compareWithBaseline(now, baselineOf(base))).toEqual({
    worse: [{ id: '10.1', before: 'pass/pass', now: 'pass/unclean' }],
    better: [{ id: '2.10', before: 'acceptable/pass', now: 'pass/pass' }],
    missing: ['2.9'],
    added: ['3.1'],
  });
});

test.each<[Behavior, CloseBehavior, Behavior, CloseBehavior, 'worse' | 'better']>([
  ['pass', 'pass', 'informational', 'pass', 'worse'],
  ['informational', 'pass', 'acceptable', 'pass', 'worse'],
  ['acceptable', 'pass', 'unsupported', 'pass', 'worse'],
  ['unsupported', 'pass', 'fail', 'pass', 'worse'],
  ['pass', 'wrong-code', 'pass', 'unclean', 'worse'],
  ['pass', 'unclean', 'pass', 'fail', 'worse'],
  // One better, the other worse: somebody has to look at it.
  ['fail', 'pass', 'pass', 'wrong-code', 'worse'],
  ['fail', 'fail', 'pass', 'wrong-code', 'better'],
  ['pass', 'fail', 'pass', 'informational', 'better'],
])('%s/%s to %s/%s is %s', (behavior, close, behaviorNow, closeNow, how) => {
  const { worse, better } = compareWithBaseline(
    run({ 1: [behaviorNow, closeNow] }),
    baselineOf(run({ 1: [behavior, close] })),
  );
  expect({ worse: worse.length, better: better.length }).toEqual(
    how === 'worse' ? { worse: 1, better: 0 } : { worse: 0, better: 1 },
  );
});

describe('a file that is no baseline', () => {
  const good = { wirechartBaseline: 1, agent: 'a', side: 'server', cases: { '1.1': 'pass/pass' } };
  test.each([
    ['{', /^the baseline is not JSON: /],
    ['[]', /^this is no baseline of wirechart: .*--write-baseline$/],
    ['null', /^this is no baseline of wirechart/],
    ['{"ws":{"1.1.1":{"behavior":"OK"}}}', /^this is no baseline of wirechart/],
    [JSON.stringify({ ...good, wirechartBaseline: 2 }), /^the baseline has format 2; this version reads format 1$/],
    [JSON.stringify({ ...good, agent: 1 }), /^the baseline has no "agent"/],
    [JSON.stringify({ ...good, side: 'both' }), /^"side" of the baseline is neither/],
    [JSON.stringify({ ...good, cases: [] }), /^the baseline has no "cases"/],
    [JSON.stringify({ ...good, cases: { '1.1': 'OK/OK' } }), /^case 1.1 of the baseline has "OK\/OK"; expected /],
    [JSON.stringify({ ...good, cases: { '1.1': 'pass' } }), /^case 1.1 of the baseline has "pass"/],
    [JSON.stringify({ ...good, cases: { '1.1': 'pass/pass/pass' } }), /^case 1.1/],
    [JSON.stringify({ ...good, cases: { '1.1': 1 } }), /^case 1.1 of the baseline has 1;/],
  ])('%s', (text, message) => {
    expect(() => readBaseline(text)).toThrow(message);
  });
});
