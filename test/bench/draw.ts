/** Draws all tables and plots from what was saved, and puts them into the README: neither can say what was not measured. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTable } from '../support/docs-tables.ts';
import { root } from './places.ts';
import { drawBars, drawCurves } from './plots.ts';
import type { Row } from './report.ts';
import { type Results, resultsFolder } from './results.ts';
import {
  circumstances,
  curvesTable,
  everythingTable,
  goalsTable,
  inspectingTable,
  latencies,
  shares,
  sharesTable,
} from './tables.ts';

export const readme = join(root, 'README.md');

interface Plot {
  readonly file: string;
  /** For those who do not see it, and the heading above it. */
  readonly about: string;
  shows(row: Row): boolean;
}

const bars: readonly Plot[] = [
  {
    file: 'echo.svg',
    about: 'CPU time of a server per echoed message: less is better',
    shows: ({ workload }) => workload.startsWith('echo') && !/: p\d/.test(workload),
  },
  {
    file: 'latency.svg',
    about: 'Time from a message to its echo, half of them and 99 % of them: less is better',
    shows: ({ workload }) => /: p\d/.test(workload),
  },
  {
    file: 'more.svg',
    about: 'Compression, broadcast, client role and opening handshakes, CPU time: less is better',
    shows: ({ workload, unit }) => /^(deflate|broadcast|client|handshake)/.test(workload) && isTime(unit),
  },
  {
    file: 'in-process.svg',
    about: 'Decoding and sending a frame in process, CPU time: less is better',
    shows: ({ workload }) => /^decode/.test(workload) || /^send .* binary, server$/.test(workload),
  },
  {
    file: 'memory.svg',
    about: 'Resident memory of a server per connection: less is better',
    shows: ({ unit }) => unit.startsWith('KiB'),
  },
];

const isTime = (unit: string) => /^[µn]s/.test(unit);
const CURVES = 'scaling.svg';
const ABOUT_CURVES =
  'CPU time of a message (µs) as the work grows, both axes logarithmic: what is linear is a straight line';
/** What the README shows; the rest is in results.md. */
const IN_README: readonly string[] = ['echo.svg', CURVES];

/** Writes results.md, the plots and the README's part. */
export function drawResults(results: Results): void {
  const plots = drawPlots(results);
  for (const { file, svg } of plots) writeFileSync(join(resultsFolder, file), svg);
  writeFileSync(join(resultsFolder, 'results.md'), resultsPage(results, plots));
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), 'bench', readmePart(results, plots)));
}

export interface Drawn {
  readonly file: string;
  readonly about: string;
  readonly svg: string;
}

/** Those that there are rows for. */
export function drawPlots({ rows }: Results): Drawn[] {
  const drawn = bars.flatMap(({ file, about, shows }) => {
    const shown = rows.filter((row) => row.curve === undefined && shows(row));
    return shown.length === 0 ? [] : [{ file, about, svg: drawBars(shown) }];
  });
  const hasCurves = rows.some(({ curve }) => curve !== undefined);
  return hasCurves ? [...drawn, { file: CURVES, about: ABOUT_CURVES, svg: drawCurves(rows) }] : drawn;
}

const image = ({ file, about }: Drawn, folder: string) => `${about}:\n\n![${about}](${folder}${file})`;

export function readmePart(results: Results, drawn: readonly Drawn[]): string {
  const shown = drawn.filter(({ file }) => IN_README.includes(file));
  return [
    circumstances(results),
    'The other columns say how many times better our figure is than the peer’s, beside what we set out for; ✓ reached, ✗ missed.',
    goalsTable(results),
    latencies(results),
    shares(results),
    inspectingTable(results),
    ...shown.map((one) => image(one, 'test/bench/results/')),
    'Every figure, against every peer: [test/bench/results](test/bench/results/results.md).',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function resultsPage(results: Results, drawn: readonly Drawn[]): string {
  const inspecting = inspectingTable(results);
  return `${[
    '# What was measured',
    'Written by `npm run bench` from [results.json](results.json); `npm run bench -- report` writes it anew without measuring.',
    circumstances(results),
    '## What we set out for',
    'How many times better our figure is than the peer’s: above 1, ours is better. ✓ reached, ✗ missed. Against `ws` + `bufferutil`: nowhere slower.',
    goalsTable(results),
    ...drawn.map((one) => image(one, '')),
    '## How cost grows',
    'Cost per unit of work (per byte, per fragment; per message for connections) at no step of 4 × more than twice what it was at the step before, and nowhere more than three times the lowest before it.',
    curvesTable(results),
    '## What the statecharts cost',
    'The share of CPU time that is spent in the machines: see `test/bench/share.ts` for how it is told.',
    sharesTable(results),
    ...(inspecting === '' ? [] : ['## What inspecting costs', inspecting]),
    '## Everything',
    'How many times better our figure is, and in brackets what the peer needs.',
    everythingTable(results),
  ].join('\n\n')}\n`;
}
