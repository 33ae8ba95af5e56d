import { expect, test } from 'vitest';
import { goals } from './goals.ts';
import type { Row } from './report.ts';
import type { Results } from './results.ts';
import { circumstances, everythingTable, goalsTable, inspectingTable, latencies, shares } from './tables.ts';

const row = (workload: string, peer: string, ratio: number, unit = 'µs/message'): Row => ({
  workload,
  peer,
  ratio,
  ours: 10,
  theirs: Number((10 * ratio).toFixed(1)),
  unit,
});

const results = (...rows: Row[]): Results => ({
  date: '2026-01-31',
  machine: { processor: 'Some Processor', cores: 2, memory: 8, kernel: 'linux 6.1.0 x64', node: '20.20.0' },
  versions: ['ws 8.0.0', 'bun 1.0.0'],
  generator: 'test/bench/load.ts',
  rows,
});

const lineOf = (table: string, start: string) => table.split('\n').find((line) => line.startsWith(`| ${start}`));

test('a goal is reached, missed, or was not measured', () => {
  const workload = 'echo 64 × 64, 32 B text';
  const table = goalsTable(
    results(row(workload, 'ws', 14), row(workload, 'bun', 1.09), row(workload, 'ws + bufferutil', 0.99)),
  );
  expect(lineOf(table, '64 × 64 in flight')).toBe(
    '| 64 × 64 in flight, 32 B text | 10 µs/message | 14.0 ✓ | 14 | 1.09 ✗ | 1.1 | 0.99 ✗ |',
  );
  expect(lineOf(table, 'broadcast')).toMatch('| not measured | – | 1.35 | – | 0.75 | – |');
});

test('a figure of a longer name does not stand in for a goal’s', () => {
  const table = goalsTable(results(row('echo 64 × 1, 32 B text: p50', 'ws', 9), row('decode 16 B text', 'ws', 9)));
  for (const { name } of goals) expect(lineOf(table, name)).toContain('not measured');
});

test('everybody is in the table of everything, points of curves and aims are not', () => {
  const point: Row = { ...row('scaling, fragments 4', 'ws', 1), curve: { name: 'fragments', at: 4 } };
  const table = everythingTable(
    results(row('echo', 'ws', 2), row('echo', 'deno', 1.5), row('send', 'ws', 1), point, row('share', 'aim', 2, '%')),
  );
  expect(table).toBe(
    [
      '| workload | wirechart | ws | deno |',
      '| --- | ---: | ---: | ---: |',
      '| echo | 10 µs/message | 2.00 (20) | 1.50 (15) |',
      '| send | 10 µs/message | 1.00 (10) | – |',
    ].join('\n'),
  );
});

test('sentences say what was measured, or nothing', () => {
  const echo = 'echo 64 × 1, 32 B text';
  const measured = results(
    row(`${echo}: p50`, 'ws', 1.5, 'µs'),
    row(`${echo}: p99`, 'ws', 3, 'µs'),
    row("statecharts' share, decode 16 B, by profile", 'aim', 2, '%'),
  );
  expect(latencies(measured)).toContain('p50 / p99: wirechart 10 / 10, ws 15 / 30.');
  expect(shares(measured)).toContain('10 % (decode 16 B, by profile); the aim was below 20 %.');
  expect([latencies(results()), shares(results())]).toEqual(['', '']);
  expect(circumstances(measured)).toContain('Measured on 2026-01-31: Some Processor, 2 cores, 8 GiB');
});

test('what inspecting costs stands apart, as times of what it costs without', () => {
  const measured = results(
    row('inspect: nothing attached, in process, 16 B', 'without taps', 0.96),
    row('inspect: echo 64 × 1, 16 B binary', 'recorded', 1.19),
    row('inspect: echo 64 × 64, 16 B binary', 'recorded', 2.3),
    row('inspect: echo 64 × 1, 16 B binary', 'interpreted', 11.5),
    row('inspect: seek on the page, p50', 'aim', 1.6, 'ms'),
  );
  expect(inspectingTable(measured).split('\n').slice(2)).toEqual([
    '| nothing attached, in process, 16 B | 1.04 ✗ | 1.02 |',
    '| echo 64 × 1, 16 B binary, recorded | 1.19 ✓ | 1.25 |',
    '| echo 64 × 64, 16 B binary, recorded | 2.30 ✗ | 1.25 |',
    '| echo 64 × 1, 16 B binary, interpreted | 11.50 | – |',
    '| seek on the page, p50 | 10 ms ✓ | 16 ms |',
  ]);
  expect(everythingTable(measured)).not.toContain('recorded');
  expect(shares(measured)).toBe('');
  expect(inspectingTable(results())).toBe('');
});
