/** Which cases the matrix shows. */
import type { Verdict } from '../verdict.ts';
import type { PageCase, PageData, PageGroup, Subject } from './data.ts';

export interface Filters {
  /** Words that all have to be in the case's texts. */
  readonly search: string;
  /** A group's id, a family with a trailing dot (`7.`), or nothing for all. */
  readonly group: string;
  /** Any of these; all if there is none. */
  readonly verdicts: ReadonlySet<Verdict>;
  readonly notPassed: boolean;
}

export const noFilters: Filters = { search: '', group: '', verdicts: new Set(), notPassed: false };

/** The ids of the cases that are shown. */
export function shownCases({ groups, subjects }: PageData, filters: Filters): Set<string> {
  const words = filters.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const shown = new Set<string>();
  for (const group of groups.filter((each) => isInGroup(each, filters.group))) {
    for (const each of group.cases) {
      if (hasWords(each, group, words) && hasVerdict(each.id, subjects, filters)) shown.add(each.id);
    }
  }
  return shown;
}

function isInGroup({ id }: PageGroup, wanted: string): boolean {
  if (wanted === '') return true;
  return wanted.endsWith('.') ? `${id}.`.startsWith(wanted) : id === wanted;
}

function hasWords(each: PageCase, group: PageGroup, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { id, description, expectation, section } = each;
  const text = [description, expectation, section, group.title, group.family].join('\n').toLowerCase();
  // `6.4` does not mean 26.4.
  return words.every((word) => id.startsWith(word) || text.includes(word));
}

function hasVerdict(id: string, subjects: readonly Subject[], { verdicts, notPassed }: Filters): boolean {
  return subjects.some((subject) => {
    const verdict = subject.verdicts[id];
    if (verdict === undefined || (notPassed && verdict === 'pass')) return false;
    return verdicts.size === 0 || verdicts.has(verdict);
  });
}
