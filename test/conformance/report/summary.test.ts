import { expect, test } from 'vitest';
import { summaryTable, verdictsOf } from '../../../src/conformance/report/summary.ts';
import { passed, sampleCase, sampleRun } from '../../support/sample-runs.ts';

const groups = [
  { id: '1.1', title: 'Text', cases: [sampleCase('1.1.1'), sampleCase('1.1.2')] },
  { id: '1.2', title: 'Binary', cases: [sampleCase('1.2.1')] },
  { id: '7.7', title: 'Codes', cases: [sampleCase('7.7.1'), sampleCase('7.7.2')] },
];

test('a table of groups and subjects', () => {
  const one = sampleRun('a|b *c*', [passed('1.1.1'), passed('1.1.2', { behavior: 'acceptable' }), passed('1.2.1')]);
  const other = sampleRun(
    'other',
    [passed('1.1.1', { behavior: 'fail' }), passed('7.7.1', { behaviorClose: 'wrong-code' })],
    {
      side: 'client',
      missing: [{ id: '7.7.2', reason: 'it died' }],
    },
  );
  expect(summaryTable([one, other], groups)).toBe(
    [
      '| Cases | a\\|b \\*c\\* (server) | other (client) |',
      '| --- | ---: | ---: |',
      '| 1 Framing | 2/3, 1 acceptable | 0/1, 1 fail |',
      '| 7 Closing handshake |  | 0/2, 1 wrong close code, 1 not run |',
      '| **All** | 2/3, 1 acceptable | 0/3, 1 wrong close code, 1 fail, 1 not run |',
      '',
    ].join('\n'),
  );
  expect([...verdictsOf(other)]).toEqual([
    ['7.7.2', 'missing'],
    ['1.1.1', 'fail'],
    ['7.7.1', 'wrong-code'],
  ]);
});
