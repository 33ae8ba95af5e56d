import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawPlots, readme, readmePart, resultsPage } from './draw.ts';
import type { Row } from './report.ts';
import { hasResults, loadResults, type Results, resultsFolder } from './results.ts';

const row = (workload: string, unit = 'µs/message'): Row => ({
  workload,
  peer: 'ws',
  ratio: 2,
  ours: 10,
  theirs: 20,
  unit,
});

const results: Results = {
  date: '2026-01-31',
  machine: { processor: 'Some Processor', cores: 2, memory: 8, kernel: 'linux 6.1.0 x64', node: '20.20.0' },
  versions: ['ws 8.0.0'],
  generator: 'test/bench/load.ts',
  rows: [
    row('echo 64 × 1, 32 B text'),
    row('echo 64 × 1, 32 B text: p50', 'µs'),
    row('handshake: rate on one core', 'connections/s'),
    row('memory after one echo', 'KiB/connection'),
    { ...row('scaling, connections 4'), curve: { name: 'connections', at: 4 } },
  ],
};

test('there is a plot for what was measured, and none for what was not', () => {
  const plots = drawPlots(results);
  expect(plots.map(({ file }) => file)).toEqual(['echo.svg', 'latency.svg', 'memory.svg', 'scaling.svg']);
  expect(plots[0]?.svg).not.toContain('p50');
});

test('the README shows some plots, the page of results all', () => {
  const plots = drawPlots(results);
  expect([...readmePart(results, plots).matchAll(/results\/(\w+\.svg)/g)].map(([, file]) => file)).toEqual([
    'echo.svg',
    'scaling.svg',
  ]);
  for (const { file } of plots) expect(resultsPage(results, plots)).toContain(`](${file})`);
});

// What was measured last, if it was kept: nothing else may stand in the documents.
for (const saved of hasResults() ? [loadResults()] : []) {
  test(`tables and plots are those of the results of ${saved.date}`, () => {
    const plots = drawPlots(saved);
    const read = (file: string) => readFileSync(join(resultsFolder, file), 'utf8');
    for (const { file, svg } of plots) expect(read(file), file).toBe(svg);
    expect(read('results.md')).toBe(resultsPage(saved, plots));
    expect(readFileSync(readme, 'utf8')).toContain(`<!-- bench -->\n${readmePart(saved, plots)}\n<!-- /bench -->`);
  });
}
