/** What was measured is kept in results.json: all tables and plots are drawn from it, and from nothing else. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, versionOf } from './catalogue.ts';
import { generatorName } from './generator.ts';
import { type Machine, thisMachine } from './machine.ts';
import { root } from './places.ts';
import type { Row } from './report.ts';

export const resultsFolder = join(root, 'test/bench/results');
const file = join(resultsFolder, 'results.json');

export interface Results {
  /** Of the newest rows: YYYY-MM-DD. */
  readonly date: string;
  readonly machine: Machine;
  /** Of the peers that were measured: `bun 1.4.5`. */
  readonly versions: readonly string[];
  /** What made the load. */
  readonly generator: string;
  readonly rows: readonly Row[];
}

export const hasResults = () => existsSync(file);

export function loadResults(): Results {
  if (!hasResults()) throw new Error('nothing has been saved yet: npm run bench measures everything and saves it');
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/**
 * @param whole everything was measured: what was saved before is gone. Otherwise these rows take the place of those of the
 * same workloads, and the others stay.
 */
export function saveResults(measured: readonly Row[], whole: boolean): Results {
  // A peer that gave up has no figures.
  const rows = measured.filter(({ ratio }) => Number.isFinite(ratio));
  const before = whole || !hasResults() ? undefined : loadResults();
  const machine = thisMachine();
  const merged = before === undefined ? rows : mergeRows(checkedSame(before, machine).rows, rows);
  const peers = catalogue.filter(({ name }) => merged.some(({ peer }) => peer === name));
  const versions = peers.flatMap((peer) => versionOf(peer)?.split(', ') ?? []);
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: [...new Set(versions)],
    generator: generatorName(),
    rows: merged,
  };
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(file, serialize(results));
  return results;
}

/** Figures of two machines do not belong into one table. */
function checkedSame(before: Results, machine: Machine): Results {
  const [then, now] = [before.machine, machine].map((one) => `${one.processor}, Node ${one.node}`);
  if (then === now) return before;
  throw new Error(`results.json was measured on ${then}; this is ${now}. Measure everything anew: npm run bench`);
}

/** New rows stand where those of their workload stood; those of a new workload at the end. */
export function mergeRows(before: readonly Row[], rows: readonly Row[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of before) groups.set(row.workload, [...(groups.get(row.workload) ?? []), row]);
  const measured = new Map<string, Row[]>();
  for (const row of rows) measured.set(row.workload, [...(measured.get(row.workload) ?? []), row]);
  for (const [workload, fresh] of measured) {
    const kept = (groups.get(workload) ?? []).filter(({ peer }) => !fresh.some((row) => row.peer === peer));
    groups.set(workload, [...fresh, ...kept]);
  }
  return [...groups.values()].flat();
}

/** A row a line, so that a change of one shows as such. */
function serialize({ rows, ...about }: Results): string {
  const head = JSON.stringify(about, undefined, 2).slice(0, -2);
  return `${head},\n  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}
