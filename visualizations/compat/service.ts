/** One of our actors as XState 4 knows a running machine: what `@xstate/inspect` asks of a service. */
import type { ActorRefs } from '../../src/engine/interpreted.ts';
import { definitionOf, type MachineDefinition } from './definition.ts';

type Actor = ActorRefs[keyof ActorRefs];
type Snapshot = ReturnType<Actor['getSnapshot']>;

/** An event as XState 5 reports it. */
export interface Event5 {
  readonly type: string;
}

/** An event as XState 4 wraps it. */
export interface Event4 {
  readonly $$type: 'scxml';
  readonly type: 'external';
  readonly name: string;
  readonly data: Event5;
}

/** A state as XState 4 reads one, see its `State.create`. */
export type State4 = ReturnType<typeof stateOf>;

export class Service {
  readonly id: string;
  readonly sessionId: string;
  readonly machine: { readonly definition: MachineDefinition; toJSON(): MachineDefinition };
  state: State4;
  /** `@xstate/inspect` puts itself in front of this, to tell its viewers of each event. */
  send: (event: Event4) => void;
  #actor: Actor | undefined;
  #next: (state: State4) => void = () => {};
  #stopped: () => void = () => {};
  /** An event only passes by, so that viewers are told of it. */
  #telling = false;
  /** A viewer has sent an event, and viewers have been told of it. */
  #told = false;

  constructor(actor: Actor, sessionId: string) {
    const snapshot = actor.getSnapshot();
    // The machine that an actor runs is known to XState, not to the type of a reference to it.
    const { logic } = actor as unknown as { logic: Parameters<typeof definitionOf>[0] };
    const definition = definitionOf(logic, snapshot.context);
    this.#actor = actor;
    this.id = logic.id;
    this.sessionId = sessionId;
    this.machine = { definition, toJSON: () => definition };
    this.state = stateOf(snapshot, { type: 'xstate.init' }, sessionId);
    this.send = (event) => this.#take(event);
  }

  subscribe(next: (state: State4) => void): void {
    this.#next = next;
  }

  onStop(stopped: () => void): void {
    const before = this.#stopped;
    this.#stopped = () => {
      before();
      stopped();
    };
  }

  // ── What the actor does ──────────────────────────────────────────────────────────────────────────────────────────────────

  hasBeenSent(event: Event5): void {
    if (this.#told) {
      this.#told = false;
      return;
    }
    this.#telling = true;
    this.send(wrapped(event));
    this.#telling = false;
  }

  isIn(snapshot: Snapshot, event: Event5): void {
    this.state = stateOf(snapshot, event, this.sessionId);
    this.#next(this.state);
  }

  /** `@xstate/inspect` never forgets a service, so the service forgets all that it has. */
  stop(): void {
    this.#stopped();
    this.#actor = undefined;
    this.#next = () => {};
    this.#stopped = () => {};
  }

  /** From a viewer, or passing by. */
  #take({ data }: Event4): void {
    if (this.#telling) return;
    this.#told = true;
    // Whether the actor's machine knows the event has been seen to by whoever let it in.
    (this.#actor as { send(event: Event5): void } | undefined)?.send(data);
    this.#told = false;
  }
}

function wrapped(event: Event5): Event4 {
  return { $$type: 'scxml', type: 'external', name: event.type, data: event };
}

function stateOf({ value, context, status }: Snapshot, event: Event5, sessionId: string) {
  return {
    value,
    context,
    event,
    _event: wrapped(event),
    _sessionid: sessionId,
    actions: [],
    activities: {},
    meta: {},
    events: [],
    configuration: [],
    transitions: [],
    children: {},
    tags: [],
    done: status === 'done',
    changed: true,
  };
}
