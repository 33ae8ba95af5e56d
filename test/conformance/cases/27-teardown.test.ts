import { expect, test } from 'vitest';
import { teardowns } from '../../../src/conformance/cases/27-teardown.ts';

const lastSteps = (id: string) =>
  teardowns.find((group) => group.id === id)?.cases.map(({ script }) => script.at(-1)?.do) ?? [];

test('there are as many cases as there should be', () => {
  expect(teardowns.map((group) => group.cases.length)).toEqual([4, 7, 5]);
});

test('a clean close is by both close frames', () => {
  expect(teardowns[0]?.cases.filter(({ close }) => !close.clean || close.by !== 'us')).toEqual([]);
});

test('who says so ends or drops the transport, at the end of the script', () => {
  expect(new Set(lastSteps('27.2'))).toEqual(new Set(['end']));
  expect(new Set(lastSteps('27.3'))).toEqual(new Set(['reset']));
});

test('nothing is asked of a subject whose transport is gone', () => {
  expect(teardowns[2]?.cases.filter(({ informational }) => informational !== true)).toEqual([]);
});
