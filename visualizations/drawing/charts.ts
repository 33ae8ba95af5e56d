/** The files of `visualizations/charts/`: each machine, and the actors of a connection, as a picture and as data. */
import { machines } from '../../machines/index.ts';
import { actorsModel } from './actor-links.ts';
import { chartData, writeData } from './chart-data.ts';
import { type ChartModel, readModel } from './chart-model.ts';
import type { Layout } from './layout.ts';
import { drawChart } from './svg.ts';

/** The models that are drawn, by the name of their files. */
export function chartModels(): ReadonlyMap<string, ChartModel> {
  const charts = Object.entries(machines).map(([name, machine]) => [name, readModel(machine)] as const);
  return new Map([...charts, ['connection-actors', actorsModel()]]);
}

/** The picture and the data of one chart, by file name. */
export function chartFiles(name: string, layout: Layout): ReadonlyMap<string, string> {
  return new Map([
    [`${name}.svg`, drawChart(layout)],
    [`${name}.json`, writeData(chartData(layout))],
  ]);
}
