/** What all workloads over loopback have in common: programs that take turns, and what is made of their figures. */
import { type Peer, type RunningServer, startServer } from './catalogue.ts';
import type { Effort } from './decode.ts';
import type { Measured } from './generator.ts';
import { compare, OURS, type Row } from './report.ts';

/** All that was measured of each, by name. */
export type Details = ReadonlyMap<string, readonly Measured[]>;

/** Starts a server of each, and stops them all in the end. */
export async function withServers<T>(
  peers: readonly Peer[],
  options: Parameters<typeof startServer>[1],
  use: (servers: readonly RunningServer[]) => Promise<T>,
): Promise<T> {
  const servers: RunningServer[] = [];
  try {
    for (const peer of peers) servers.push(await startServer(peer, options));
    return await use(servers);
  } finally {
    for (const { program } of servers) program.stop();
  }
}

/** Unrecorded, so that each one's code is compiled for all that it will meet. Who fails now fails again when it counts. */
export async function warmUp<P>(
  contestants: readonly P[],
  measure: (contestant: P) => Promise<unknown>,
): Promise<void> {
  for (const contestant of contestants) await measure(contestant).catch(() => {});
}

/**
 * Measures each once per round, in turn, every other round backwards. One that fails is left out, with a word about it, so
 * that it does not take the others' figures with it; if that is us, nothing is left to compare.
 */
export async function contest<P extends { readonly name: string }>(
  workload: string,
  contestants: readonly P[],
  { rounds, progress }: Pick<Effort, 'rounds' | 'progress'>,
  measure: (contestant: P) => Promise<Measured>,
): Promise<Details> {
  const details = new Map(contestants.map(({ name }) => [name, [] as Measured[]]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      const { name } = contestant;
      if (!details.has(name)) continue;
      try {
        details.get(name)?.push(await measure(contestant));
      } catch (error) {
        if (name === OURS) throw error;
        details.delete(name);
        progress(`${workload}: left out ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return details;
}

/** One figure of every measurement. */
export function pick(details: Details, figure: keyof Measured): Map<string, number[]> {
  return new Map([...details].map(([name, all]) => [name, all.map((one) => one[figure] ?? Number.NaN)]));
}

/** The rows of a workload's CPU time, which are reported as they come. */
export function cpuRows(workload: string, unit: string, details: Details, progress: Effort['progress']): Row[] {
  const rows = compare(workload, unit, pick(details, 'cpu'));
  progress(`${workload}: ${rows.map(({ peer, ratio }) => `${ratio} × ${peer}`).join(', ')}`);
  return rows;
}

/** Of two figures that are better the larger they are, the reciprocals are compared: a ratio above 1 is in our favour. */
export function rateRows(workload: string, unit: string, details: Details): Row[] {
  const seconds = new Map(
    [...pick(details, 'perSecond')].map(([name, rates]) => [name, rates.map((rate) => 1 / rate)]),
  );
  const perSecond = (row: number) => Math.round(1 / row);
  return compare(workload, unit, seconds).map((row) => ({
    ...row,
    ours: perSecond(row.ours),
    theirs: perSecond(row.theirs),
  }));
}
