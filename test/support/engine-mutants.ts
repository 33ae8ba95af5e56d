/**
 * Compilers that are wrong on purpose. Each breaks one rule of XState's; a comparison of the engines that does not notice
 * them proves nothing.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { type ActorName, machines } from '../../machines/index.ts';
import type { CompiledModule } from '../../src/engine/compiled.ts';
import { generate } from '../../src/engine/generate.ts';
import { loadGenerated } from './engine-generated.ts';

export interface Mutant {
  /** What is wrong with it. */
  readonly fault: string;
  text(name: ActorName): string;
}

export const mutants: readonly Mutant[] = [
  { fault: 'exit actions are left out', text: (name) => generate(without(machines[name], 'exit'), name) },
  { fault: 'entry actions are left out', text: (name) => generate(without(machines[name], 'entry'), name) },
  {
    fault: 'eventless transitions are not followed',
    text: (name) => generate(without(machines[name], 'always'), name),
  },
  { fault: 'guards are asked in reverse order', text: (name) => reverseGuards(generate(machines[name], name)) },
  { fault: 'tells are sent before the state is set', text: (name) => tellEarly(generate(machines[name], name)) },
  {
    fault: 'the new state is never set',
    text: (name) => generate(machines[name], name).replaceAll(/^ +this\.\w+ = \d+; \/\/.*\n/gm, ''),
  },
];

/** Machines in whose code the mutant shows at all. */
export function touched({ text }: Mutant): ActorName[] {
  return (Object.keys(machines) as ActorName[]).filter((name) => text(name) !== generate(machines[name], name));
}

export function mutate({ text }: Mutant, name: ActorName): CompiledModule {
  return loadGenerated(text(name));
}

/** The same machine, one key dropped from all of its states. */
function without(machine: AnyStateMachine, key: 'entry' | 'exit' | 'always'): AnyStateMachine {
  const { implementations, config } = machine;
  return createMachine(drop(config as object, key) as object, implementations as object);
}

interface StateConfig {
  readonly states?: { readonly [key: string]: StateConfig };
}

function drop(config: StateConfig, key: 'entry' | 'exit' | 'always'): StateConfig {
  const rest = Object.fromEntries(Object.entries(config).filter(([each]) => each !== key)) as StateConfig;
  if (rest.states === undefined) return rest;
  const states = Object.entries(rest.states).map(([name, state]) => [name, drop(state, key)]);
  return { ...rest, states: Object.fromEntries(states) };
}

/** Neighbouring `if (guard_…) { … }` blocks change places. */
function reverseGuards(text: string): string {
  const lines: string[] = [];
  let blocks: string[][] = [];
  let [indent, end] = ['', ''];
  for (const line of text.split('\n')) {
    const block = blocks.at(-1);
    if (block !== undefined && block.at(-1) !== end) {
      block.push(line);
      continue;
    }
    const opened = /^( +)if \(guard_/.exec(line);
    if (opened !== null && (block === undefined || opened[1] === indent)) {
      indent = opened[1] ?? '';
      end = `${indent}}`;
      blocks.push([line]);
      continue;
    }
    lines.push(...blocks.reverse().flat(), line);
    blocks = [];
  }
  return lines.join('\n');
}

/** `this.state = …` goes behind the sends that follow it. */
function tellEarly(text: string): string {
  return text.replaceAll(
    /^( +this\.\w+ = \d+; \/\/.*\n)((?:(?: +if \(system\.observer.*message.*\n)? +system\.\w+\.send\(.*\);\n)+)/gm,
    '$2$1',
  );
}
