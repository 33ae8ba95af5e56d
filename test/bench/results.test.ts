import { expect, test } from 'vitest';
import type { Row } from './report.ts';
import { mergeRows } from './results.ts';

const row = (workload: string, peer: string, ours: number): Row => ({
  workload,
  peer,
  ours,
  theirs: 2 * ours,
  ratio: 2,
  unit: 'µs/message',
});

test('new rows take the place of those of their workload and peer; all others stay', () => {
  const before = [row('echo', 'ws', 1), row('echo', 'bun', 1), row('decode', 'ws', 1)];
  expect(mergeRows(before, [row('echo', 'ws', 5), row('send', 'ws', 5)])).toEqual([
    row('echo', 'ws', 5),
    row('echo', 'bun', 1),
    row('decode', 'ws', 1),
    row('send', 'ws', 5),
  ]);
});
