/** What a subject did once, to be compared with what it does now. A file that lives in a repository. */
import type { Behavior, CloseBehavior, Run, Side } from '../model.ts';
import { compareIds } from './catalogue.ts';
import { behaviorOrder, closeOrder } from './verdict.ts';

/** Both verdicts of a case: `pass/wrong-code`. */
export type Verdicts = `${Behavior}/${CloseBehavior}`;

export interface Baseline {
  /** The version of this format. */
  readonly wirechartBaseline: 1;
  readonly agent: string;
  readonly side: Side;
  /** By case. */
  readonly cases: Readonly<Record<string, Verdicts>>;
}

export interface Change {
  readonly id: string;
  readonly before: Verdicts;
  readonly now: Verdicts;
}

export interface Comparison {
  /** At least one of the two verdicts is worse, even if the other is better. */
  readonly worse: readonly Change[];
  readonly better: readonly Change[];
  /** Cases of the baseline that were not run, or did not come to an end. */
  readonly missing: readonly string[];
  /** Cases that the baseline does not have. */
  readonly added: readonly string[];
}

export function baselineOf(run: Run): Baseline {
  const cases = run.results
    .map(({ id, behavior, behaviorClose }) => [id, `${behavior}/${behaviorClose}`] as const)
    .sort(([one], [other]) => compareIds(one, other));
  return { wirechartBaseline: 1, agent: run.agent, side: run.side, cases: Object.fromEntries(cases) };
}

/** The text of a baseline's file: one case per line, so that a change shows as a line. */
export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}

export function compareWithBaseline(run: Run, baseline: Baseline): Comparison {
  const before = new Map(Object.entries(baseline.cases));
  const now = new Map(Object.entries(baselineOf(run).cases));
  const changes: Change[] = [];
  for (const [id, verdicts] of now) {
    const earlier = before.get(id);
    if (earlier !== undefined && earlier !== verdicts) changes.push({ id, before: earlier, now: verdicts });
  }
  return {
    worse: changes.filter(isWorse),
    better: changes.filter((change) => !isWorse(change)),
    missing: [...before.keys()].filter((id) => !now.has(id)).sort(compareIds),
    added: [...now.keys()].filter((id) => !before.has(id)),
  };
}

function isWorse({ before, now }: Change): boolean {
  const [behaviorBefore, closeBefore] = ranks(before);
  const [behaviorNow, closeNow] = ranks(now);
  return behaviorNow > behaviorBefore || closeNow > closeBefore;
}

function ranks(verdicts: Verdicts): [behavior: number, close: number] {
  const [behavior, close] = verdicts.split('/');
  return [indexOf(behaviorOrder, behavior), indexOf(closeOrder, close)];
}

function indexOf(order: readonly string[], word: string | undefined): number {
  return word === undefined ? -1 : order.indexOf(word);
}

/**
 * Reads the text of a baseline's file.
 * @throws Error in one line that says what is wrong with it
 */
export function readBaseline(text: string): Baseline {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(`the baseline is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(read) || !('wirechartBaseline' in read)) {
    throw new Error('this is no baseline of wirechart: it has no "wirechartBaseline"; write one with --write-baseline');
  }
  const { wirechartBaseline, agent, side, cases } = read;
  if (wirechartBaseline !== 1) {
    throw new Error(`the baseline has format ${JSON.stringify(wirechartBaseline)}; this version reads format 1`);
  }
  if (typeof agent !== 'string') throw new Error('the baseline has no "agent", the name of the subject');
  if (side !== 'server' && side !== 'client')
    throw new Error('"side" of the baseline is neither "server" nor "client"');
  if (!isRecord(cases)) throw new Error('the baseline has no "cases", an object of verdicts by case');
  const entries = Object.entries(cases).map(([id, verdicts]) => [id, checkedVerdicts(id, verdicts)] as const);
  return { wirechartBaseline: 1, agent, side, cases: Object.fromEntries(entries) };
}

function checkedVerdicts(id: string, verdicts: unknown): Verdicts {
  if (typeof verdicts === 'string') {
    const [behavior, close, ...more] = verdicts.split('/');
    if (more.length === 0 && indexOf(behaviorOrder, behavior) >= 0 && indexOf(closeOrder, close) >= 0) {
      // Its two words were found in the lists of all of them.
      return verdicts as Verdicts;
    }
  }
  throw new Error(
    `case ${id} of the baseline has ${JSON.stringify(verdicts)}; expected "behavior/close" of ` +
      `${behaviorOrder.join(', ')} and ${closeOrder.join(', ')}`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
