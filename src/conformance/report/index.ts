/** Writes what the runs said: JSON as Autobahn's, JUnit's XML, and a page for people. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groups as suite } from '../cases/index.ts';
import type { CaseGroup, Run } from '../model.ts';
import { autobahnFiles } from './autobahn.ts';
import { withOwnNames } from './catalogue.ts';
import { junitReport } from './junit.ts';
import { reportPage } from './page.ts';
import { summaryTable as tableOf } from './summary.ts';

export * from './baseline.ts';
export { familyOf, familyTitle } from './catalogue.ts';
export { isFailure, type Verdict, verdictOf, words } from './verdict.ts';

/**
 * Writes index.html, index.json, junit.xml and a JSON file per subject and case, overwriting what lies there.
 * @returns the files, those for people first
 */
export async function writeReports(
  given: readonly Run[],
  directory: string,
  groups: readonly CaseGroup[] = suite,
): Promise<string[]> {
  const runs = withOwnNames(given);
  await mkdir(directory, { recursive: true });
  const [index, ...cases] = autobahnFiles(runs, groups);
  const files = [
    { name: 'index.html', text: reportPage(runs, groups) },
    { name: 'junit.xml', text: junitReport(runs, groups) },
    ...(index === undefined ? [] : [index]),
    ...cases,
  ];
  const written: string[] = [];
  for (const { name, text } of files) {
    const file = join(directory, name);
    await writeFile(file, text);
    written.push(file);
  }
  return written;
}

/** A Markdown table of groups × subjects, for a README. */
export function summaryTable(runs: readonly Run[], groups: readonly CaseGroup[] = suite): string {
  return tableOf(withOwnNames(runs), groups);
}
