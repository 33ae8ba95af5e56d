/** Shows state changes of a connection's machines, as they happen. */
import { type ActorName, machines } from '../../machines/index.ts';
import type { Connection } from '../api/connection.ts';
import { type Chart, readChart } from '../engine/chart.ts';

export interface StateChange {
  readonly machine: ActorName;
  readonly from: string;
  readonly to: string;
  readonly event: string;
}

/** Tells `changed` of every transition that leads to another state. */
export function watchStates(connection: Connection, changed: (change: StateChange) => void): void {
  const charts = new Map<ActorName, Chart>();
  connection.observe({
    transition(machine, index, event) {
      let chart = charts.get(machine);
      if (chart === undefined) {
        chart = readChart(machines[machine]);
        charts.set(machine, chart);
      }
      const transition = chart.transitions[index];
      if (transition?.target === undefined) return;
      changed({ machine, from: transition.source || 'any state', to: transition.target, event: event.type });
    },
  });
}
