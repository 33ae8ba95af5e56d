/** What came out, in a table for a README. */
import type { CaseGroup, Run } from '../model.ts';
import { familyOf, familyTitle, reportGroups } from './catalogue.ts';
import { tallyOf } from './tally.ts';
import { type Verdict, verdictOf, verdicts, words } from './verdict.ts';

/** A Markdown table of groups × subjects: passed of all, and what else there was. */
export function summaryTable(runs: readonly Run[], groups: readonly CaseGroup[]): string {
  const families = [...new Set(reportGroups(runs, groups).map(({ id }) => familyOf(id)))];
  const verdictsByRun = runs.map(verdictsOf);
  const rows = families.map((family) => [
    `${family} ${familyTitle(family)}`.trim(),
    ...verdictsByRun.map((each) => cellOf([...each].filter(([id]) => familyOf(id) === family))),
  ]);
  const total = ['**All**', ...verdictsByRun.map((each) => cellOf([...each]))];
  const head = ['Cases', ...runs.map(headOf)];
  return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows, total]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function headOf({ agent, side }: Run): string {
  const ending = ` (${side})`;
  // Runs of one agent have been told apart by it already.
  return escapeMarkdown(agent.endsWith(ending) ? agent : agent + ending);
}

/** By case. */
export function verdictsOf(run: Run): Map<string, Verdict> {
  return new Map<string, Verdict>([
    ...run.missing.map(({ id }) => [id, 'missing'] as const),
    ...run.results.map((result) => [result.id, verdictOf(result)] as const),
  ]);
}

function cellOf(cases: readonly (readonly [id: string, verdict: Verdict])[]): string {
  if (cases.length === 0) return '';
  const tally = tallyOf(cases.map(([, verdict]) => verdict));
  const rest = verdicts
    .filter((verdict) => verdict !== 'pass' && tally[verdict] !== undefined)
    .map((verdict) => `${tally[verdict]} ${words[verdict].name.toLowerCase()}`);
  return [`${tally.pass ?? 0}/${cases.length}`, ...rest].join(', ');
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').replaceAll(/[\\|`*_<>[\]]/g, '\\$&');
}
