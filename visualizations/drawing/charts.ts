/** The files of `visualizations/charts/`: each machine, and the actors of a connection, as a picture and as data. */
import { createHash } from 'node:crypto';
import { machines } from '../../machines/index.ts';
import { actorsModel } from './actor-links.ts';
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
    [`${name}.json`, chartJson(layout)],
  ]);
}

/** Of a model, whatever its drawing: 16 hexadecimal digits. */
export function hashOf(model: ChartModel): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 16);
}

/** A state, a transition, an arrow in each line. Places are in the coordinates of the picture. */
function chartJson({ model, width, height, states, arrows, dots }: Layout): string {
  const rows = (list: readonly unknown[]) => `[\n${list.map((each) => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]`;
  const members = {
    id: JSON.stringify(model.id),
    hash: JSON.stringify(hashOf(model)),
    width: JSON.stringify(width),
    height: JSON.stringify(height),
    states: rows(states.map(({ state, region, box }) => ({ ...state, region, box }))),
    transitions: rows(model.transitions.map((transition) => ({ ...transition, target: transition.targets[0] }))),
    arrows: rows(
      arrows.map(({ source, target, transitions, points, labelBox }) => ({
        transitions: transitions.map(({ index }) => index),
        source,
        target,
        points,
        label: labelBox,
      })),
    ),
    initials: rows(dots),
  };
  return `{\n${Object.entries(members)
    .map(([name, text]) => `  "${name}": ${text}`)
    .join(',\n')}\n}\n`;
}
