/**
 * The four kinds of parts that a machine names in its chart: guards ask, updates write context, tells send to another
 * actor, effects are carried out by the endpoint. Each part is an ordinary XState guard or action that also carries the
 * plain function inside it, so the compiled engine can call that function directly and update context in place, while
 * XState gets a new context object.
 *
 * The `any`s below stand for the machine that a part will belong to: `setup()` checks names, and each part states the
 * types it needs on its own function.
 */
import { assign, type EventObject, type MachineContext, sendTo } from 'xstate';
import type { ActorEvents, ActorName } from './vocabulary.ts';

/** Static parameters of a named guard or action: plain JSON, written in the chart. */
export type Params = Record<string, string | number | boolean>;

// biome-ignore lint/suspicious/noExplicitAny: a part is typed by its own function, see above
type Action<P> = (args: any, params: P) => void;
// biome-ignore lint/suspicious/noExplicitAny: as above
type Guard = (args: any) => boolean;

/** A guard: may this transition be taken? It only looks. */
export interface GuardPart {
  readonly test: (context: never, event: never) => boolean;
}
/** Writes context; never anything else. */
export interface UpdatePart {
  readonly write: (context: never, event: never, params: never) => void;
}
/** Sends one event to the actor `to`. */
export interface TellPart {
  readonly tell: {
    readonly to: ActorName;
    /** The event, or what makes it. */
    readonly event: EventObject | ((context: never, event: never, params: never) => EventObject);
  };
}
/** Done by the endpoint (or by whoever runs the machine): nothing happens here. */
export interface EffectPart {
  readonly effect: true;
}
export type ActionPart = UpdatePart | TellPart | EffectPart;

export function when<C extends MachineContext, E extends EventObject>(
  test: (context: C, event: E) => boolean,
): Guard & GuardPart {
  const guard = ({ context, event }: { context: C; event: E }) => test(context, event);
  return Object.assign(guard, { test }) as Guard & GuardPart;
}

export function update<C extends MachineContext, E extends EventObject, P = undefined>(
  write: (context: C, event: E, params: P) => void,
): Action<P> & UpdatePart {
  const action = assign(({ context, event }, params) => {
    const next = { ...context };
    write(next as C, event as unknown as E, params as P);
    return next;
  });
  return Object.assign(action, { write }) as unknown as Action<P> & UpdatePart;
}

export function tell<T extends ActorName, C extends MachineContext, E extends EventObject, P = undefined>(
  to: T,
  event: ActorEvents[T] | ((context: C, event: E, params: P) => ActorEvents[T]),
): Action<P> & TellPart {
  const action = sendTo(
    ({ system }) => system.get(to),
    ({ context, event: cause }, params) =>
      typeof event === 'function' ? event(context as C, cause as unknown as E, params as P) : event,
  );
  return Object.assign(action, { tell: { to, event } }) as unknown as Action<P> & TellPart;
}

export function effect<P = undefined>(): Action<P> & EffectPart {
  return Object.assign(() => {}, { effect: true as const }) as unknown as Action<P> & EffectPart;
}
