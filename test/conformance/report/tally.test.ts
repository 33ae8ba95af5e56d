import { expect, test } from 'vitest';
import { tallyOf } from '../../../src/conformance/report/tally.ts';

test('verdicts are counted', () => {
  expect(tallyOf(['pass', 'fail', 'pass'])).toEqual({ pass: 2, fail: 1 });
  expect(tallyOf([])).toEqual({});
});
