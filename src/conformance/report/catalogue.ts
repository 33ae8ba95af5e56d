/** Which cases a report speaks of, in which order and under which headings. */
import type { CaseGroup, ConformanceCase, Run } from '../model.ts';

/** Groups by the first number of their ids. Up to 13 these are Autobahn's. */
const families: Readonly<Record<string, string>> = {
  1: 'Framing',
  2: 'Pings and pongs',
  3: 'Reserved bits',
  4: 'Opcodes',
  5: 'Fragmentation',
  6: 'UTF-8',
  7: 'Closing handshake',
  9: 'Limits and performance',
  10: 'Automatic fragmentation',
  12: 'Compression: sizes and samples',
  13: 'Compression: parameters',
  20: 'Opening handshake of servers',
  21: 'Opening handshake of clients',
  22: 'Negotiation of permessage-deflate',
  23: 'permessage-deflate on the wire',
  24: 'Interleavings',
  25: 'Timing',
  26: 'Limits',
  27: 'Half-close and teardown',
  30: 'Paths through the read loop',
  31: 'Paths through the closing handshake',
};

/** `7.10.1` comes after `7.9.13`: numbers are compared as numbers, anything else as text. */
export function compareIds(one: string, other: string): number {
  const parts = one.split('.');
  const others = other.split('.');
  for (let index = 0; index < Math.min(parts.length, others.length); index++) {
    // Both exist: the index lies below both lengths.
    const left = parts[index] as string;
    const right = others[index] as string;
    if (left === right) continue;
    const difference = Number(left) - Number(right);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    return left < right ? -1 : 1;
  }
  return parts.length - others.length;
}

export function familyOf(id: string): string {
  return id.split('.', 1)[0] ?? id;
}

export function familyTitle(family: string): string {
  return families[family] ?? '';
}

/** A group of the cases that at least one run knows. Of a case that the suite no longer has, only the id is known. */
export interface ReportGroup {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly ReportCase[];
}

export interface ReportCase {
  readonly id: string;
  /** Its number in the suite, from 1 on; 0 if the suite does not have it. */
  readonly number: number;
  readonly conformanceCase: ConformanceCase | undefined;
}

/** The cases of `runs` by group: those of the suite in its order, then those that only the runs know. */
export function reportGroups(runs: readonly Run[], groups: readonly CaseGroup[]): ReportGroup[] {
  const wanted = new Set(runs.flatMap(({ results, missing }) => [...results, ...missing].map(({ id }) => id)));
  let number = 0;
  const known = groups.map(({ id, title, cases }) => ({
    id,
    title,
    cases: cases
      .map((conformanceCase) => ({ id: conformanceCase.id, number: ++number, conformanceCase }))
      .filter((each) => wanted.delete(each.id)),
  }));
  return [...known, ...strangers([...wanted])].filter(({ cases }) => cases.length > 0);
}

function strangers(ids: readonly string[]): ReportGroup[] {
  const byGroup = new Map<string, ReportCase[]>();
  for (const id of [...ids].sort(compareIds)) {
    const group = id.split('.').slice(0, -1).join('.') || id;
    const cases = byGroup.get(group) ?? [];
    cases.push({ id, number: 0, conformanceCase: undefined });
    byGroup.set(group, cases);
  }
  return [...byGroup].map(([id, cases]) => ({ id, title: familyTitle(familyOf(id)), cases }));
}

/** The runs, each under a name of its own: two runs of one agent are told apart by its side, or by a number. */
export function withOwnNames(given: readonly Run[]): Run[] {
  // Half of a character can be neither written to a file nor linked to.
  const runs = given.map((run) => ({ ...run, agent: run.agent.replaceAll(/\p{Cs}/gu, '\uFFFD') }));
  const taken = new Set<string>();
  return runs.map((run) => {
    const alone = runs.filter(({ agent }) => agent === run.agent).length === 1;
    const name = alone ? run.agent : `${run.agent} (${run.side})`;
    let own = name;
    for (let count = 2; taken.has(own); count++) own = `${name} ${count}`;
    taken.add(own);
    return { ...run, agent: own };
  });
}
