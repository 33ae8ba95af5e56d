/**
 * One machine alone on both engines, from every state that it can reach. The other actors are stubs that note what they are
 * told, so that the order of effects and tells is seen.
 */
import { type AnyStateMachine, type EventObject, setup } from 'xstate';
import { type ActorName, type ConnectionInput, machines } from '../../machines/index.ts';
import { effect } from '../../machines/parts.ts';
import { bindCompiled, type CompiledModule, type CompiledModules } from '../../src/engine/compiled.ts';
import {
  type ActorSnapshot,
  actorNames,
  type Engine,
  type EngineKind,
  type SystemSnapshot,
} from '../../src/engine/engine.ts';
import { bindInterpreted, type Machines } from '../../src/engine/interpreted.ts';
import { alphabetOf, eventTypesOf, inputs, stranger } from './engine-alphabet.ts';
import { compile } from './engine-generated.ts';
import { Recorder, recordingEffects } from './engine-recorder.ts';

export interface Exploration {
  /** States: a state value with a context. */
  readonly states: number;
  /** Pairs of such a state and an event. */
  readonly pairs: number;
  /** States that were seen, but not gone on from: see `within`. */
  readonly beyond: number;
  /** Transitions that were taken, by their index in the chart. */
  readonly fired: { readonly [Kind in EngineKind]: ReadonlySet<number> };
  /** The first pair in which the engines differ. */
  readonly difference: string | undefined;
}

/**
 * Counters without a bound, and values that only repeat what another value shows, are followed this far. The pairs that
 * lead to the states beyond are compared, the states themselves are not gone on from.
 */
const within: {
  readonly [Name in ActorName]?: (context: Record<string, unknown>) => boolean;
} = {
  writeTurn: (context) => ['op_close', 'op_idle_ping', 'op_wr'].every((waiting) => Number(context[waiting]) <= 1),
  // No rule asks for compression and for the role, or for compression and the number of frames.
  readLoop: ({ role, rd_op, rd_remain, rd_deflate, rd_fragments }) =>
    rd_op !== 2 && Number(rd_remain) >= 0 && !(rd_deflate && (role === 'client' || Number(rd_fragments) > 1)),
};

export function explore(
  name: ActorName,
  { module, observed = true }: { readonly module?: CompiledModule; readonly observed?: boolean } = {},
): Exploration {
  const own = withStubs(name);
  const modules = Object.fromEntries(actorNames.map((each) => [each, compile(own[each], each)])) as CompiledModules;
  const effects = recordingEffects(own);
  const make = {
    compiled: bindCompiled(effects, { ...modules, ...(module && { [name]: module }) }, own),
    interpreted: bindInterpreted(effects, own),
  };
  const recorders = { compiled: new Recorder([name]), interpreted: new Recorder([name]) };
  const running: { [Kind in EngineKind]?: { engine: Engine; state: string } } = {};
  const known = new Set<string>();
  let [pairs, beyond] = [0, 0];
  let difference: string | undefined;

  const run = (kind: EngineKind, system: SystemSnapshot, state: string, event: EventObject) => {
    let at = running[kind];
    // An engine that stayed where it was is used again.
    if (at === undefined || at.state !== state) {
      const engine = recorders[kind].attach(make[kind](recorders[kind], { snapshot: system }), observed);
      at = { engine, state };
      running[kind] = at;
      const restored = JSON.stringify(engine.snapshot()[name]);
      if (restored !== state) throw new Error(`${kind}: ${state} was restored as ${restored}`);
    }
    const actor: { send(event: never): void } = at.engine.actors[name];
    actor.send(event as never);
    at.state = JSON.stringify(at.engine.snapshot()[name]);
    return { log: recorders[kind].take(), next: at.state };
  };

  for (const input of inputs) {
    const begin = make.interpreted(new Recorder([]), { input });
    const system = begin.snapshot();
    begin.stop();
    const events = [...[...alphabetOf(name, input).values()].flat(), stranger];
    const queue: string[] = [];
    const visit = (state: string) => {
      if (known.has(state)) return;
      known.add(state);
      const { context } = JSON.parse(state) as ActorSnapshot;
      if (within[name]?.(context) ?? true) queue.push(state);
      else beyond++;
    };
    visit(JSON.stringify(system[name]));
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      const at = { ...system, [name]: JSON.parse(state) };
      for (const event of events) {
        pairs++;
        const compiled = run('compiled', at, state, event);
        const interpreted = run('interpreted', at, state, event);
        if (compiled.log !== interpreted.log || compiled.next !== interpreted.next) {
          difference = `${name} in ${state} on ${JSON.stringify(event)}\n${JSON.stringify({ compiled, interpreted }, null, 2)}`;
          return result();
        }
        visit(interpreted.next);
      }
    }
  }
  return result();

  function result(): Exploration {
    const fired = (kind: EngineKind) => recorders[kind].fired.get(name) ?? new Set<number>();
    return {
      states: known.size,
      pairs,
      beyond,
      fired: { compiled: fired('compiled'), interpreted: fired('interpreted') },
      difference,
    };
  }
}

/** The machine `name` as it is, and a stub for each other. */
export function withStubs(name: ActorName, machine: AnyStateMachine = machines[name]): Machines {
  return Object.fromEntries(
    actorNames.map((each) => [each, each === name ? machine : stub(each, eventTypesOf(each))]),
  ) as unknown as Machines;
}

/** A machine that notes these events. As the connection it owns the others, as the real one does. */
export function stub(name: ActorName, events: readonly string[]): AnyStateMachine {
  const owned = actorNames
    .filter((each) => each !== 'connection')
    .map((each) => ({
      src: each,
      id: each,
      systemId: each,
      input: ({ event }: { event: unknown }) => (event as { input: ConnectionInput }).input,
    }));
  return setup({ actions: { hear: effect() } }).createMachine({
    id: name,
    context: {},
    ...(name === 'connection' ? { invoke: owned as never } : {}),
    initial: 'listening',
    states: { listening: { on: Object.fromEntries(events.map((event) => [event, { actions: 'hear' }])) } },
  });
}
