/** Runs text that `generate` wrote without putting it into a file: tests compile charts of their own, and broken ones. */
import type { AnyStateMachine } from 'xstate';
import type { CompiledModule } from '../../src/engine/compiled.ts';
import { generate } from '../../src/engine/generate.ts';

export function loadGenerated(text: string): CompiledModule {
  return new Function(`${text.replaceAll(/^export /gm, '')}\nreturn { regions, bind };`)() as CompiledModule;
}

export function compile(machine: AnyStateMachine, name: string): CompiledModule {
  return loadGenerated(generate(machine, name));
}
