import { expect, test } from 'vitest';
import type { Behavior, CloseBehavior } from '../../../src/conformance/model.ts';
import {
  behaviorOrder,
  closeOrder,
  isFailure,
  verdictOf,
  verdicts,
  words,
} from '../../../src/conformance/report/verdict.ts';

test.each<[Behavior, CloseBehavior, string]>([
  ['pass', 'pass', 'pass'],
  ['pass', 'informational', 'informational'],
  ['informational', 'pass', 'informational'],
  ['acceptable', 'pass', 'acceptable'],
  ['acceptable', 'informational', 'acceptable'],
  ['acceptable', 'wrong-code', 'wrong-code'],
  ['pass', 'wrong-code', 'wrong-code'],
  ['informational', 'unclean', 'unclean'],
  ['pass', 'fail', 'fail'],
  ['fail', 'pass', 'fail'],
  ['fail', 'wrong-code', 'fail'],
  ['unsupported', 'unsupported', 'unsupported'],
  ['unsupported', 'fail', 'unsupported'],
])('%s and %s make %s', (behavior, behaviorClose, verdict) => {
  expect(verdictOf({ behavior, behaviorClose })).toBe(verdict);
});

test('what fails a build', () => {
  expect(verdicts.filter(isFailure)).toEqual(['wrong-code', 'unclean', 'fail', 'missing']);
});

test('every verdict has a sign of its own, and a place in the order of its kind', () => {
  expect(new Set(verdicts.map((verdict) => words[verdict].sign)).size).toBe(verdicts.length);
  for (const order of [behaviorOrder, closeOrder]) {
    expect(order.map((each) => verdicts.indexOf(each))).toEqual(
      order.map((each) => verdicts.indexOf(each)).sort((one, other) => one - other),
    );
  }
});
