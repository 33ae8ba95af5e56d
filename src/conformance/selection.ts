/** Which cases are run, and in which order. */
import type { CaseGroup, ConformanceCase, Side } from './model.ts';

export interface Selection {
  /** `7.7.4`, `7.7` (all that begin so), `7.*`, `*`; all cases by default. */
  readonly cases?: readonly string[];
  /** Patterns of cases to leave out. */
  readonly exclude?: readonly string[];
}

/** A pattern is wrong, or fits no case. */
export class SelectionError extends Error {}

/** @throws {SelectionError} in one line that names the pattern */
export function selectCases(
  groups: readonly CaseGroup[],
  side: Side | undefined,
  { cases = ['*'], exclude = [] }: Selection,
): ConformanceCase[] {
  const all = groups.flatMap((group) => group.cases);
  const wanted = cases.map((pattern) => matcherOf(pattern, all));
  const unwanted = exclude.map((pattern) => matcherOf(pattern, all));
  const selected = all.filter(
    ({ id, side: only }) =>
      (only === undefined || side === undefined || only === side) &&
      wanted.some((fits) => fits(id)) &&
      !unwanted.some((fits) => fits(id)),
  );
  if (selected.length === 0) {
    const only = side === undefined ? '' : ` for a ${side}`;
    throw new SelectionError(`no case is left${only}: ${cases.join(',')} without ${exclude.join(',') || 'any'}`);
  }
  return selected;
}

function matcherOf(pattern: string, all: readonly ConformanceCase[]): (id: string) => boolean {
  if (!/^(\*|[0-9]+)(\.(\*|[0-9]+))*$/.test(pattern)) {
    throw new SelectionError(`${JSON.stringify(pattern)} is no pattern of cases: write 7.7.4, 7.7 or 7.7.*`);
  }
  const parts = pattern.split('.').map((part) => (part === '*' ? '.*' : part));
  const expression = new RegExp(`^${parts.join('\\.')}(\\.|$)`);
  const fits = (id: string) => expression.test(id);
  if (!all.some(({ id }) => fits(id))) throw new SelectionError(`no case is numbered ${pattern}`);
  return fits;
}

/**
 * The order for clients: a driver may give up when a connection does not open, so those cases come last.
 */
export function clientOrder(cases: readonly ConformanceCase[]): ConformanceCase[] {
  const mayFail = ({ opening }: ConformanceCase) => opening !== undefined && opening.expect.opens !== true;
  return [...cases.filter((each) => !mayFail(each)), ...cases.filter(mayFail)];
}
