/** Which machine of a connection tells which other one what, as their parts say. */
import { machines } from '../../machines/index.ts';
import type { ActionPart, TellPart } from '../../machines/parts.ts';
import { type ChartModel, readModel } from './chart-model.ts';

export interface ActorLink {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

/** In the order of the machines and of their parts; one link for each pair of actors and direction. */
export function actorLinks(): ActorLink[] {
  return Object.entries(machines).flatMap(([from, machine]) => {
    const model = readModel(machine);
    const told = new Map<string, Set<string>>();
    for (const [name, part] of Object.entries(
      machine.implementations.actions as unknown as Record<string, ActionPart>,
    )) {
      if (!('tell' in part)) continue;
      const { to } = part.tell;
      told.set(to, new Set([...(told.get(to) ?? []), ...eventsOf(name, part, model)]));
    }
    return [...told].map(([to, events]) => ({ from, to, events: [...events] }));
  });
}

/** An event that is made while it is told is made here for each place that tells it: its type is all that is asked. */
function eventsOf(name: string, { tell }: TellPart, { states, transitions }: ChartModel): string[] {
  const { event } = tell;
  if (typeof event !== 'function') return [event.type];
  const make = event as (context: object, cause: { type: string }, params: unknown) => { type: string };
  const places = [
    ...transitions.map(({ event: type, actions }) => ({ type, actions })),
    ...states.map(({ entry, exit }) => ({ type: '(entry or exit)', actions: [...entry, ...exit] })),
  ];
  return places.flatMap(({ type, actions }) =>
    actions.filter((action) => action.name === name).map(({ params }) => make({}, { type }, params).type),
  );
}

/** The links as a chart to draw: actors for states, and for transitions what they tell each other. */
export function actorsModel(): ChartModel {
  const around = { entry: [], exit: [], invoke: [] };
  const actors = Object.keys(machines).map(
    (key) => ({ path: key, key, type: 'atomic', parent: '', ...around }) as const,
  );
  const told = actorLinks().flatMap(({ from, to, events }) =>
    events.map((event) => ({ source: from, target: to, event })),
  );
  return {
    id: 'connection-actors',
    states: [{ path: '', key: 'The actors of a connection', type: 'compound', ...around }, ...actors],
    transitions: told.map(({ source, target, event }, index) => ({
      index,
      source,
      event,
      actions: [],
      targets: [target],
      reenter: false,
    })),
  };
}
