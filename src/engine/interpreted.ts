/** The interpreted engine: the same machines as real XState actors, so that XState's own tools can take hold of them. */
import {
  type Actor,
  type ActorRefFrom,
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
  perActor,
  type StateValue,
  type SystemSnapshot,
} from './engine.ts';

export type Machines = { readonly [Name in ActorName]: AnyStateMachine };

/** XState's inspection callback, or observer, for every event and snapshot of the actors. */
export type Inspect = ((event: InspectionEvent) => void) | XStateObserver<InspectionEvent>;

export interface InterpretedEngine extends Engine {
  readonly kind: 'interpreted';
  /** XState's actors: `connection` is the root, whose children are the others. */
  readonly refs: ActorRefs;
  /** Takes what is sent to one of `refs`, for a host that has something to do around each event. */
  entrance: ((actor: ActorName, event: EventObject) => void) | undefined;
}

/** The machines as XState's own tools know them. */
export type ActorRefs = { readonly [Name in ActorName]: ActorRefFrom<(typeof machines)[Name]> };

/** Makes interpreted engines for hosts that share one set of effects. */
export function bindInterpreted<Host>(
  effects: Effects<Host>,
  own: Machines = machines,
): (host: Host, beginning: Beginning, inspect?: Inspect) => InterpretedEngine {
  // XState builds a machine anew when it is provided with something: once is enough for all connections.
  const hosts: Hosts<Host> = new WeakMap();
  const { connection, ...owned } = own;
  const provided = provideEffects(connection, effects.connection, hosts).provide({
    actors: Object.fromEntries(
      Object.entries(owned).map(([name, machine]) => [
        name,
        provideEffects(machine, effects[name as ActorName], hosts),
      ]),
    ),
  });
  let charts: Charts | undefined;
  const readCharts = () => {
    charts ??= new Map(actorNames.map((name) => [name, readChart(own[name])]));
    return charts;
  };
  return (host, beginning, inspect) =>
    new XStateEngine(provided, readCharts, beginning, inspect, (system) => hosts.set(system, host));
}

/** Whose machines an actor system runs. */
type Hosts<Host> = WeakMap<object, Host>;
type Charts = ReadonlyMap<string, Chart>;

class XStateEngine implements InterpretedEngine {
  readonly kind = 'interpreted';
  readonly actors: Actors;
  readonly refs: ActorRefs;
  entrance: InterpretedEngine['entrance'];
  readonly #root: Actor<AnyStateMachine>;
  #depth = 0;
  #unobserve: (() => void) | undefined;
  readonly #readCharts: () => Charts;

  constructor(
    machine: AnyStateMachine,
    readCharts: () => Charts,
    beginning: Beginning,
    inspect: Inspect | undefined,
    adopt: (system: object) => void,
  ) {
    this.#readCharts = readCharts;
    if ('snapshot' in beginning) refuseUnknownStates(readCharts(), beginning.snapshot);
    this.#root = createActor(machine, {
      id: 'connection',
      systemId: 'connection',
      ...('snapshot' in beginning ? { snapshot: persisted(beginning.snapshot) } : { input: beginning.input }),
      ...(inspect === undefined ? {} : { inspect }),
    } as object);
    adopt(this.#root.system);
    this.#root.start();
    const doors = perActor((name) => this.#doorOf(name));
    // Each name has the actor of its own machine.
    this.actors = doors as unknown as Actors;
    this.refs = perActor((name) => this.#ref(name)) as unknown as ActorRefs;
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

  contextOf(actor: ActorName): Readonly<Record<string, unknown>> {
    return this.#ref(actor).getSnapshot().context;
  }

  observe(observer: Observer | null): void {
    this.#unobserve?.();
    this.#unobserve = undefined;
    if (observer === null) return;
    const charts = this.#readCharts();
    const subscription = this.#root.system.inspect({
      next: (record) => {
        const name = (record.actorRef as AnyActorRef).id as ActorName;
        const chart = charts.get(name);
        if (chart === undefined) return;
        if (record.type === '@xstate.microstep') {
          for (const definition of record._transitions) {
            observer.transition(name, chart.transitionOf(definition as Definition).index, record.event);
          }
        } else if (record.type === '@xstate.event' && record.sourceRef !== undefined) {
          observer.message?.((record.sourceRef as AnyActorRef).id as ActorName, name, record.event);
        }
      },
    });
    this.#unobserve = () => subscription.unsubscribe();
  }

  stop(): void {
    this.observe(null);
    this.#root.stop();
  }

  /** The way in to an actor, which those who hold the actor itself are led to as well. */
  #doorOf(name: ActorName): { send(event: EventObject): void } {
    const actor = this.#ref(name);
    const { send } = actor;
    const door = {
      send: (event: EventObject) => {
        this.#ref(name);
        this.#depth++;
        try {
          // The endpoint uses its event objects again and again; whoever inspects an actor may keep them.
          send({ ...event });
        } finally {
          this.#depth--;
        }
      },
    };
    actor.send = (event: EventObject) => {
      // XState leaves what a stopped actor is sent alone.
      if (actor.getSnapshot().status !== 'active') send(event);
      else if (this.entrance === undefined) door.send(event);
      else this.entrance(name, event);
    };
    return door;
  }

  #ref(name: ActorName): AnyActorRef {
    const ref = name === 'connection' ? this.#root : this.#root.system.get(name);
    if (ref === undefined) throw new Error(`the actor ${name} has stopped`);
    return ref as AnyActorRef;
  }
}

interface Args {
  readonly context: unknown;
  readonly event: unknown;
  readonly system: object;
}

function provideEffects<Host>(
  machine: AnyStateMachine,
  effects: Effects<Host>[ActorName],
  hosts: Hosts<Host>,
): AnyStateMachine {
  const provided: Record<string, (args: Args, params: unknown) => void> = {};
  for (const [name, part] of Object.entries(machine.implementations.actions)) {
    if (!('effect' in (part as object as ActionPart))) continue;
    const effect = effects[name];
    if (effect === undefined) throw new Error(`no effect ${name} for the machine ${machine.id}`);
    // The chart fixes which context, event and parameters an effect is given.
    provided[name] = ({ context, event, system }, params) =>
      effect(hosts.get(system) as Host, context as never, event as never, params as never);
  }
  return machine.provide({ actions: provided });
}

/** XState would begin all the same, in a state of its own choosing or as an actor that has failed. */
function refuseUnknownStates(charts: Charts, snapshot: SystemSnapshot): void {
  for (const name of actorNames) {
    const { value } = snapshot[name];
    const chart = charts.get(name);
    const known = chart?.regions.every((region) => {
      const own = chart.parallel && typeof value === 'object' ? value[region.name] : value;
      return own !== undefined && region.leaves.some(({ path }) => path === describeState(own));
    });
    if (!known) throw new Error(`${name} has no state ${describeState(value)}`);
  }
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
