/** What a conformance run says in the end: to a person, to a program, to files; and the exit status. */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  baselineOf,
  baselineText,
  type CaseResult,
  type Comparison,
  type ConformanceCase,
  compareWithBaseline,
  familyOf,
  familyTitle,
  isFailure,
  NOTHING_TO_CLOSE,
  type Run,
  readBaseline,
  type Verdict,
  verdictOf,
  words,
  writeReports,
} from '../conformance/index.ts';
import { printable } from '../inspect/printable.ts';
import { paint, printJson, status } from './screen.ts';
import { UsageError } from './usage.ts';

/** Stands for the agent's name in the name of a file. */
const AGENT = '{agent}';

export interface Wishes {
  readonly json: boolean;
  /** A folder. */
  readonly report: string | undefined;
  /** Files; `{agent}` stands for the agent's name. */
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
}

export function listCases(cases: readonly ConformanceCase[], json: boolean): number {
  if (json) {
    const described = cases.map(({ id, description, expectation, section, side }) => {
      return { id, description, expectation, section, ...(side === undefined ? {} : { side }) };
    });
    printJson(described);
  } else {
    for (const { id, description, section, side } of cases) {
      process.stdout.write(
        `${id.padEnd(9)} ${description} (${section}${side === undefined ? '' : `; ${side}s only`})\n`,
      );
    }
  }
  return 0;
}

/** A baseline that cannot be read is said before the run, not after it. */
export function checkBaseline({ baseline }: Wishes): void {
  if (baseline !== undefined && !baseline.includes(AGENT)) baselineFrom(baseline);
}

/** @returns the exit status */
export async function conclude(runs: readonly Run[], wishes: Wishes): Promise<number> {
  const judged = runs.map((run) => judgeRun(run, wishes, runs.length > 1));
  for (const each of judged) tell(each);
  if (wishes.writeBaseline !== undefined) {
    for (const { run } of judged) {
      const file = fileFor(wishes.writeBaseline, run, runs.length > 1);
      writeFileSync(file, baselineText(baselineOf(run)));
      status(`baseline: ${file}`);
    }
  }
  if (wishes.report !== undefined) {
    const [first] = await writeReports(runs, wishes.report);
    status(`report: ${first ?? wishes.report}`);
  }
  const ok = judged.every((each) => each.ok);
  if (wishes.json) printJson({ ok, runs: judged.map(machineReadable) });
  return ok ? 0 : 1;
}

interface JudgedRun {
  readonly run: Run;
  readonly ok: boolean;
  readonly comparison: Comparison | undefined;
}

function judgeRun(run: Run, { baseline }: Wishes, several: boolean): JudgedRun {
  const failed = run.results.filter((result) => isFailure(verdictOf(result))).map(({ id }) => id);
  if (baseline === undefined) return { run, ok: failed.length + run.missing.length === 0, comparison: undefined };
  const comparison = compareWithBaseline(run, baselineFrom(fileFor(baseline, run, several)));
  const added = new Set(comparison.added);
  const ok = comparison.worse.length + run.missing.length === 0 && !failed.some((id) => added.has(id));
  return { run, ok, comparison };
}

function baselineFrom(file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--baseline: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readBaseline(text);
  } catch (error) {
    throw new UsageError(`--baseline ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fileFor(pattern: string, { agent }: Run, several: boolean): string {
  if (several && !pattern.includes(AGENT)) {
    throw new UsageError(`several clients came: write {agent} into the name of the baseline, ${pattern}`);
  }
  return pattern.replaceAll(AGENT, () => agent.replace(/[^\w.-]+/g, '_'));
}

// ── For a person ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function tell({ run, comparison, ok }: JudgedRun): void {
  const { agent, side, results, missing, duration } = run;
  const count = results.length + missing.length;
  status(`\n${paint('bold', printable(agent, 80))} (${side}), ${count} cases in ${(duration / 1000).toFixed(1)} s\n`);
  const families = [...new Set([...results, ...missing].map(({ id }) => familyOf(id)))];
  for (const family of families.sort((one, other) => Number(one) - Number(other))) {
    tellFamily(family, run);
  }
  if (comparison !== undefined) tellComparison(comparison);
  const verdict =
    comparison === undefined ? ['no case failed', 'there are failures'] : ['nothing got worse', 'something got worse'];
  status(`\n${ok ? paint('green', `√ ${verdict[0]}`) : paint('red', `× ${verdict[1]}`)}`);
}

function tellFamily(family: string, { results, missing }: Run): void {
  const own = results.filter(({ id }) => familyOf(id) === family);
  const lost = missing.filter(({ id }) => familyOf(id) === family);
  const passed = own.filter((result) => verdictOf(result) === 'pass').length;
  const all = own.length + lost.length;
  const sign = passed === all ? paint('green', '√') : ' ';
  status(`${sign} ${family.padStart(2)} ${familyTitle(family).padEnd(36)} ${`${passed}/${all}`.padStart(9)}`);
  tellAlike(own.filter((result) => verdictOf(result) !== 'pass').map(remarkOf));
  tellAlike(lost.map(({ id, reason }) => ({ id, verdict: 'missing', text: reason })));
}

interface Remark {
  readonly id: string;
  readonly verdict: Verdict;
  readonly text: string;
}

function remarkOf(result: CaseResult): Remark {
  const { id, behavior, behaviorClose, result: how, resultClose, broke } = result;
  // How nothing was closed is of no interest once nothing was opened.
  const closing = behaviorClose !== 'pass' && behaviorClose !== 'unsupported' && resultClose !== NOTHING_TO_CLOSE;
  const said = [...new Set([...(behavior === 'pass' ? [] : [how]), ...(closing ? [resultClose] : [])])].join(' ');
  return { id, verdict: verdictOf(result), text: broke === '' ? said : withRule(said, broke) };
}

/** The rule, without the words that were said already. */
function withRule(said: string, broke: string): string {
  const colon = broke.indexOf(': ');
  return said.includes(broke.slice(colon + 2)) ? `${said} (${broke.slice(0, colon)})` : `${said} (${broke})`;
}

/** Remarks that say the same are said once. */
function tellAlike(remarks: readonly Remark[]): void {
  const alike = new Map<string, Remark[]>();
  for (const remark of remarks) {
    const key = `${remark.verdict} ${remark.text}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [remark]);
    else known.push(remark);
  }
  for (const same of alike.values()) tellRemark(same);
}

function tellRemark(same: readonly Remark[]): void {
  const [first] = same;
  const last = same.at(-1);
  if (first === undefined || last === undefined) return;
  const ids = same.length === 1 ? first.id : `${first.id} … ${last.id} (${same.length})`;
  const { sign, name } = words[first.verdict];
  const colour = isFailure(first.verdict) ? 'red' : first.verdict === 'acceptable' ? 'yellow' : 'gray';
  status(`     ${paint(colour, `${sign} ${ids}`)}  ${name}: ${printable(first.text, 600)}`);
}

function tellComparison({ worse, better, missing, added }: Comparison): void {
  status('\nBeside the baseline:');
  for (const { id, before, now } of worse) status(`     ${paint('red', `${id} got worse`)}: ${before} → ${now}`);
  for (const { id, before, now } of better) status(`     ${paint('green', `${id} got better`)}: ${before} → ${now}`);
  if (missing.length > 0) status(`     not run: ${some(missing)}`);
  if (added.length > 0) status(`     not in the baseline: ${some(added)}`);
  if (worse.length + better.length + missing.length + added.length === 0) status('     no difference');
}

/** The first of many. */
function some(ids: readonly string[]): string {
  return ids.length > 12 ? `${ids.length} cases: ${ids.slice(0, 12).join(' ')} …` : ids.join(' ');
}

// ── For a program ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function machineReadable({ run, ok, comparison }: JudgedRun) {
  const { agent, side, started, duration, full, results, missing } = run;
  const tally: Record<string, number> = {};
  for (const verdict of results.map(verdictOf)) tally[verdict] = (tally[verdict] ?? 0) + 1;
  const cases = results.map((each) => {
    const { id, behavior, behaviorClose, result, resultClose, broke } = each;
    return [
      id,
      { verdict: verdictOf(each), behavior, behaviorClose, duration: each.duration, result, resultClose, broke },
    ];
  });
  return {
    agent,
    side,
    ok,
    started: new Date(started).toISOString(),
    duration,
    full,
    tally: { ...tally, ...(missing.length === 0 ? {} : { missing: missing.length }) },
    cases: Object.fromEntries(cases),
    missing,
    ...(comparison === undefined ? {} : { baseline: comparison }),
  };
}
