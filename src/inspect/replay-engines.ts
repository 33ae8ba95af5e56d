/** Engines for a replay: the machines as they are, with effects that only tell whoever replays. */
import { machines } from '../../machines/index.ts';
import type { ActionPart } from '../../machines/parts.ts';
import { bindCompiled } from '../engine/compiled.ts';
import {
  type Effect,
  type Effects,
  type Engine,
  type EngineKind,
  perActor,
  type SystemSnapshot,
} from '../engine/engine.ts';
import { bindInterpreted } from '../engine/interpreted.ts';

export interface ReplayHost {
  /** A machine has an effect carried out. */
  effect(name: string, params: unknown): void;
}

type Make = (host: ReplayHost, beginning: { readonly snapshot: SystemSnapshot }) => Engine;

const makers = new Map<EngineKind, Make>();

export function replayEngine(kind: EngineKind, host: ReplayHost, snapshot: SystemSnapshot): Engine {
  let make = makers.get(kind);
  if (make === undefined) {
    make = kind === 'compiled' ? bindCompiled<ReplayHost>(effects()) : bindInterpreted<ReplayHost>(effects());
    makers.set(kind, make);
  }
  return make(host, { snapshot });
}

function effects(): Effects<ReplayHost> {
  return perActor((actor) => {
    // XState's own type of a machine's actions does not know what our parts carry.
    const actions = Object.entries(machines[actor].implementations.actions) as unknown as [string, ActionPart][];
    return Object.fromEntries(
      actions
        .filter(([, part]) => 'effect' in part)
        .map(([name]): [string, Effect<ReplayHost>] => [name, (host, _, __, params) => host.effect(name, params)]),
    );
  });
}
