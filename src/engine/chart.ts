/**
 * Reads an XState machine into a plain chart: regions, leaf states, and for each the transitions that an event may take. Both
 * engines, and whoever draws or checks the machines, count transitions by this chart. What the compiled engine cannot run is
 * refused here, by machine, state and feature.
 */
import type { AnyStateMachine, AnyStateNode, TransitionDefinition } from 'xstate';
import type { ActionPart, GuardPart, Params } from '../../machines/parts.ts';

/** A named action with its static parameters. */
export interface ChartAction {
  readonly name: string;
  readonly params: Params | undefined;
}

/** One arrow of the chart. */
export interface ChartTransition {
  /** Position among the machine's transitions: the same in both engines. */
  readonly index: number;
  /** Path of the state that it leaves from, with dots. */
  readonly source: string;
  /** The event, or `''` for an eventless (`always`) transition. */
  readonly event: string;
  readonly guard: string | undefined;
  readonly actions: readonly ChartAction[];
  /** Path of the target with dots; undefined where the transition stays. */
  readonly target: string | undefined;
}

/** A state without children: what a region is in. */
export interface Leaf {
  readonly index: number;
  /** Path below the region, with dots. */
  readonly path: string;
  readonly node: AnyStateNode;
}

/** A part of a machine that is in exactly one leaf at a time: the whole machine, or one child of a parallel root. */
export interface Region {
  /** Key of the child, or `state` for a machine without parallel regions. */
  readonly name: string;
  readonly root: AnyStateNode;
  readonly leaves: readonly Leaf[];
  readonly initial: Leaf;
}

export interface Chart {
  readonly id: string;
  readonly parallel: boolean;
  readonly regions: readonly Region[];
  readonly transitions: readonly ChartTransition[];
  /** The record of an XState transition. */
  readonly transitionOf: (definition: Definition) => ChartTransition;
}

// biome-ignore lint/suspicious/noExplicitAny: XState's own type for any machine's transition
export type Definition = TransitionDefinition<any, any, any>;

/** A machine uses a feature of XState that the compiled engine does not run. */
export class UnsupportedFeatureError extends Error {
  override readonly name = 'UnsupportedFeatureError';
  readonly machine: string;
  readonly state: string;
  readonly feature: string;

  constructor(machine: string, state: string, feature: string, advice: string) {
    super(
      `${machine}: state "${state || '(root)'}" uses ${feature}, which the compiled engine does not run. ${advice}`,
    );
    this.machine = machine;
    this.state = state;
    this.feature = feature;
  }
}

export function readChart(machine: AnyStateMachine): Chart {
  const { root } = machine;
  for (const node of nodesOf(root)) refuseUnsupported(machine, node);
  const parallel = root.type === 'parallel';
  const regions = (parallel ? childrenOf(root) : [root]).map((node) => readRegion(machine, node, parallel));
  if (parallel) refuseDependentRegions(machine, root, regions);

  const transitions: ChartTransition[] = [];
  const indexOf = new Map<string, ChartTransition>();
  for (const node of nodesOf(root)) {
    for (const definition of transitionsOf(node)) {
      const transition = describe(definition, transitions.length);
      transitions.push(transition);
      indexOf.set(keyOf(definition), transition);
    }
  }
  return {
    id: machine.id,
    parallel,
    regions,
    transitions,
    transitionOf(definition) {
      const found = indexOf.get(keyOf(definition));
      if (found === undefined) throw new Error(`${machine.id} has no transition ${keyOf(definition)}`);
      return found;
    },
  };
}

/** All state nodes in document order. */
export function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}

export function childrenOf(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states);
}

/** Every transition that leaves from this node: of its events in document order, then its eventless ones. */
export function transitionsOf(node: AnyStateNode): Definition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

export function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

/** The node and its ancestors up to and without `end`, innermost first. */
export function ancestry(node: AnyStateNode, end?: AnyStateNode): AnyStateNode[] {
  const line: AnyStateNode[] = [];
  for (let each: AnyStateNode | undefined = node; each !== undefined && each !== end; each = each.parent)
    line.push(each);
  return line;
}

/** The innermost leaf that entering `node` leads to. */
export function enteredLeaf(node: AnyStateNode): AnyStateNode {
  let each = node;
  while (each.type === 'compound') each = each.initial.target[0] as AnyStateNode;
  return each;
}

export function namesOf(actions: readonly unknown[]): ChartAction[] {
  return actions.map((action) => {
    if (typeof action === 'string') return { name: action, params: undefined };
    if (typeof action === 'function') return { name: '(inline function)', params: undefined };
    const { type, params } = action as { type: string; params?: Params };
    return { name: type, params };
  });
}

export function guardName(guard: unknown): string | undefined {
  if (guard === undefined) return undefined;
  return typeof guard === 'string' ? guard : (guard as { type: string }).type;
}

function describe(definition: Definition, index: number): ChartTransition {
  const target = definition.target?.[0];
  return {
    index,
    source: pathOf(definition.source),
    event: definition.eventType,
    guard: guardName(definition.guard),
    actions: namesOf(definition.actions),
    target: target === undefined ? undefined : pathOf(target),
  };
}

/** Machines are copied when effects are provided, so a transition is known by its place, not by its identity. */
function keyOf(definition: Definition): string {
  const { source, eventType } = definition;
  const siblings = eventType === '' ? (source.always ?? []) : (source.transitions.get(eventType) ?? []);
  return `${pathOf(source)} ${eventType} ${siblings.indexOf(definition)}`;
}

function readRegion(machine: AnyStateMachine, root: AnyStateNode, parallel: boolean): Region {
  const leaves = nodesOf(root)
    .filter((node) => node.type === 'atomic')
    .map((node, index) => ({ index, node, path: node.path.slice(root.path.length).join('.') }));
  if (childrenOf(root).length === 0) refuse(machine, root, 'a region without states', 'Give it one.');
  const first = enteredLeaf(root);
  for (const node of ancestry(first)) {
    if (node.entry.length > 0 || node.always !== undefined) {
      refuse(machine, node, 'an action or transition on being entered first', 'Let a machine start in a quiet state.');
    }
  }
  const initial = leaves.find((leaf) => leaf.node === first);
  if (initial === undefined) throw new Error(`${machine.id} has no initial leaf`);
  return { name: parallel ? root.key : 'state', root, leaves, initial };
}

function refuse(machine: AnyStateMachine, node: AnyStateNode, feature: string, advice: string): never {
  throw new UnsupportedFeatureError(machine.id, pathOf(node), feature, advice);
}

function refuseUnsupported(machine: AnyStateMachine, node: AnyStateNode): void {
  const isRoot = node === machine.root;
  if (!isRoot) refuseName(machine, node, node.key, /^[\w-]+$/, 'the state');
  if (node.type === 'history') refuse(machine, node, 'a history state', 'Say where to go back to.');
  if (node.type === 'final') refuse(machine, node, 'a final state', 'A state without transitions ends as well.');
  if (node.type === 'parallel' && !isRoot) refuse(machine, node, 'parallel below the root', 'Make it a machine.');
  if (node.invoke.length > 0 && !isRoot) refuse(machine, node, 'invoke', 'Only a machine as a whole owns actors.');
  if (node.after.length > 0) refuse(machine, node, 'after', 'Use the effects arm and cancel, and the timer’s event.');
  if (node.type === 'compound' && node.initial.actions.length > 0) {
    refuse(machine, node, 'actions on an initial transition', 'Use entry.');
  }
  refuseActions(machine, node, [...node.entry, ...node.exit]);
  for (const definition of transitionsOf(node)) refuseTransition(machine, node, definition);
  if (node.type === 'atomic') refuseCircle(machine, node, []);
}

/** Names become part of the generated code. */
function refuseName(machine: AnyStateMachine, node: AnyStateNode, name: string, form: RegExp, what: string): void {
  if (!form.test(name)) refuse(machine, node, `${what} ${JSON.stringify(name)}`, `Name it like ${form.source}.`);
}

/** Eventless transitions are written in place, one behind the other: each must lead on, and never back. */
function refuseCircle(machine: AnyStateMachine, leaf: AnyStateNode, before: readonly AnyStateNode[]): void {
  if (before.includes(leaf)) refuse(machine, leaf, 'eventless transitions in a circle', 'Let them lead on.');
  for (const { target } of ancestry(leaf).flatMap((node) => (node.always ?? []) as Definition[])) {
    if (target?.[0] !== undefined) refuseCircle(machine, enteredLeaf(target[0]), [...before, leaf]);
  }
}

function refuseTransition(machine: AnyStateMachine, node: AnyStateNode, definition: Definition): void {
  const { eventType, target, guard, actions } = definition;
  if (eventType.includes('*')) refuse(machine, node, `the wildcard "${eventType}"`, 'Name the event.');
  if (eventType.startsWith('xstate.')) refuse(machine, node, `the event "${eventType}"`, 'Send an event of your own.');
  refuseName(machine, node, eventType, /^[\w.-]*$/, 'the event');
  if (definition.reenter) refuse(machine, node, 'reenter', 'Name the exit and entry actions.');
  if (target !== undefined) {
    if (target.length !== 1) refuse(machine, node, 'several targets', 'Name one.');
    if (target[0] === node) refuse(machine, node, 'a transition to itself', 'Leave the target out.');
  } else if (eventType === '') {
    refuse(machine, node, 'an eventless transition without a target', 'Name one.');
  }
  refuseActions(machine, node, actions);
  if (guard === undefined) return;
  const name = guardName(guard);
  const part =
    name === undefined ? undefined : (machine.implementations.guards[name] as Partial<GuardPart> | undefined);
  if (typeof part?.test !== 'function') refuse(machine, node, 'a guard that is no named part', 'Use when(…).');
  refuseName(machine, node, String(name), /^[\w$]+$/, 'the guard');
}

function refuseActions(machine: AnyStateMachine, node: AnyStateNode, actions: readonly unknown[]): void {
  for (const { name, params } of namesOf(actions)) {
    const part = machine.implementations.actions[name] as Partial<ActionPart> | undefined;
    const known = part !== undefined && ('write' in part || 'tell' in part || 'effect' in part);
    if (!known) refuse(machine, node, `the action "${name}"`, 'Name an update(…), a tell(…) or an effect().');
    refuseName(machine, node, name, /^[\w$]+$/, 'the action');
    if (typeof params === 'function') refuse(machine, node, `computed parameters of "${name}"`, 'Write them out.');
  }
}

/** Fields of every generated actor: a region's name is a field, too. */
const fields = [
  'system',
  'context',
  'busy',
  'posted',
  'mailbox',
  'send',
  'post',
  'openMailbox',
  'step',
  'constructor',
  '__proto__',
];

/** Regions run side by side without looking at each other, so that each is one simple table. */
function refuseDependentRegions(machine: AnyStateMachine, root: AnyStateNode, regions: readonly Region[]): void {
  if (regions.length === 1) refuse(machine, root, 'parallel with a single region', 'Make the region the machine.');
  if (transitionsOf(root).length > 0)
    refuse(machine, root, 'transitions on a parallel root', 'Put them into a region.');
  const owner = new Map<string, string>();
  for (const region of regions) {
    refuseName(machine, region.root, region.name, /^[A-Za-z_]\w*$/, 'the region');
    if (fields.includes(region.name)) refuse(machine, region.root, `the region "${region.name}"`, 'Rename it.');
    for (const event of new Set(nodesOf(region.root).flatMap((node) => [...node.transitions.keys()]))) {
      const other = owner.get(event);
      if (other !== undefined) {
        refuse(machine, region.root, `the event ${event}, which "${other}" handles, too`, 'One region per event.');
      }
      owner.set(event, region.name);
    }
    for (const { source, target, eventType } of nodesOf(region.root).flatMap(transitionsOf)) {
      // XState asks them after every event, those of the other regions among them.
      if (eventType === '') refuse(machine, source, 'an eventless transition beside another region', 'Name an event.');
      if (target === undefined) continue;
      // XState would leave and enter all regions.
      if (target[0] === region.root) refuse(machine, source, 'a transition to a whole region', 'Name a state in it.');
      if (!ancestry(target[0] as AnyStateNode).includes(region.root)) {
        refuse(machine, source, 'a transition into another region', 'Send it an event.');
      }
    }
  }
}
