/**
 * What runs a connection's machines. There are two ways, compiled and interpreted, behind this one interface; a connection
 * may change from one to the other between any two events by taking a snapshot here and starting there.
 */
import type { EventObject } from 'xstate';
import type { ActorEvents, ActorName, ConnectionInput } from '../../machines/index.ts';

export type EngineKind = 'compiled' | 'interpreted';

/** Something that an actor does outside of the machines. `host` is whose machines they are. */
export type Effect<Host> = (host: Host, context: never, event: never, params: never) => void;

/** Every effect of every machine, by the names in its chart. */
export type Effects<Host> = { readonly [Name in ActorName]: Readonly<Record<string, Effect<Host>>> };

/** Where a machine is: XState's own form of a state value, and its context. Plain JSON. */
export interface ActorSnapshot {
  readonly value: StateValue;
  readonly context: Record<string, unknown>;
}
export type StateValue = string | { readonly [key: string]: StateValue };

/** All machines of a connection at one moment. */
export type SystemSnapshot = { readonly [Name in ActorName]: ActorSnapshot };

/** Told of every transition, and of what machines tell each other, on both engines alike. */
export interface Observer {
  /**
   * @param actor which machine
   * @param transition position in the machine's chart, see `readChart`
   * @param event what caused it; only valid during the call
   */
  transition(actor: ActorName, transition: number, event: EventObject): void;
  /** One machine tells another an event. What `to` does with it follows, at once or when it has come to rest. */
  message?(from: ActorName, to: ActorName, event: EventObject): void;
}

export type Actors = { readonly [Name in ActorName]: { send(event: ActorEvents[Name]): void } };

export interface Engine {
  readonly kind: EngineKind;
  readonly actors: Actors;
  /** True while a machine is in the middle of an event. */
  readonly busy: boolean;
  snapshot(): SystemSnapshot;
  /** The state that one machine is in, as paths joined by dots; regions of a parallel machine joined by ` | `. */
  stateOf(actor: ActorName): string;
  /** The context of one machine, to look at. */
  contextOf(actor: ActorName): Readonly<Record<string, unknown>>;
  observe(observer: Observer | null): void;
  /** Lets go of everything; no event may follow. */
  stop(): void;
}

/** How an engine begins: new, or where another one stopped. */
export type Beginning = { readonly input: ConnectionInput } | { readonly snapshot: SystemSnapshot };

export const actorNames = [
  'connection',
  'openingHandshake',
  'readLoop',
  'writeLoop',
  'writeTurn',
  'closeHandshake',
  'keepAlive',
] as const satisfies readonly ActorName[];

/** One thing per machine. */
export function perActor<T>(make: (name: ActorName) => T): Record<ActorName, T> {
  // Written out: every connection is asked for its states when it ends, and building it from pairs takes several times as long.
  return {
    connection: make('connection'),
    openingHandshake: make('openingHandshake'),
    readLoop: make('readLoop'),
    writeLoop: make('writeLoop'),
    writeTurn: make('writeTurn'),
    closeHandshake: make('closeHandshake'),
    keepAlive: make('keepAlive'),
  };
}

/** `{ message: { IN_MSG: 'header' }, flow: 'flowing' }` is written `message.IN_MSG.header | flow.flowing`. */
export function describeState(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([key, inner]) => `${key}.${describeState(inner)}`)
    .join(' | ');
}
