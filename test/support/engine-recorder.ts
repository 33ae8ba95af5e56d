/** A host for either engine that writes down everything the machines do, in one order, as text that can be compared. */
import type { ActorName } from '../../machines/index.ts';
import type { ActionPart } from '../../machines/parts.ts';
import type { MachineParts } from '../../src/engine/compiled.ts';
import { actorNames, type Effect, type Effects, type Engine, type Observer } from '../../src/engine/engine.ts';

/** What a host may do from inside an effect. */
export type Answer = (engine: Engine, actor: ActorName, effect: string, params: unknown) => void;

export class Recorder {
  /** Effects and transitions since they were last taken. */
  log: string[] = [];
  /** Transitions that the observer was told of. */
  readonly fired = new Map<ActorName, Set<number>>(actorNames.map((name) => [name, new Set()]));
  engine: Engine | undefined;
  readonly answer: Answer | undefined;
  /** Machines whose state every effect notes. */
  readonly watched: readonly ActorName[];

  constructor(watched: readonly ActorName[], answer?: Answer) {
    this.watched = watched;
    this.answer = answer;
  }

  /** Runs `engine` for this host from now on. */
  attach(engine: Engine, observed = true): Engine {
    this.engine = engine;
    if (observed) engine.observe(this.observer);
    return engine;
  }

  take(): string {
    const text = this.log.join('\n');
    this.log = [];
    return text;
  }

  readonly observer: Observer = {
    transition: (actor, transition, event) => {
      this.fired.get(actor)?.add(transition);
      this.log.push(`transition ${actor} ${transition} ${JSON.stringify(event)}`);
    },
    message: (from, to, event) => this.log.push(`message ${from} ${to} ${JSON.stringify(event)}`),
  };

  effect(actor: ActorName, effect: string, context: unknown, event: unknown, params: unknown): void {
    const { engine } = this;
    if (engine === undefined) throw new Error(`${actor} did ${effect} before anything happened`);
    const states = this.watched.map((name) => engine.stateOf(name)).join(', ');
    this.log.push(`effect ${actor}.${effect} ${JSON.stringify({ params, event, context })} in ${states}`);
    this.answer?.(engine, actor, effect, params);
  }
}

/** An effect for every effect of these machines. */
export function recordingEffects(parts: { readonly [Name in ActorName]: MachineParts }): Effects<Recorder> {
  return Object.fromEntries(
    actorNames.map((actor) => {
      const actions = Object.entries(parts[actor].implementations.actions) as [string, ActionPart][];
      const effects = actions
        .filter(([, part]) => 'effect' in part)
        .map(([name]): [string, Effect<Recorder>] => [
          name,
          (host, context, event, params) => host.effect(actor, name, context, event, params),
        ]);
      return [actor, Object.fromEntries(effects)];
    }),
  ) as unknown as Effects<Recorder>;
}
