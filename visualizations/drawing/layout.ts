/** Where everything of a chart is drawn. Coordinates are pixels from the top left corner of the machine's frame. */
import { type ChartModel, isWithin, type ModelState } from './chart-model.ts';
import { type Drawing, frame, textPlace } from './drawing.ts';
import type { Box, Point } from './geometry.ts';
import { type Arrow, type BoxText, type ChartGraph, dotEdgeId, dotId, nodeId, textSize, toGraph } from './graph.ts';
import { comfortable, drawBest } from './search.ts';

export interface PlacedState extends BoxText {
  readonly state: ModelState;
  readonly box: Box;
  /** Where the lines below the title begin. */
  readonly text: Point;
  /** A child of a parallel state. */
  readonly region: boolean;
}

export interface PlacedArrow extends Arrow {
  readonly points: readonly Point[];
  readonly labelBox: Box;
}

/** The dot of a compound state, and the arrow to the state that is entered first. */
export interface PlacedDot {
  readonly path: string;
  readonly dot: Box;
  readonly points: readonly Point[];
}

export interface Layout {
  readonly model: ChartModel;
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
  readonly dots: readonly PlacedDot[];
}

export async function layOut(model: ChartModel): Promise<Layout> {
  const graph = toGraph(model);
  const regions = independentRegions(model, graph);
  if (regions.length === 0) return place(model, graph, await drawBest(model, graph, ''));
  const drawings: Drawing[] = [];
  for (const region of regions) drawings.push(await drawBest(model, graph, region));
  const { height } = textSize(graph.texts.get('') as BoxText);
  return place(model, graph, frame(height, drawings, comfortable));
}

/** The regions of a parallel machine, where no arrow leads from one to another: each is a picture of its own. */
function independentRegions({ states }: ChartModel, { arrows }: ChartGraph): string[] {
  if (states[0]?.type !== 'parallel') return [];
  const regions = states.filter(({ parent }) => parent === '').map(({ path }) => path);
  const inside = arrows.every(({ source, target }) =>
    regions.some((region) => isWithin(source, region) && isWithin(target, region)),
  );
  return inside ? regions : [];
}

function place(model: ChartModel, graph: ChartGraph, drawing: Drawing): Layout {
  const { width, height } = drawing;
  const of = <T>(places: ReadonlyMap<string, T>, id: string): T => {
    const found = places.get(id);
    if (found === undefined) throw new Error(`${model.id}: no place for ${id}`);
    return found;
  };
  const types = new Map(model.states.map(({ path, type }) => [path, type]));
  return {
    model,
    width,
    height,
    states: model.states.map((state) => {
      const box = of(drawing.boxes, nodeId(state.path));
      return {
        state,
        box,
        text: textPlace(state.path, box, drawing),
        region: state.parent !== undefined && types.get(state.parent) === 'parallel',
        ...(graph.texts.get(state.path) as BoxText),
      };
    }),
    arrows: graph.arrows.map((arrow) => ({
      ...arrow,
      points: of(drawing.lines, arrow.id),
      labelBox: of(drawing.labels, arrow.id),
    })),
    dots: model.states.flatMap(({ path, initial }) =>
      initial === undefined
        ? []
        : [{ path, dot: of(drawing.boxes, dotId(path)), points: of(drawing.lines, dotEdgeId(path)) }],
    ),
  };
}
