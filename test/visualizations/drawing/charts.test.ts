/** The committed charts are current, complete, and can be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ChartData, hashOf } from '../../../visualizations/drawing/chart-data.ts';
import { readModel } from '../../../visualizations/drawing/chart-model.ts';
import { chartFiles, chartModels } from '../../../visualizations/drawing/charts.ts';
import { type Box, overlap, passes } from '../../../visualizations/drawing/geometry.ts';
import { type Layout, layOut } from '../../../visualizations/drawing/layout.ts';
import { sample } from './sample-machine.ts';

const folder = new URL('../../../visualizations/charts/', import.meta.url);
const models = chartModels();
const layouts = new Map<string, Layout>();
for (const [name, model] of [...models, ['sample', readModel(sample)] as const]) layouts.set(name, await layOut(model));

test('no chart is missing, and none is left over', () => {
  expect(readdirSync(folder).sort()).toEqual(
    [...models.keys()].flatMap((name) => [`${name}.json`, `${name}.svg`]).sort(),
  );
});

test.each([...models.keys()])('the files of %s are current', (name) => {
  for (const [file, text] of chartFiles(name, layouts.get(name) as Layout)) {
    const advice = 'run `npm run charts`, look at what it draws, and commit it';
    expect(readFileSync(new URL(file, folder), 'utf8') === text, `${file}: ${advice}`).toBe(true);
  }
});

test('a hash tells models apart', () => {
  expect(new Set([...models.values()].map(hashOf)).size).toBe(models.size);
});

describe.each([...layouts])('%s', (name, layout) => {
  const { model, states, arrows, dots } = layout;
  const svg = chartFiles(name, layout).get(`${name}.svg`) ?? '';
  const data = JSON.parse(chartFiles(name, layout).get(`${name}.json`) ?? '') as ChartData;

  test('every transition is one line of the picture, and every state one box', () => {
    const indices = [...svg.matchAll(/ data-transition="(\d+)"/g)].map(([, index]) => Number(index));
    expect(indices.sort((a, b) => a - b)).toEqual(model.transitions.map(({ index }) => index));
    const boxes = [...svg.matchAll(/<g class="state [^"]*" data-state="([^"]+)"/g)].map(([, path]) => path);
    expect(boxes.sort()).toEqual(model.states.flatMap(({ path }) => (path === '' ? [] : [path])).sort());
  });

  test('every transition that leads on is on one arrow', () => {
    const drawn = [...svg.matchAll(/ data-transitions="([\d ]+)"/g)].flatMap(([, list = '']) =>
      list.split(' ').map(Number),
    );
    expect(new Set(drawn).size).toBe(drawn.length);
    const within = (target = '', source: string) => source === '' || `${target}.`.startsWith(`${source}.`);
    const leading = model.transitions.filter(
      ({ source, targets }) => targets.length > 0 && !within(targets[0], source),
    );
    expect(drawn.sort((a, b) => a - b)).toEqual(leading.map(({ index }) => index));
  });

  test('the data say the same', () => {
    expect(data.transitions.map(({ target, ...rest }) => rest)).toEqual(model.transitions);
    expect(data.transitions.map(({ target }) => target)).toEqual(model.transitions.map(({ targets }) => targets[0]));
    expect(data.states.length).toBe(model.states.length);
    expect(data.hash).toBe(hashOf(model));
  });

  test('no label lies on another, or on a state that has none within', () => {
    const parents = new Set(model.states.map(({ parent }) => parent));
    const leaves = states.filter(({ state }) => !parents.has(state.path)).map(({ box }) => box);
    const labels = arrows.map(({ labelBox }) => labelBox);
    const boxes: Box[] = [...leaves, ...labels];
    const overlapping = boxes.filter((box, place) => boxes.slice(place + 1).some((other) => overlap(box, other)));
    expect(overlapping).toEqual([]);
  });

  test('no line runs through a label that is not its own', () => {
    const crossed = arrows.flatMap(({ id, labelBox }) =>
      [...arrows, ...dots]
        .filter((other) => !('id' in other && other.id === id))
        .filter(({ points }) => passes(points, labelBox))
        .map(() => id),
    );
    expect(crossed).toEqual([]);
  });

  test('states lie in those around them, and what is written in the frame', () => {
    const outside = states.filter(({ state, box }) => {
      const around = states.find((each) => each.state.path === state.parent)?.box ?? layout.states[0]?.box;
      if (around === undefined) return true;
      const right = box.x + box.width <= around.x + around.width;
      return box.x < around.x || box.y < around.y || !right || box.y + box.height > around.y + around.height;
    });
    expect(outside.map(({ state }) => state.path)).toEqual([]);
  });
});

test('a chart is narrow enough for a README, but for the tables of the largest', () => {
  const wide = [...layouts].filter(([, { width }]) => width > 1000).map(([name]) => name);
  expect(wide).toEqual(['openingHandshake', 'readLoop']);
});

test('the same machine is the same picture', async () => {
  const again = await layOut(readModel(sample));
  expect(chartFiles('sample', again)).toEqual(chartFiles('sample', layouts.get('sample') as Layout));
});
