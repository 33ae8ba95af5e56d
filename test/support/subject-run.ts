/** The conformance suite against the plain subject, broken or not. */
import type { CaseResult, ConformanceCase, Side } from '../../src/conformance/index.ts';
import { conformClient, conformServer, groups } from '../../src/conformance/index.ts';
import { runSubjectClient } from './subject-client.ts';
import type { Defects } from './subject-defects.ts';
import { startSubjectServer } from './subject-server.ts';

/** What one side can be asked, in order. */
export function casesFor(side: Side): ConformanceCase[] {
  return groups.flatMap(({ cases }) => cases).filter((each) => each.side === undefined || each.side === side);
}

/** `30.*.4` fits `30.1.4`, `7.1` fits all that begin so. */
export function fits(id: string, patterns: readonly string[]): boolean {
  const parts = id.split('.');
  return patterns.some((pattern) => pattern.split('.').every((part, index) => part === '*' || part === parts[index]));
}

/** Neither a pass nor left open by the RFC. */
export function isCaught({ behavior, behaviorClose }: CaseResult): boolean {
  const good = (verdict: string) => verdict === 'pass' || verdict === 'informational';
  return !good(behavior) || !good(behaviorClose);
}

export interface SubjectRun {
  readonly side: Side;
  readonly defects: Defects;
  readonly cases: readonly ConformanceCase[];
  /** Cases at a time. */
  readonly parallel: number;
  /** Milliseconds to react. */
  readonly caseTimeout: number;
}

export async function judgeSubject(run: SubjectRun): Promise<readonly CaseResult[]> {
  const { side, cases } = run;
  if (cases.length === 0) return [];
  const { results, missing } = side === 'server' ? await judgeServer(run) : await judgeClient(run);
  if (missing.length > 0) throw new Error(`${missing.length} cases were not played: ${missing[0]?.reason}`);
  return results;
}

const groupOf = (cases: readonly ConformanceCase[]) => [{ id: '', title: '', cases }];

async function judgeServer({ defects, cases, parallel, caseTimeout }: SubjectRun) {
  const server = await startSubjectServer(defects);
  try {
    return await conformServer(server.url, { groups: groupOf(cases), parallel, caseTimeout });
  } finally {
    await server.close();
  }
}

async function judgeClient({ defects, cases, parallel, caseTimeout }: SubjectRun) {
  let client: Promise<void> = Promise.resolve();
  const { runs } = await conformClient({
    port: 0,
    groups: groupOf(cases),
    caseTimeout,
    onListening: (url) => {
      client = runSubjectClient(url, defects, parallel);
    },
  });
  await client;
  const [run] = runs;
  if (run === undefined) throw new Error('the client never came');
  return run;
}
