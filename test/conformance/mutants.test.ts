/**
 * The suite can fail: subjects with one defect each are caught by the cases that are about it, and by no others. Every
 * subject plays the cases that have to catch it, and takes its turn with the others: a share of them each.
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { ConformanceCase, Side } from '../../src/conformance/index.ts';
import type { Defect } from '../support/subject-defects.ts';
import { harmless, type Mutant, mutants } from '../support/subject-mutants.ts';
import { casesFor, fits, isCaught, judgeSubject } from '../support/subject-run.ts';

/** Of the cases that need not catch it, each subject plays one in so many. */
const SHARES = 8;
/** Few at a time, as several subjects are judged at a time. */
const PARALLEL = 6;
/** Who hangs is not waited for long. What is late for another reason is played again, with patience. */
const CASE_TIMEOUT = 400;
const PATIENCE = 10_000;

/** Loops over large messages, and messages beyond all measure: of them, a few will do. */
const large = ['9', '12', '13', '23.6', '25.3', '26.4.3', '26.4.4', '26.4.5', '26.4.6'];
const few = [
  '9.1.1',
  '9.3.5',
  '9.5.6',
  '9.7.1',
  '12.1.4',
  '12.2.11',
  '13.2.4',
  '13.3.4',
  '13.5.4',
  '13.7.4',
  '25.3',
  '26.4.3',
];

const light: Record<Side, readonly ConformanceCase[]> = { server: lightCases('server'), client: lightCases('client') };

function lightCases(side: Side): ConformanceCase[] {
  return casesFor(side).filter(({ id }) => !fits(id, large));
}

/** A busy machine may take its time. */
const TEST_TIMEOUT = 120_000;

interface Subject {
  readonly side: Side;
  readonly defects: ReadonlySet<Defect>;
}

/** Ids of the cases that catch the subject; those that nobody expected, only if they do it again, without a hurry. */
async function catchers(
  subject: Subject,
  cases: readonly ConformanceCase[],
  expected: readonly string[],
): Promise<string[]> {
  const results = await judgeSubject({ ...subject, cases, parallel: PARALLEL, caseTimeout: CASE_TIMEOUT });
  const caught = results.filter(isCaught).map(({ id }) => id);
  const strangers = cases.filter(({ id }) => caught.includes(id) && !fits(id, expected));
  const again = await judgeSubject({ ...subject, cases: strangers, parallel: 1, caseTimeout: PATIENCE });
  const sure = again.filter(isCaught).map(({ id }) => id);
  return caught.filter((id) => fits(id, expected) || sure.includes(id));
}

const titleOf = ({ side, defect }: Pick<Mutant, 'side' | 'defect'>): string => `a ${side} that ${defect}`;

const table: string[] = [];

afterAll(() => {
  console.log(
    ['Broken subjects, and how many of the cases that they played found them out:', ...table.sort()].join('\n'),
  );
});

describe('a sound subject passes every case', () => {
  test.concurrent.each(['server', 'client'] as const)(
    'as a %s',
    async (side) => {
      const sound = { side, defects: new Set<Defect>() };
      const cases = casesFor(side).filter(({ id }) => !fits(id, large) || fits(id, few));
      expect(await catchers(sound, cases, [])).toEqual([]);
    },
    TEST_TIMEOUT,
  );
});

describe('what breaks no rule is not caught', () => {
  const turns = harmless.map((each, turn) => [titleOf(each), each, turn] as const);

  test.concurrent.each(turns)(
    '%s',
    async (_, { side, defect }, turn) => {
      const cases = light[side].filter((_, index) => index % 2 === turn % 2);
      expect(await catchers({ side, defects: new Set([defect]) }, cases, [])).toEqual([]);
    },
    TEST_TIMEOUT,
  );
});

describe('a broken subject is caught, and by no case that is about another rule', () => {
  const turns = mutants.map((mutant, turn) => [titleOf(mutant), mutant, turn] as const);

  test.concurrent.each(turns)(
    '%s',
    async (title, { side, defect, caughtBy, alsoBy, hangs = false }, turn) => {
      const expected = [...caughtBy, ...alsoBy];
      const cases = light[side].filter(
        ({ id }, index) =>
          caughtBy.includes(id) || ((!hangs || fits(id, expected)) && index % SHARES === turn % SHARES),
      );
      const caught = await catchers({ side, defects: new Set([defect]) }, cases, expected);
      expect(caught).toEqual(expect.arrayContaining([...caughtBy]));
      expect(caught.filter((id) => !fits(id, expected))).toEqual([]);
      table.push(`  ${title}: ${caught.length} of ${cases.length}, among them ${caughtBy.join(', ')}`);
    },
    TEST_TIMEOUT,
  );
});

test('there is a broken subject for each family of cases, and each is broken in its own way', () => {
  const families = new Set(mutants.flatMap(({ caughtBy }) => caughtBy.map((id) => id.split('.')[0])));
  const own = ['1', '2', '3', '4', '5', '6', '7', '10', '20', '21', '22', '23', '24', '25', '26', '27', '30', '31'];
  expect([...families].sort((one, other) => Number(one) - Number(other))).toEqual(own);
  expect(new Set(mutants.map(({ side, defect }) => `${side} ${defect}`)).size).toBe(mutants.length);
});
