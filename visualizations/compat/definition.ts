/**
 * An XState 5 machine as XState 4 writes a machine's definition down: plain JSON, from which `createMachine` of XState 4 makes
 * a machine that goes the same ways. What guards and actions do is no part of it, only their names.
 */
import { childrenOf, type Definition, guardName, namesOf, type readChart } from '../../src/engine/chart.ts';

type Machine5 = Parameters<typeof readChart>[0];
type Node5 = Parameters<typeof childrenOf>[0];

export interface ActionDefinition {
  readonly type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface TransitionDefinition {
  readonly eventType: string;
  readonly source: string;
  readonly target?: readonly string[];
  readonly cond?: string;
  readonly actions: readonly ActionDefinition[];
  /** XState 5 leaves a state that contains the target only where it is told to. */
  readonly internal: boolean;
}

export interface StateDefinition {
  readonly id: string;
  readonly key: string;
  readonly type: Node5['type'];
  readonly initial?: string;
  readonly entry: readonly ActionDefinition[];
  readonly exit: readonly ActionDefinition[];
  readonly on: Readonly<Record<string, readonly TransitionDefinition[]>>;
  readonly always?: readonly TransitionDefinition[];
  readonly invoke: readonly { readonly id: string; readonly src: string }[];
  readonly states: Readonly<Record<string, StateDefinition>>;
}

export interface MachineDefinition extends StateDefinition {
  readonly context: unknown;
  readonly predictableActionArguments: true;
}

/** One for all connections: it is large, and `@xstate/inspect` never lets go of what it was shown. */
const charts = new WeakMap<Machine5, StateDefinition>();

/** @param context what a viewer is to see as the context that the machine begins with */
export function definitionOf(machine: Machine5, context: unknown): MachineDefinition {
  let chart = charts.get(machine);
  if (chart === undefined) {
    chart = stateDefinition(machine.root);
    charts.set(machine, chart);
  }
  return { ...chart, context, predictableActionArguments: true };
}

function stateDefinition(node: Node5): StateDefinition {
  const { id, key, type, always = [] } = node;
  return {
    id,
    key,
    type,
    ...(type === 'compound' ? { initial: initialOf(node) } : {}),
    entry: actionsOf(node.entry),
    exit: actionsOf(node.exit),
    on: Object.fromEntries([...node.transitions].map(([event, list]) => [event, list.map(transitionDefinition)])),
    ...(always.length > 0 ? { always: always.map(transitionDefinition) } : {}),
    invoke: node.invoke.map((invoked) => ({ id: invoked.id, src: String(invoked.src) })),
    states: Object.fromEntries(childrenOf(node).map((child) => [child.key, stateDefinition(child)])),
  };
}

function initialOf(node: Node5): string {
  const [target] = node.initial.target as readonly Node5[];
  return target?.key ?? '';
}

function transitionDefinition(definition: Definition): TransitionDefinition {
  const { eventType, source, target, reenter } = definition;
  const cond = guardName(definition.guard);
  return {
    eventType,
    source: `#${source.id}`,
    ...(target === undefined ? {} : { target: target.map(({ id }) => `#${id}`) }),
    ...(cond === undefined ? {} : { cond }),
    actions: actionsOf(definition.actions),
    internal: !reenter,
  };
}

function actionsOf(actions: readonly unknown[]): ActionDefinition[] {
  return namesOf(actions).map(({ name, params }) => (params === undefined ? { type: name } : { type: name, params }));
}
