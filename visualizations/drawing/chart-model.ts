/**
 * Everything that a statechart says, as plain data to draw: its states with what they do on entry and exit and which actors
 * they invoke, and every transition. Reads any machine of XState 5, of which those in machines/ use a part; `toJSON()` of a
 * machine would leave its eventless transitions out. Transitions are counted as `readChart` counts them, so what an
 * observer of a connection is told can be found in the picture.
 */
import type { Params } from '../../machines/parts.ts';
import { childrenOf, type Definition, nodesOf, pathOf, type readChart, transitionsOf } from '../../src/engine/chart.ts';

// By way of the engine, since `xstate` is version 4 to this folder, for the sake of @xstate/inspect.
export type AnyStateMachine = Parameters<typeof readChart>[0];
type AnyStateNode = AnyStateMachine['root'];

export type StateType = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

export interface ModelAction {
  /** XState's own are `xstate.assign` and the like. */
  readonly name: string;
  /** Static parameters; undefined where there are none, or where they are computed. */
  readonly params?: Params;
}

export interface ModelState {
  /** Keys from the root, with dots; `''` for the machine itself. */
  readonly path: string;
  /** Its own name; the machine's is its id. */
  readonly key: string;
  readonly type: StateType;
  /** Path of the state around it; undefined for the machine. */
  readonly parent?: string;
  /** Path of the state that is entered first; only of a compound state. */
  readonly initial?: string;
  readonly entry: readonly ModelAction[];
  readonly exit: readonly ModelAction[];
  /** Ids of the actors that run while the state is active. */
  readonly invoke: readonly string[];
}

export interface ModelTransition {
  /** Position among the machine's transitions: states in document order, of each those on events, then eventless ones. */
  readonly index: number;
  /** Path of the state that it leaves from. */
  readonly source: string;
  /** XState's name of the event; `''` for an eventless transition. */
  readonly event: string;
  readonly guard?: string;
  readonly actions: readonly ModelAction[];
  /** Paths; none where the transition stays in its state. */
  readonly targets: readonly string[];
  /** The source is left and entered again though the target lies within. */
  readonly reenter: boolean;
  /** Which of several transitions on the same event this one is, from 1 in the order in which they are asked. */
  readonly candidate?: number;
}

export interface ChartModel {
  readonly id: string;
  /** In document order, the machine itself first. */
  readonly states: readonly ModelState[];
  readonly transitions: readonly ModelTransition[];
}

export function readModel(machine: AnyStateMachine): ChartModel {
  const nodes = nodesOf(machine.root);
  const transitions: ModelTransition[] = [];
  for (const definition of nodes.flatMap(transitionsOf)) {
    transitions.push(readTransition(definition, transitions.length));
  }
  return { id: machine.id, states: nodes.map(readState), transitions };
}

function readState(node: AnyStateNode): ModelState {
  return {
    path: pathOf(node),
    key: node.key,
    type: node.type,
    ...(node.parent !== undefined && { parent: pathOf(node.parent) }),
    ...(node.type === 'compound' && { initial: initialOf(node) }),
    entry: node.entry.map(readAction),
    exit: node.exit.map(readAction),
    invoke: node.invoke.map((each) => each.id),
  };
}

function initialOf(node: AnyStateNode): string {
  const first = node.initial.target[0] ?? childrenOf(node)[0];
  if (first === undefined) throw new Error(`the compound state "${pathOf(node)}" has no initial state`);
  return pathOf(first);
}

function readTransition(definition: Definition, index: number): ModelTransition {
  const { source, eventType, guard } = definition;
  const candidates = eventType === '' ? (source.always ?? []) : (source.transitions.get(eventType) ?? []);
  return {
    index,
    source: pathOf(source),
    event: eventType,
    ...(guard !== undefined && { guard: nameOfGuard(guard) }),
    actions: definition.actions.map(readAction),
    targets: (definition.target ?? []).map(pathOf),
    reenter: definition.reenter,
    ...(candidates.length > 1 && { candidate: candidates.indexOf(definition) + 1 }),
  };
}

/** An action is a name, an object with a name, or a function, of which XState's own have a name. */
function readAction(action: unknown): ModelAction {
  if (typeof action === 'string') return { name: action };
  const { type, params } = action as { type?: string; params?: unknown };
  const name = type ?? '(inline)';
  return typeof params === 'object' && params !== null ? { name, params: params as Params } : { name };
}

/** A guard is a name, an object with a name, or a function; XState's `and`, `or` and `not` are functions with guards in them. */
function nameOfGuard(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { type, guards, name } = guard as { type?: string; guards?: readonly unknown[]; name?: string };
  if (guards !== undefined) return `${name}(${guards.map(nameOfGuard).join(', ')})`;
  return type ?? '(inline)';
}

/** An event as a reader says it: XState names those that it sends itself by place and kind. */
export function eventText(event: string): string {
  if (event === '') return 'always';
  const [, kind, rest = ''] =
    /^xstate\.(after|done\.state|done\.actor|error\.actor|snapshot\.actor|route)\.(.*)$/.exec(event) ?? [];
  if (kind === 'after') {
    const delay = rest.slice(0, rest.indexOf('.'));
    return /^\d+$/.test(delay) ? `after ${delay} ms` : `after ${delay}`;
  }
  if (kind === 'done.state') return 'done';
  return kind === undefined ? event : `${kind.slice(0, kind.indexOf('.'))} ${rest}`;
}

/** `inner` is `outer`, or lies in it. */
export function isWithin(inner: string, outer: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}.`);
}
