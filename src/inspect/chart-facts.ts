/** What readers of recordings want to know of the charts: each machine's transitions by their number, and where they lead. */
import type { AnyStateNode } from 'xstate';
import { type ActorName, machines } from '../../machines/index.ts';
import { type Chart, type ChartTransition, enteredLeaf, readChart } from '../engine/chart.ts';

/** Where a transition leads: the region, and the leaf in it; undefined where it stays. */
export interface Destination {
  readonly region: number;
  /** Path below the region, with dots. */
  readonly leaf: string;
}

export interface ChartFacts {
  readonly chart: Chart;
  readonly destinations: readonly (Destination | undefined)[];
}

const known = new Map<ActorName, ChartFacts>();

/** Read once, when first asked for. */
export function chartFacts(actor: ActorName): ChartFacts {
  let facts = known.get(actor);
  if (facts === undefined) {
    const chart = readChart(machines[actor]);
    facts = { chart, destinations: chart.transitions.map((transition) => destinationOf(actor, chart, transition)) };
    known.set(actor, facts);
  }
  return facts;
}

/** The state that a transition leads to, from this one: as `Engine.stateOf` names it. */
export function stateAfter(actor: ActorName, state: string, transition: number): string {
  const { chart, destinations } = chartFacts(actor);
  const destination = destinations[transition];
  if (destination === undefined) return state;
  if (!chart.parallel) return destination.leaf;
  const parts = state === '' ? chart.regions.map(({ name }) => `${name}.?`) : state.split(' | ');
  const { name } = chart.regions[destination.region] ?? { name: '' };
  parts[destination.region] = `${name}.${destination.leaf}`;
  return parts.join(' | ');
}

function destinationOf(actor: ActorName, chart: Chart, { target }: ChartTransition): Destination | undefined {
  if (target === undefined) return undefined;
  const leaf = enteredLeaf(nodeAt(machines[actor].root as AnyStateNode, target));
  for (const [region, { leaves }] of chart.regions.entries()) {
    const found = leaves.find(({ node }) => node === leaf);
    if (found !== undefined) return { region, leaf: found.path };
  }
  throw new Error(`${actor} has no state ${target}`);
}

function nodeAt(root: AnyStateNode, path: string): AnyStateNode {
  let node = root;
  for (const key of path === '' ? [] : path.split('.')) {
    const child = node.states[key];
    if (child === undefined) throw new Error(`${root.machine.id} has no state ${path}`);
    node = child;
  }
  return node;
}
