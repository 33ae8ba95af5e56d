/**
 * The machines of one connection: which engine runs them, changing it in flight, and doing without one while nothing happens.
 *
 * Connections that are open and idle have their machines in the same places, so they share: an engine that has come to rest is
 * lent to whichever connection has something to do next. What an idle connection keeps of its machines is this object.
 */
import type { EventObject } from 'xstate';
import type { ActorName, ConnectionInput, Role } from '../../machines/index.ts';
import { bindCompiled, type CompiledEngine, type Place } from '../engine/compiled.ts';
import {
  type Actors,
  type Engine,
  type EngineKind,
  type Observer,
  perActor,
  type SystemSnapshot,
} from '../engine/engine.ts';
import { bindInterpreted, type Inspect } from '../engine/interpreted.ts';
import { effects } from './effects.ts';
import type { AnyEndpoint as Host } from './endpoint.ts';
import type { Bounds } from './options.ts';
import type { Tap } from './tap.ts';

const compiled = bindCompiled<Host>(effects);
const interpreted = bindInterpreted<Host>(effects);

/** Where the machines of an open, idle connection are. */
const resting: Readonly<Record<ActorName, string>> = {
  connection: 'open',
  openingHandshake: 'accepted',
  readLoop: 'message.NONE.header | flow.flowing',
  writeLoop: 'NONE',
  writeTurn: 'free',
  closeHandshake: 'open',
  keepAlive: 'idle',
};

/** Most engines that are kept for others to use. */
const MOST_IDLE = 64;

/** What connections with the same role and bounds share, if they also agreed on the same: contexts remember that. */
interface Kind {
  readonly input: ConnectionInput;
  readonly rest: Place;
  readonly idle: CompiledEngine<Host>[];
  /** How an engine looks that has come to rest. */
  restingSnapshot: SystemSnapshot | undefined;
}

const compressing = { client: 'compressing client', server: 'compressing server' } as const;
type KindName = Role | (typeof compressing)[Role];

const kinds = new WeakMap<Readonly<Bounds>, Partial<Record<KindName, Kind>>>();

export class Machinery {
  readonly #host: Host;
  /** Undefined while the machines are at rest. */
  #engine: Engine | undefined;
  #next: Change | undefined;
  #observer: Observer | null = null;
  /** What the machines are told while somebody watches all of it. */
  #tapped: Tapped | undefined;

  constructor(host: Host, kind: EngineKind, inspect: Inspect | undefined) {
    this.#host = host;
    const { input } = kindOf(host);
    this.#engine = kind === 'interpreted' ? interpreted(host, { input }, inspect) : compiled(host, { input });
  }

  get engine(): Engine {
    this.#engine ??= takeUp(this.#host);
    return this.#engine;
  }

  /** What the machines were told when they were made. */
  get input(): ConnectionInput {
    return kindOf(this.#host).input;
  }

  get actors(): Actors {
    return this.#tapped?.actors ?? this.engine.actors;
  }

  /** Which engine runs, or would: only compiled engines are lent. */
  get kind(): EngineKind {
    return this.#engine?.kind ?? 'compiled';
  }

  /** The machines are at rest, and hold no engine. */
  get lent(): boolean {
    return this.#engine === undefined;
  }

  /** A machine is in the middle of an event. */
  get busy(): boolean {
    return this.#engine?.busy === true;
  }

  /** Somebody's code may run between an event and its effects: an observer, or XState's inspection callback. */
  get watched(): boolean {
    return this.#observer !== null || this.#engine?.kind === 'interpreted';
  }

  /** The state of each machine. */
  states(): Record<ActorName, string> {
    const { engine } = this;
    return perActor((name) => engine.stateOf(name));
  }

  snapshot(): SystemSnapshot {
    return this.engine.snapshot();
  }

  observe(observer: Observer | null): void {
    this.#observer = observer;
    this.#observe();
  }

  /** Goes on running on another engine, from the next event on. */
  change(kind: EngineKind, inspect: Inspect | undefined): void {
    this.#next = { ...this.#next, engine: { kind, inspect } };
  }

  /** Tells `tap` everything from the next event on; null: nobody. */
  attach(tap: Tap | null): void {
    this.#next = { ...this.#next, tap };
  }

  /** Something was asked to be changed. */
  get toChange(): boolean {
    return this.#next !== undefined;
  }

  /** Between two events: changes what was asked to be changed. */
  settle(): void {
    if (this.#next === undefined) return;
    const { engine, tap } = this.#next;
    this.#next = undefined;
    if (engine !== undefined) this.#changeEngine(engine.kind, engine.inspect);
    const before = this.#tapped?.tap;
    if (tap !== undefined) this.#host.tapped(tap ?? undefined);
    const told = tap === undefined ? before : (tap ?? undefined);
    if (told !== before) before?.detached();
    this.#tapped = told === undefined ? undefined : tapped(told, this.engine);
    this.#observe();
    this.#tapped?.tap.standing({
      engine: this.engine.kind,
      snapshot: this.snapshot(),
      timers: this.#host.deadlines.due,
    });
  }

  #changeEngine(kind: EngineKind, inspect: Inspect | undefined): void {
    const { engine } = this;
    const snapshot = engine.snapshot();
    engine.stop();
    this.#engine =
      kind === 'interpreted' ? interpreted(this.#host, { snapshot }, inspect) : compiled(this.#host, { snapshot });
  }

  #observe(): void {
    const tap = this.#tapped?.tap;
    const observer = this.#observer;
    this.engine.observe(tap === undefined ? observer : observer === null ? tap : both(tap, observer));
  }

  /** Nothing is under way: an engine that has come to rest is lent to others. Returns whether the machines are at rest. */
  rest(): boolean {
    const engine = this.#engine;
    if (engine === undefined) return true;
    if (engine.kind !== 'compiled' || this.#observer !== null || this.#tapped !== undefined) return false;
    const own = engine as CompiledEngine<Host>;
    const kind = kindOf(this.#host);
    if (!own.isAt(kind.rest)) return false;
    kind.restingSnapshot ??= own.snapshot();
    this.#engine = undefined;
    own.host = undefined;
    if (kind.idle.length < MOST_IDLE) kind.idle.push(own);
    return true;
  }
}

/** What is to be changed between two events. */
interface Change {
  readonly engine?: { readonly kind: EngineKind; readonly inspect: Inspect | undefined };
  readonly tap?: Tap | null;
}

interface Tapped {
  readonly tap: Tap;
  readonly actors: Actors;
}

/** Tells the tap what the machines of an engine at rest are about to be told. */
function tapped(tap: Tap, engine: Engine): Tapped {
  let depth = 0;
  const actors = perActor((name) => {
    // Whoever sends has the type of the actor that it asked for.
    const actor: { send(event: never): void } = engine.actors[name];
    return {
      send(event: EventObject) {
        tap.input(name, event, depth > 0);
        depth += 1;
        try {
          actor.send(event as never);
        } finally {
          depth -= 1;
        }
      },
    };
  });
  return { tap, actors };
}

function both(one: Required<Observer>, other: Observer): Observer {
  return {
    transition(actor, transition, event) {
      one.transition(actor, transition, event);
      other.transition(actor, transition, event);
    },
    message(from, to, event) {
      one.message(from, to, event);
      other.message?.(from, to, event);
    },
  };
}

/** An engine at rest: one that is there, or one made to be where it would be. */
function takeUp(host: Host): CompiledEngine<Host> {
  const { input, idle, restingSnapshot } = kindOf(host);
  const lent = idle.pop();
  if (lent !== undefined) {
    lent.host = host;
    return lent;
  }
  return compiled(host, restingSnapshot === undefined ? { input } : { snapshot: restingSnapshot });
}

function kindOf({ role, bounds, agreement }: Host): Kind {
  let same = kinds.get(bounds);
  if (same === undefined) {
    same = {};
    kinds.set(bounds, same);
  }
  const name = agreement === undefined ? role : compressing[role];
  same[name] ??= makeKind(role, bounds);
  return same[name];
}

function makeKind(role: Role, bounds: Readonly<Bounds>): Kind {
  const idlePings = bounds.idleTimeout !== Number.POSITIVE_INFINITY;
  const input: ConnectionInput = {
    role,
    maxMessageSize: finite(bounds.maxMessageSize),
    maxFrameSize: finite(bounds.maxFrameSize),
    maxFragments: finite(bounds.maxFragments),
    maxQueuedPongs: finite(bounds.maxQueuedPongs),
    maxQueuedPings: finite(bounds.maxQueuedPings),
    idlePings,
  };
  const rest = compiled.placeOf({ ...resting, keepAlive: idlePings ? 'idle' : 'passive.quiet' });
  return { input, rest, idle: [], restingSnapshot: undefined };
}

/** Context is plain JSON, which knows no Infinity. */
function finite(limit: number): number {
  return Math.min(limit, Number.MAX_SAFE_INTEGER);
}
