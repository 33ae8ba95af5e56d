/** The compiled engine: the generated classes, wired to each other and to a host. */
import { type ActorName, machines } from '../../machines/index.ts';
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
import * as closeHandshake from './generated/closeHandshake.js';
import * as connection from './generated/connection.js';
import * as keepAlive from './generated/keepAlive.js';
import * as openingHandshake from './generated/openingHandshake.js';
import * as readLoop from './generated/readLoop.js';
import * as writeLoop from './generated/writeLoop.js';
import * as writeTurn from './generated/writeTurn.js';

type Context = Record<string, unknown>;

/** An instance of a generated class. Each region of its chart is one more field, holding the index of its leaf. */
interface CompiledActor {
  context: Context;
  busy: boolean;
  send(event: never): void;
}
type CompiledActorClass = new (system: unknown, context: Context) => CompiledActor;

/** A generated module, as `generate` writes it. */
export interface CompiledModule {
  readonly regions: readonly { readonly name: string; readonly initial: number; readonly leaves: readonly string[] }[];
  bind(guards: object, actions: object, effects: object): CompiledActorClass;
}

export type CompiledModules = { readonly [Name in ActorName]: CompiledModule };

const generated: CompiledModules = {
  connection,
  openingHandshake,
  readLoop,
  writeLoop,
  writeTurn,
  closeHandshake,
  keepAlive,
};

/** What the engine needs of a machine besides its compiled form. */
export interface MachineParts {
  readonly implementations: { readonly guards: object; readonly actions: object };
  readonly config: { readonly context?: unknown };
}

/** Where all machines are: one index of a leaf per region, in the order of `actorNames`. */
export type Place = readonly number[];

/** Makes compiled engines for hosts that share one set of effects. */
export interface CompiledBinding<Host> {
  (host: Host, beginning: Beginning): CompiledEngine<Host>;
  /** @param states the state of each machine, as `stateOf` names it */
  placeOf(states: Readonly<Record<ActorName, string>>): Place;
}

/** Bound once, used for every connection. */
export function bindCompiled<Host>(
  effects: Effects<Host>,
  modules: CompiledModules = generated,
  parts: { readonly [Name in ActorName]: MachineParts } = machines,
): CompiledBinding<Host> {
  const classes = perActor((name) => {
    const { guards, actions } = parts[name].implementations;
    return modules[name].bind(guards, actions, effects[name]);
  });
  const bound = { classes, modules, parts };
  return Object.assign((host: Host, beginning: Beginning) => new CompiledEngine<Host>(host, beginning, bound), {
    placeOf: (states: Readonly<Record<ActorName, string>>) =>
      actorNames.flatMap((name) => {
        const { regions } = modules[name];
        const paths = regions.length === 1 ? [states[name]] : states[name].split(' | ');
        return regions.map((region, index) => {
          const path = paths[index] ?? '';
          const leaf = region.leaves.indexOf(regions.length === 1 ? path : path.slice(region.name.length + 1));
          if (leaf < 0) throw new Error(`${name} has no state ${states[name]}`);
          return leaf;
        });
      }),
  });
}

/** What engines of one kind share. */
interface Bound {
  readonly classes: Record<ActorName, CompiledActorClass>;
  readonly modules: CompiledModules;
  readonly parts: { readonly [Name in ActorName]: MachineParts };
}

/**
 * The actors of one connection: generated code finds the others, the host and the observer here. Engine and system are one
 * object, because there is one for each connection.
 */
export class CompiledEngine<Host> implements Engine {
  /** Whose machines they are; undefined while they are nobody's. */
  host: Host | undefined;
  observer: Observer | null = null;
  readonly connection: CompiledActor;
  readonly openingHandshake: CompiledActor;
  readonly readLoop: CompiledActor;
  readonly writeLoop: CompiledActor;
  readonly writeTurn: CompiledActor;
  readonly closeHandshake: CompiledActor;
  readonly keepAlive: CompiledActor;
  readonly #bound: Bound;

  constructor(host: Host, beginning: Beginning, bound: Bound) {
    const { classes, parts } = bound;
    const make = (name: ActorName): CompiledActor => {
      const context =
        'snapshot' in beginning
          ? { ...beginning.snapshot[name].context }
          : initialContext(parts[name], beginning.input);
      return new classes[name](this, context);
    };
    this.host = host;
    this.#bound = bound;
    this.connection = make('connection');
    this.openingHandshake = make('openingHandshake');
    this.readLoop = make('readLoop');
    this.writeLoop = make('writeLoop');
    this.writeTurn = make('writeTurn');
    this.closeHandshake = make('closeHandshake');
    this.keepAlive = make('keepAlive');
    if ('snapshot' in beginning) this.#restore(beginning.snapshot);
  }

  get kind(): 'compiled' {
    return 'compiled';
  }

  /** Generated classes are plain JavaScript; what their actors may be sent is typed here. */
  get actors(): Actors {
    return this as unknown as Actors;
  }

  get busy(): boolean {
    // Asked after every chunk and call: written out.
    return (
      this.readLoop.busy ||
      this.writeTurn.busy ||
      this.writeLoop.busy ||
      this.closeHandshake.busy ||
      this.connection.busy ||
      this.keepAlive.busy ||
      this.openingHandshake.busy
    );
  }

  isAt(place: Place): boolean {
    let at = 0;
    for (const name of actorNames) {
      const leaves = fieldsOf(this[name]);
      for (const { name: region } of this.#bound.modules[name].regions) {
        if (leaves[region] !== place[at++]) return false;
      }
    }
    return true;
  }

  snapshot(): SystemSnapshot {
    return perActor((name) => ({ value: this.#valueOf(name), context: { ...this[name].context } }));
  }

  stateOf(actor: ActorName): string {
    const { regions } = this.#bound.modules[actor];
    const leaves = fieldsOf(this[actor]);
    const [only] = regions;
    if (regions.length === 1 && only !== undefined) return only.leaves[leaves[only.name] ?? 0] ?? '';
    const paths = regions.map(({ name, leaves: known }) => [name, known[leaves[name] ?? 0] ?? ''] as const);
    return paths.map(([name, path]) => `${name}.${path}`).join(' | ');
  }

  contextOf(actor: ActorName): Readonly<Record<string, unknown>> {
    return this[actor].context;
  }

  observe(observer: Observer | null): void {
    this.observer = observer;
  }

  stop(): void {
    this.observer = null;
  }

  #valueOf(name: ActorName): StateValue {
    const { regions } = this.#bound.modules[name];
    const leaves = fieldsOf(this[name]);
    const values = regions.map(
      (region) => [region.name, nestedValue(region.leaves[leaves[region.name] ?? 0] ?? '')] as const,
    );
    const [only] = values;
    return regions.length === 1 && only !== undefined ? only[1] : Object.fromEntries(values);
  }

  #restore(snapshot: SystemSnapshot): void {
    for (const name of actorNames) {
      const { regions } = this.#bound.modules[name];
      const { value } = snapshot[name];
      for (const region of regions) {
        const own = regions.length > 1 && typeof value === 'object' ? value[region.name] : value;
        const leaf = own === undefined ? -1 : region.leaves.indexOf(describeState(own));
        if (leaf < 0) throw new Error(`${name} has no state ${describeState(value)}`);
        fieldsOf(this[name])[region.name] = leaf;
      }
    }
  }
}

/** The region fields of a generated actor. */
function fieldsOf(actor: CompiledActor): Record<string, number> {
  return actor as unknown as Record<string, number>;
}

/** What a machine remembers before its first event. */
export function initialContext(machine: MachineParts, input: unknown): Context {
  const { context } = machine.config;
  return typeof context === 'function' ? context({ input }) : { ...(context as Context) };
}

/** `IN_MSG.header` → `{ IN_MSG: 'header' }`. */
function nestedValue(path: string): StateValue {
  const dot = path.indexOf('.');
  return dot < 0 ? path : { [path.slice(0, dot)]: nestedValue(path.slice(dot + 1)) };
}
