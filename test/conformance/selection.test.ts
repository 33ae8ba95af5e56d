import { describe, expect, test } from 'vitest';
import { clientOrder, SelectionError, selectCases } from '../../src/conformance/index.ts';
import { caseOf, groupOf } from './cases-to-try.ts';

const groups = groupOf(
  caseOf({ id: '1.1' }),
  caseOf({ id: '1.10.1', side: 'server' }),
  caseOf({ id: '7.7.1' }),
  caseOf({ id: '7.7.10' }),
  caseOf({ id: '7.9.1', side: 'client' }),
);

describe('patterns', () => {
  test.each<[cases: string[], exclude: string[], ids: string[]]>([
    [['*'], [], ['1.1', '1.10.1', '7.7.1', '7.7.10', '7.9.1']],
    [['1.*'], [], ['1.1', '1.10.1']],
    [['1'], [], ['1.1', '1.10.1']],
    [['1.1'], [], ['1.1']],
    [['7.7'], [], ['7.7.1', '7.7.10']],
    [['7.7.1'], [], ['7.7.1']],
    [['7.*.1'], [], ['7.7.1', '7.9.1']],
    [['7.9', '1.1'], [], ['1.1', '7.9.1']],
    [['*'], ['7.7.*', '1.10'], ['1.1', '7.9.1']],
  ])('%j without %j', (cases, exclude, ids) => {
    expect(selectCases(groups, undefined, { cases, exclude }).map(({ id }) => id)).toEqual(ids);
  });

  test.each(['', 'x', '1.', '.1', '1..2', '1.**', '1.1 '])('%j is no pattern', (pattern) => {
    expect(() => selectCases(groups, undefined, { cases: [pattern] })).toThrow(SelectionError);
  });

  test('one that fits nothing is named', () => {
    expect(() => selectCases(groups, undefined, { cases: ['8.*'] })).toThrow('no case is numbered 8.*');
    expect(() => selectCases(groups, undefined, { exclude: ['7.8'] })).toThrow('no case is numbered 7.8');
    expect(() => selectCases(groups, 'server', { cases: ['7.9'] })).toThrow('no case is left for a server');
  });
});

test('cases of the other side are left out', () => {
  expect(selectCases(groups, 'server', {}).map(({ id }) => id)).toEqual(['1.1', '1.10.1', '7.7.1', '7.7.10']);
  expect(selectCases(groups, 'client', {}).map(({ id }) => id)).toEqual(['1.1', '7.7.1', '7.7.10', '7.9.1']);
});

test('for clients, connections that need not open come last', () => {
  const opening = (id: string, opens: boolean | 'either') => caseOf({ id, opening: { expect: { opens } } });
  const cases = [opening('1', false), opening('2', true), caseOf({ id: '3' }), opening('4', 'either')];
  expect(clientOrder(cases).map(({ id }) => id)).toEqual(['2', '3', '1', '4']);
});
