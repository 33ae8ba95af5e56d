/**
 * Do the scenarios notice when a machine is wrong? Each mutant is a machine with one thing taken out of its chart: a
 * transition, a guard, a target, one action of a transition, one entry or exit action. It is compiled on the spot and runs in
 * place of the right one; a mutant that passes all scenarios of its machine has survived.
 */
import { type AnyStateMachine, createMachine } from 'xstate';
import { type ActorName, machines } from '../../machines/index.ts';
import { namesOf, nodesOf, pathOf, readChart } from '../../src/engine/chart.ts';
import { bindCompiled, type CompiledModule, type CompiledModules } from '../../src/engine/compiled.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { generate } from '../../src/engine/generate.ts';
import { type Bind, demanded, found, recordingEffects, run, type Scenario } from './scenario.ts';

export interface Mutant {
  /** What was taken out. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** The transition that was changed, if it was one. */
  readonly transition?: number;
}

type Action = string | { type: string };
interface TransitionConfig {
  guard?: string;
  target?: string;
  actions?: Action | Action[];
}
/** A state as its author wrote it. */
interface StateConfig {
  states?: Record<string, StateConfig>;
  on?: Record<string, Listed<TransitionConfig | string>>;
  always?: Listed<TransitionConfig | string>;
  entry?: Listed<Action>;
  exit?: Listed<Action>;
}
type Listed<T> = T | T[];

export function mutantsOf(machine: AnyStateMachine): Mutant[] {
  return [...transitionMutants(machine), ...entryAndExitMutants(machine)];
}

function transitionMutants(machine: AnyStateMachine): Mutant[] {
  const { transitions } = readChart(machine);
  return transitions.flatMap((transition) => {
    const { source, event, guard, target, actions } = transition;
    const siblings = transitions.filter((each) => each.source === source && each.event === event);
    const position = siblings.indexOf(transition);
    const label = `${source || '(root)'} ${event || 'always'}${guard === undefined ? '' : ` [${guard}]`}`;
    const change = (what: string, mutate: (candidates: TransitionConfig[]) => void): Mutant => ({
      name: `${label}: ${what}`,
      transition: transition.index,
      machine: mutated(machine, (root) => editCandidates(stateAt(root, source), event, mutate)),
    });
    const only = (candidates: TransitionConfig[]) => candidates[position] as TransitionConfig;
    const mutants = [change('removed', (candidates) => candidates.splice(position, 1))];
    if (guard !== undefined) mutants.push(change('without its guard', (candidates) => delete only(candidates).guard));
    // An eventless transition without a target is no machine at all: the compiler refuses it.
    if (target !== undefined && event !== '') {
      mutants.push(change('without its target', (candidates) => delete only(candidates).target));
    }
    actions.forEach((action, index) => {
      mutants.push(
        change(`without the action ${action.name}`, (candidates) => {
          const own = only(candidates);
          own.actions = listOf(own.actions).toSpliced(index, 1);
        }),
      );
    });
    return mutants;
  });
}

function entryAndExitMutants(machine: AnyStateMachine): Mutant[] {
  return nodesOf(machine.root).flatMap((node) =>
    (['entry', 'exit'] as const).flatMap((kind) =>
      namesOf(node[kind]).map((action, index) => ({
        name: `${pathOf(node)}: without the ${kind} action ${action.name}`,
        machine: mutated(machine, (root) => {
          const state = stateAt(root, pathOf(node));
          state[kind] = listOf(state[kind]).toSpliced(index, 1);
        }),
      })),
    ),
  );
}

function mutated(machine: AnyStateMachine, edit: (root: StateConfig) => void): AnyStateMachine {
  const config = copy(machine.config) as StateConfig;
  edit(config);
  // The config of a machine that was valid, less one part; its names are resolved by the same implementations.
  return createMachine(config as object, machine.implementations as object) as AnyStateMachine;
}

/** The candidates for an event as a list of objects, however they were written. */
function editCandidates(state: StateConfig, event: string, edit: (candidates: TransitionConfig[]) => void): void {
  const written = event === '' ? state.always : state.on?.[event];
  const candidates = listOf(written).map((each) => (typeof each === 'string' ? { target: each } : each));
  edit(candidates);
  if (event === '') state.always = candidates;
  else if (state.on !== undefined && candidates.length > 0) state.on[event] = candidates;
  else delete state.on?.[event];
}

function stateAt(root: StateConfig, path: string): StateConfig {
  const keys = path === '' ? [] : path.split('.');
  return keys.reduce((state, key) => state.states?.[key] as StateConfig, root);
}

function listOf<T>(value: Listed<T> | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Parts of a chart are shared between its states; a copy shares nothing, but keeps functions. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}

/** The module that `npm run generate` would write, made in memory. */
export function compile(machine: AnyStateMachine, name: ActorName): CompiledModule {
  const text = generate(machine, name).replaceAll(/^export /gm, '');
  return new Function(`${text}\nreturn { regions, bind };`)() as CompiledModule;
}

/** The machines that are not mutated stay bound to their parts, and warm. */
const intact = Object.fromEntries(
  actorNames.map((name) => {
    const { regions, bind } = compile(machines[name], name);
    const { guards, actions } = machines[name].implementations;
    const bound = bind(guards, actions, recordingEffects[name]);
    return [name, { regions, bind: () => bound }];
  }),
) as unknown as CompiledModules;

const bindIntact: Bind = bindCompiled(recordingEffects, intact);

function bindMutant(name: ActorName, machine: AnyStateMachine): Bind {
  return bindCompiled(recordingEffects, { ...intact, [name]: compile(machine, name) });
}

/** The first scenario that fails, or undefined for a mutant that survives. */
function killer(bind: Bind, scenarios: readonly Scenario[]): Scenario | undefined {
  return scenarios.find((scenario) => {
    try {
      return JSON.stringify(found(scenario, run(scenario, bind))) !== JSON.stringify(demanded(scenario));
    } catch {
      return true;
    }
  });
}

/** Runs every mutant of a machine against its scenarios. */
export function hunt(name: ActorName, scenarios: readonly Scenario[]): { killed: number; survivors: string[] } {
  const failing = killer(bindIntact, scenarios);
  if (failing !== undefined) throw new Error(`the machine as it is fails the scenario "${failing.rule}"`);
  const mutants = mutantsOf(machines[name]);
  // Whoever takes the transition will most likely notice: asked first, the others need seldom be asked.
  const paths = scenarios.map((scenario) => [scenario, new Set(run(scenario, bindIntact).transitions)] as const);
  const survivors = mutants.filter(({ machine, transition }) => {
    const takes = (path: ReadonlySet<string>) => path.has(`${name} ${transition}`);
    const [first, rest] = [paths.filter(([, path]) => takes(path)), paths.filter(([, path]) => !takes(path))];
    const ordered = [...first, ...rest].map(([scenario]) => scenario);
    return killer(bindMutant(name, machine), ordered) === undefined;
  });
  return { killed: mutants.length - survivors.length, survivors: survivors.map((mutant) => mutant.name) };
}
