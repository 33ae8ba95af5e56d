/** The interpreted engine: the same machines as real XState actors, so that XState's own tools can take hold of them. */
import {
  type Actor,
  type AnyActorRef,
  type AnyStateMachine,
  createActor,
  type EventObject,
  type InspectionEvent,
  type Observer as XStateObserver,
} from 'xstate';
import { type ActorName, machines } from '../../machines/index.ts';
import type { ActionPart } from '../../machines/parts.ts';
import { type Chart, type Definition, readChart } from './chart.ts';
import {
  type Actors,
  actorNames,
  type Beginning,
  describeState,
  type Effects,
  type Engine,
  type Observer,
  type StateValue,
  type SystemSnapshot,
} from './engine.ts';

export type Machines = { readonly [Name in ActorName]: AnyStateMachine };

/** XState's inspection callback, or observer, for every event and snapshot of the actors. */
export type Inspect = ((event: InspectionEvent) => void) | XStateObserver<InspectionEvent>;

export interface InterpretedEngine extends Engine {
  readonly kind: 'interpreted';
  /** The root actor: `connection`, whose children are the other machines. */
  readonly root: Actor<AnyStateMachine>;
}

/** Makes interpreted engines for hosts that share one set of effects. */
export function bindInterpreted<Host>(
  effects: Effects<Host>,
  own: Machines = machines,
): (host: Host, beginning: Beginning, inspect?: Inspect) => InterpretedEngine {
  return (host, beginning, inspect) => new XStateEngine(host, effects, own, beginning, inspect);
}

class XStateEngine<Host> implements InterpretedEngine {
  readonly kind = 'interpreted';
  readonly actors: Actors;
  readonly root: Actor<AnyStateMachine>;
  #depth = 0;
  #unobserve: (() => void) | undefined;
  readonly #machines: Machines;

  constructor(host: Host, effects: Effects<Host>, own: Machines, beginning: Beginning, inspect: Inspect | undefined) {
    this.#machines = own;
    const { connection, ...owned } = own;
    const provided = provideEffects(connection, effects.connection, host).provide({
      actors: Object.fromEntries(
        Object.entries(owned).map(([name, machine]) => [
          name,
          provideEffects(machine, effects[name as ActorName], host),
        ]),
      ),
    });
    this.root = createActor(provided, {
      id: 'connection',
      systemId: 'connection',
      ...('snapshot' in beginning ? { snapshot: persisted(beginning.snapshot) } : { input: beginning.input }),
      ...(inspect === undefined ? {} : { inspect }),
    } as object);
    this.root.start();
    this.actors = Object.fromEntries(
      actorNames.map((name) => [name, { send: (event: EventObject) => this.#send(this.#ref(name), event) }]),
    ) as unknown as Actors;
  }

  get busy(): boolean {
    return this.#depth > 0;
  }

  snapshot(): SystemSnapshot {
    return Object.fromEntries(
      actorNames.map((name) => {
        const { value, context } = this.#ref(name).getSnapshot();
        return [name, { value, context: { ...context } }];
      }),
    ) as unknown as SystemSnapshot;
  }

  stateOf(actor: ActorName): string {
    return describeState(this.#ref(actor).getSnapshot().value as StateValue);
  }

  observe(observer: Observer | null): void {
    this.#unobserve?.();
    this.#unobserve = undefined;
    if (observer === null) return;
    const charts = new Map<string, Chart>(actorNames.map((name) => [name, readChart(this.#machines[name])]));
    const subscription = this.root.system.inspect({
      next: (record) => {
        if (record.type !== '@xstate.microstep') return;
        const name = (record.actorRef as AnyActorRef).id as ActorName;
        const chart = charts.get(name);
        if (chart === undefined) return;
        for (const definition of record._transitions) {
          observer.transition(name, chart.transitionOf(definition as Definition).index, record.event);
        }
      },
    });
    this.#unobserve = () => subscription.unsubscribe();
  }

  stop(): void {
    this.observe(null);
    this.root.stop();
  }

  /** The endpoint uses its event objects again and again; whoever inspects an actor may keep them. */
  #send(actor: AnyActorRef, event: EventObject): void {
    this.#depth++;
    try {
      actor.send({ ...event });
    } finally {
      this.#depth--;
    }
  }

  #ref(name: ActorName): AnyActorRef {
    const ref = name === 'connection' ? this.root : this.root.system.get(name);
    if (ref === undefined) throw new Error(`the actor ${name} has stopped`);
    return ref as AnyActorRef;
  }
}

function provideEffects<Host>(
  machine: AnyStateMachine,
  effects: Effects<Host>[ActorName],
  host: Host,
): AnyStateMachine {
  const provided: Record<string, (args: { context: unknown; event: unknown }, params: unknown) => void> = {};
  for (const [name, part] of Object.entries(machine.implementations.actions)) {
    if (!('effect' in (part as object as ActionPart))) continue;
    const effect = effects[name];
    if (effect === undefined) throw new Error(`no effect ${name} for the machine ${machine.id}`);
    // The chart fixes which context, event and parameters an effect is given.
    provided[name] = ({ context, event }, params) => effect(host, context as never, event as never, params as never);
  }
  return machine.provide({ actions: provided });
}

/** XState's persisted form of a snapshot: the root, with its children inside. */
function persisted(snapshot: SystemSnapshot) {
  const own = ({ value, context }: SystemSnapshot[ActorName]) => ({
    status: 'active',
    value,
    context,
    historyValue: {},
    children: {},
  });
  const children = Object.fromEntries(
    actorNames
      .filter((name) => name !== 'connection')
      .map((name) => [name, { snapshot: own(snapshot[name]), src: name, systemId: name, syncSnapshot: false }]),
  );
  return { ...own(snapshot.connection), children };
}
