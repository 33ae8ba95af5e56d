/** The engines that run the machines. */
export * from './chart.ts';
export { bindCompiled } from './compiled.ts';
export * from './engine.ts';
export {
  bindInterpreted,
  type Inspect,
  type InterpretedEngine,
} from './interpreted.ts';
