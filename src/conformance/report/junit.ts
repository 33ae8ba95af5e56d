/** A report that every CI shows: JUnit's XML, one suite per subject and group. */
import type { CaseGroup, CaseResult, Run } from '../model.ts';
import { type ReportCase, type ReportGroup, reportGroups } from './catalogue.ts';
import { isFailure, verdictOf, words } from './verdict.ts';

export function junitReport(runs: readonly Run[], groups: readonly CaseGroup[]): string {
  const suites = runs.flatMap((run) => {
    const outcomes = outcomesOf(run);
    return reportGroups([run], groups).map((group) => suiteOf(run, group, outcomes));
  });
  const total = suites.reduce((sum, { counts }) => add(sum, counts), none);
  const body = suites.map(({ xml }) => xml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wirechart conform" ${attributes(total)}>\n${body}</testsuites>\n`;
}

/** A result, or the reason why there is none. */
type Outcome = CaseResult | string;

function outcomesOf(run: Run): Map<string, Outcome> {
  return new Map<string, Outcome>([
    ...run.missing.map(({ id, reason }) => [id, reason] as const),
    ...run.results.map((result) => [result.id, result] as const),
  ]);
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly milliseconds: number;
}

const none: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0, milliseconds: 0 };

function add(one: Counts, other: Counts): Counts {
  return {
    tests: one.tests + other.tests,
    failures: one.failures + other.failures,
    errors: one.errors + other.errors,
    skipped: one.skipped + other.skipped,
    milliseconds: one.milliseconds + other.milliseconds,
  };
}

function attributes({ tests, failures, errors, skipped, milliseconds }: Counts): string {
  return `tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds(milliseconds)}"`;
}

function suiteOf(
  run: Run,
  group: ReportGroup,
  outcomes: ReadonlyMap<string, Outcome>,
): { xml: string; counts: Counts } {
  const className = `${run.agent}.${group.id}`;
  let counts = none;
  let cases = '';
  for (const each of group.cases) {
    // Every case of the group is one of the run's.
    const outcome = outcomes.get(each.id) ?? 'no result';
    counts = add(counts, countsOf(outcome));
    cases += caseOf(className, each, outcome);
  }
  const name = escapeXml(`${run.agent} (${run.side}): ${`${group.id} ${group.title}`.trim()}`);
  const timestamp = new Date(run.started).toISOString();
  const xml = `  <testsuite name="${name}" ${attributes(counts)} timestamp="${timestamp}">\n${cases}  </testsuite>\n`;
  return { xml, counts };
}

function countsOf(outcome: Outcome): Counts {
  if (typeof outcome === 'string') return { ...none, tests: 1, errors: 1 };
  const verdict = verdictOf(outcome);
  return {
    tests: 1,
    failures: isFailure(verdict) ? 1 : 0,
    errors: 0,
    skipped: verdict === 'unsupported' ? 1 : 0,
    milliseconds: outcome.duration,
  };
}

function caseOf(className: string, { id, conformanceCase }: ReportCase, outcome: Outcome): string {
  const name = `${id} ${conformanceCase?.description ?? ''}`.trim();
  const time = typeof outcome === 'string' ? 0 : outcome.duration;
  const open = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}" time="${seconds(time)}"`;
  const inside = insideOf(outcome, conformanceCase?.expectation ?? '');
  return inside === '' ? `${open}/>\n` : `${open}>\n      ${inside}\n    </testcase>\n`;
}

function insideOf(outcome: Outcome, expectation: string): string {
  if (typeof outcome === 'string') return `<error message="${escapeXml(outcome)}" type="${words.missing.name}"/>`;
  const verdict = verdictOf(outcome);
  if (verdict === 'pass') return '';
  const { name } = words[verdict];
  const told = [outcome.result, outcome.resultClose, outcome.broke].filter((line) => line !== '');
  if (verdict === 'unsupported') return `<skipped message="${escapeXml(outcome.result)}"/>`;
  if (!isFailure(verdict)) return `<system-out>${escapeXml([`${name}.`, ...told].join('\n'))}</system-out>`;
  const message = outcome.broke || (outcome.behavior === 'fail' ? outcome.result : outcome.resultClose);
  const text = escapeXml([`Expected: ${expectation}`, ...told].join('\n'));
  return `<failure message="${escapeXml(message)}" type="${name}">${text}</failure>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For attributes and text alike. What XML 1.0 §2.2 allows nowhere, not even escaped, becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
