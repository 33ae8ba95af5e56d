/**
 * `npm run conform:peers [NAME …]`: runs the conformance suite against everybody, and writes the baselines of test/conformance and
 * the tables of results in src/conformance/README.md. With names, only those whose name begins so, and the tables are printed;
 * `--full` for Autobahn's volumes, which writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { baselineOf, baselineText, type Run, summaryTable, verdictOf } from '../../src/conformance/index.ts';
import { launchBundled } from './chromium.ts';
import { baselinePath, chromium, debianPeers, npmPeers, ours, type Subject } from './conformance-subjects.ts';
import { withTable } from './docs-tables.ts';

const names = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const full = process.argv.includes('--full');
const subjects = [...ours, ...npmPeers, chromium(launchBundled), ...debianPeers].filter(
  ({ name }) => names.length === 0 || names.some((begin) => name.startsWith(begin)),
);

/** Cases with the same outcome, in one line. */
function explain({ results }: Run): string {
  const lines = new Map<string, string[]>();
  for (const result of results) {
    const verdict = verdictOf(result);
    if (verdict === 'pass' || verdict === 'unsupported') continue;
    const line = `${verdict}: ${result.result} ${result.resultClose}`;
    lines.set(line, [...(lines.get(line) ?? []), result.id]);
  }
  return [...lines].map(([line, ids]) => `  ${ids.join(' ')}\n      ${line}\n`).join('');
}

async function runOf(subject: Subject): Promise<Run> {
  const run = await subject.run({ full });
  process.stderr.write(`${subject.name}, ${subject.side}: ${(run.duration / 1000).toFixed(1)} s\n${explain(run)}`);
  if (!full) writeFileSync(baselinePath(subject), baselineText(baselineOf(run)));
  return run;
}

function tablesOf(runs: readonly Run[]): string {
  const tables = (['server', 'client'] as const).map((side) => summaryTable(runs.filter((run) => run.side === side)));
  const conditions = `Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`;
  return `\n${tables.join('\n')}\n${conditions}\n`;
}

const runs: Run[] = [];
for (const subject of subjects) {
  const run = await runOf(subject);
  runs.push({ ...run, agent: `${subject.name} ${subject.version()}`.trim() });
}
const tables = tablesOf(runs);
if (full || names.length > 0) process.stdout.write(tables);
else {
  const readme = new URL('../../src/conformance/README.md', import.meta.url);
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), 'results', tables));
}
