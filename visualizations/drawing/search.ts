/**
 * Asks ELK for a picture of a chart. Its layered layout is tried with several options, and the drawing with the fewest
 * crossings, bends and square pixels is taken. There is no chance in it: the same chart is the same picture every time.
 */
import ELK, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { ChartModel } from './chart-model.ts';
import { type Drawing, textPlace } from './drawing.ts';
import { type Box, crossings, type Point, passes } from './geometry.ts';
import { boxPadding, type ChartGraph, dotId, nodeId, type Options, textId, titleHeight, titleSize } from './graph.ts';
import { round, textWidth } from './text-width.ts';

// The package is CommonJS, and its types describe a module: what it exports is found under `default` in both.
const elk = new ELK.default();

/** ELK hands options down to no node: they are set on every one that has children. */
const plain: Options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '22',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

/** What ELK is tried with, beside the plain options. DEPTH_FIRST leaves the state that is entered first at the top. */
function variants(): Options[] {
  const found: Options[] = [];
  for (const direction of ['DOWN', 'RIGHT'])
    for (const placement of ['BRANDES_KOEPF', 'NETWORK_SIMPLEX'])
      for (const layering of ['NETWORK_SIMPLEX', 'LONGEST_PATH'])
        for (const seed of ['1', '2', '3', '4', '5'])
          found.push({
            ...plain,
            'elk.direction': direction,
            'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
            'elk.layered.nodePlacement.strategy': placement,
            'elk.layered.nodePlacement.favorStraightEdges': 'true',
            'elk.layered.layering.strategy': layering,
            'elk.layered.thoroughness': '30',
            'elk.randomSeed': seed,
          });
  return found;
}

/** The best drawing of a state and what is in it. */
export async function drawBest(model: ChartModel, graph: ChartGraph, path: string): Promise<Drawing> {
  let best: Drawing | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const options of [...variants(), plain]) {
    // ELK fails on some graphs with some options; with the plain ones it has not been seen to.
    const drawn = await elk.layout(graph.build(path, options)).catch((error: unknown) => {
      if (options === plain && best === undefined) throw error;
    });
    if (drawn === undefined) continue;
    const drawing = read(drawn);
    const penalty = penaltyOf(drawing, model, options['elk.direction'] === 'DOWN');
    if (penalty < least) [best, least] = [drawing, penalty];
  }
  if (best === undefined) throw new Error(`no layout for ${model.id}`);
  return best;
}

/** The widest that can be read without scrolling in a README or a page, pixels. */
export const comfortable = 1000;

function penaltyOf(drawing: Drawing, model: ChartModel, down: boolean): number {
  const { lines, width, height } = drawing;
  const all = [...lines.values()];
  const bends = all.reduce((sum, points) => sum + points.length - 2, 0);
  const tooWide = Math.max(0, width - comfortable);
  const untidy = untidiness(drawing, model, down);
  return crossings(all) * 1e6 + untidy * 2e5 + bends * 1e4 + width * height * 0.5 + tooWide * 1500;
}

/** What a reader stumbles over: a line through a title, a chart that does not begin at its top or left, text elsewhere. */
function untidiness(drawing: Drawing, model: ChartModel, down: boolean): number {
  const { boxes, lines } = drawing;
  let sum = 0;
  for (const state of model.states) {
    const box = boxes.get(nodeId(state.path));
    const dot = boxes.get(dotId(state.path));
    if (box === undefined || dot === undefined) continue;
    const title = {
      ...box,
      width: textWidth(state.key, titleSize, true) + boxPadding,
      height: titleHeight + 4,
    };
    sum += [...lines.values()].filter((points) => passes(points, title) && points.at(-1)?.[1] !== title.y).length;
    const siblings = model.states.flatMap(({ path, parent }) =>
      parent === state.path ? (boxes.get(nodeId(path)) ?? []) : [],
    );
    sum += 4 * siblings.filter((each) => (down ? each.y + each.height < dot.y : each.x + each.width < dot.x)).length;
    if (boxes.has(textId(state.path)) && textPlace(state.path, box, drawing)[0] !== round(box.x + boxPadding))
      sum += 0.5;
  }
  return sum;
}

function read(drawn: ElkNode): Drawing {
  const boxes = new Map<string, Box>();
  const collect = (node: ElkNode) => {
    boxes.set(node.id, boxOf(node));
    for (const child of node.children ?? []) collect(child);
  };
  collect(drawn);
  const lines = new Map<string, readonly Point[]>();
  const labels = new Map<string, Box>();
  for (const { id, sections, labels: texts } of drawn.edges ?? []) {
    const [section] = sections ?? [];
    if (section === undefined) throw new Error(`no line for ${id}`);
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    lines.set(
      id,
      points.map(({ x, y }): Point => [round(x), round(y)]),
    );
    if (texts?.[0] !== undefined) labels.set(id, boxOf(texts[0]));
  }
  const { width, height } = boxOf(drawn);
  return { width, height, boxes, lines, labels };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}
