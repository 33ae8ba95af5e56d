import { expect, test } from 'vitest';
import { compareWithBaseline, groups, type Run, selectCases } from '../../src/conformance/index.ts';
import { baselineFor, ours } from '../support/conformance-subjects.ts';

const right = ['pass', 'informational'];

/** What is not right, in words. */
function faults({ results, missing }: Run): string[] {
  const wrong = results.filter((result) => !right.includes(result.behavior) || !right.includes(result.behaviorClose));
  return [
    ...wrong.map(({ id, result, resultClose }) => `${id}: ${result} ${resultClose}`),
    ...missing.map(({ id, reason }) => `${id}: ${reason}`),
  ];
}

test.each(ours)(
  'this library as a $side passes every case of the suite',
  async (subject) => {
    // Interpreted, on a busy machine, a message of 65,536 fragments may hold up everybody for seconds.
    const run = await subject.run({ caseTimeout: 20_000 });
    expect(faults(run)).toEqual([]);
    expect(run.results).toHaveLength(selectCases(groups, subject.side, {}).length);
    // What the RFC leaves open stays as it is, too.
    const { worse, better, missing, added } = compareWithBaseline(run, baselineFor(subject));
    expect({ worse, better, missing, added }).toEqual({ worse: [], better: [], missing: [], added: [] });
  },
  180_000,
);
