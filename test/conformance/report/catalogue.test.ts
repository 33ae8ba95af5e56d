import { expect, test } from 'vitest';
import {
  compareIds,
  familyOf,
  familyTitle,
  reportGroups,
  withOwnNames,
} from '../../../src/conformance/report/catalogue.ts';
import { passed, sampleCase, sampleRun } from '../../support/sample-runs.ts';

test('numbers in ids are compared as numbers', () => {
  const ids = ['10.1.1', '7.10', '7.9.13', '7.9.2', '7.9', '1.1.1', '7.x', '2.1'];
  expect(ids.sort(compareIds)).toEqual(['1.1.1', '2.1', '7.9', '7.9.2', '7.9.13', '7.10', '7.x', '10.1.1']);
});

test('a family is the first number of an id', () => {
  expect([familyOf('12.3.4'), familyTitle('12'), familyTitle('99')]).toEqual([
    '12',
    'Compression: sizes and samples',
    '',
  ]);
});

test('groups hold what the runs know, in the order of the suite, and number it as the suite does', () => {
  const groups = [
    { id: '2', title: 'Pings', cases: [sampleCase('2.1'), sampleCase('2.2'), sampleCase('2.3')] },
    { id: '1.1', title: 'Text', cases: [sampleCase('1.1.1')] },
    { id: '3', title: 'Not run at all', cases: [sampleCase('3.1')] },
  ];
  const one = sampleRun('one', [passed('2.3'), passed('8.1.10'), passed('8.1.9')]);
  const other = sampleRun('other', [passed('2.1')], { missing: [{ id: '1.1.1', reason: 'it died' }] });
  const seen = reportGroups([one, other], groups).map(({ id, title, cases }) => [
    id,
    title,
    cases.map(({ id, number, conformanceCase }) => [id, number, conformanceCase !== undefined]),
  ]);
  expect(seen).toEqual([
    [
      '2',
      'Pings',
      [
        ['2.1', 1, true],
        ['2.3', 3, true],
      ],
    ],
    ['1.1', 'Text', [['1.1.1', 4, true]]],
    [
      '8.1',
      '',
      [
        ['8.1.9', 0, false],
        ['8.1.10', 0, false],
      ],
    ],
  ]);
});

test('runs of one agent get names of their own, and half characters are replaced', () => {
  const run = (agent: string, side: 'server' | 'client') => sampleRun(agent, [], { side });
  const names = withOwnNames([
    run('a', 'server'),
    run('b', 'client'),
    run('a', 'client'),
    run('a', 'client'),
    run('x\ud83dy', 'server'),
  ]);
  expect(names.map(({ agent }) => agent)).toEqual(['a (server)', 'b', 'a (client)', 'a (client) 2', 'x\uFFFDy']);
});
