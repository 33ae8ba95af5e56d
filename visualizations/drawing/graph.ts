/**
 * A chart as a graph for ELK: states are nodes in nodes, transitions that lead from one state to another are edges, those
 * with the same ends are one edge. What stays in a state, or leads from a state into itself, is listed in the state's box.
 */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk.bundled.js';
import { type ChartModel, isWithin, type ModelState, type ModelTransition } from './chart-model.ts';
import { arrowLines, behaviourLines, internalLines, type Line, lineHeight } from './labels.ts';
import { textWidth } from './text-width.ts';

export const titleSize = 13;
/** Space between a box's border and its text, and the height of its title, pixels. */
export const boxPadding = 9;
export const titleHeight = 18;
/** Space between the border of an arrow's label and its text, pixels. */
export const labelPadding = { x: 5, y: 3 } as const;
export const dotSize = 12;

/** What stands in a state's box below its title. */
export interface BoxText {
  readonly behaviour: readonly Line[];
  readonly internal: readonly Line[];
  /** Tables of the arrows that leave from here. */
  readonly tables: readonly Line[];
}

/** Transitions that share both ends, drawn as one arrow. */
export interface Arrow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly ModelTransition[];
  /** What stands beside it. */
  readonly label: readonly Line[];
  readonly tables: readonly Line[];
}

export interface ChartGraph {
  readonly texts: ReadonlyMap<string, BoxText>;
  readonly arrows: readonly Arrow[];
  /**
   * Makes the graph of a state and what is in it anew, as ELK writes into it. `options` are those of every node that has
   * children.
   */
  readonly build: (path: string, options: Options) => ElkNode;
}

export type Options = Readonly<Record<string, string>>;

export function toGraph(model: ChartModel): ChartGraph {
  const arrows = arrowsOf(model);
  const texts = new Map(model.states.map((state) => [state.path, textOf(model, state, arrows)]));
  return {
    texts,
    arrows,
    build: (path, options) => {
      const within = model.states.filter((state) => isWithin(state.path, path));
      const dots = within.flatMap(({ path, initial }) => (initial === undefined ? [] : [dotEdge(path, initial)]));
      const edges = arrows.filter(({ source, target }) => isWithin(source, path) && isWithin(target, path)).map(edgeOf);
      return { ...nodeOf(model, texts, arrows, path, options), edges: [...dots, ...edges] };
    },
  };
}

export const nodeId = (path: string) => `state ${path}`;
export const textId = (path: string) => `text ${path}`;
export const dotId = (path: string) => `dot ${path}`;
export const dotEdgeId = (path: string) => `first ${path}`;

/** It is drawn as an arrow, as it leaves its state for another one. None can lead to the frame that is around everything. */
function isArrow({ source, targets }: ModelTransition): boolean {
  const [target = ''] = targets;
  return target !== '' && !isWithin(target, source);
}

function textOf({ transitions }: ChartModel, state: ModelState, arrows: readonly Arrow[]): BoxText {
  const listed = transitions.filter((each) => each.source === state.path && !isArrow(each));
  return {
    behaviour: behaviourLines(state),
    internal: internalLines(listed.map(relative)),
    tables: arrows.filter(({ source }) => source === state.path).flatMap(({ tables }) => tables),
  };
}

/** Targets as seen from the source, which is around them. */
function relative(transition: ModelTransition): ModelTransition {
  const { source, targets } = transition;
  const seen = (path: string) => {
    if (path === source) return 'itself';
    if (path === '') return 'the machine';
    return source === '' ? path : path.slice(source.length + 1);
  };
  return { ...transition, targets: targets.map(seen) };
}

function arrowsOf(model: ChartModel): Arrow[] {
  const groups = new Map<string, ModelTransition[]>();
  for (const transition of model.transitions.filter(isArrow)) {
    const key = [transition.source, ...transition.targets].join(' → ');
    groups.set(key, [...(groups.get(key) ?? []), transition]);
  }
  return [...groups].map(([id, transitions]) => {
    const [{ source, targets }] = transitions as [ModelTransition];
    return { id, source, target: targets[0] ?? '', transitions, ...arrowLines(transitions) };
  });
}

export function sizeOf(lines: readonly Line[]): { width: number; height: number } {
  const rows = lines.reduce((sum, line) => sum + line.rows, 0);
  return { width: Math.max(0, ...lines.map(({ width }) => width)), height: rows * lineHeight };
}

function nodeOf(
  model: ChartModel,
  texts: ReadonlyMap<string, BoxText>,
  arrows: readonly Arrow[],
  path: string,
  options: Options,
): ElkNode {
  const state = model.states.find((each) => each.path === path) as ModelState;
  const text = textSize(texts.get(path) as BoxText);
  const width = Math.ceil(textWidth(state.key, titleSize, true) + 2 * boxPadding);
  const children = model.states.filter(({ parent }) => parent === path);
  if (children.length === 0) {
    const height = titleHeight + 12 + (text.height > 0 ? text.height + 3 : 0);
    // A state that is entered from around it alone is the end of something: it stands below the others.
    const alone =
      path !== '' &&
      !model.states.some(({ initial }) => initial === path) &&
      !arrows.some((arrow) => isEnd(arrow, path));
    const layoutOptions: Options = alone ? { 'elk.layered.layering.layerConstraint': 'LAST' } : {};
    return { id: nodeId(path), width: Math.max(width, Math.ceil(text.width + 2 * boxPadding)), height, layoutOptions };
  }
  // The text of a state with children is a node among them, so that no line is drawn across it.
  const first = { 'elk.layered.layering.layerConstraint': 'FIRST' };
  const note: ElkNode[] = text.height === 0 ? [] : [{ id: textId(path), ...text, layoutOptions: first }];
  const dot: ElkNode[] = state.initial === undefined ? [] : [{ id: dotId(path), width: dotSize, height: dotSize }];
  return {
    id: nodeId(path),
    children: [...note, ...dot, ...children.map((child) => nodeOf(model, texts, arrows, child.path, options))],
    layoutOptions: {
      ...options,
      'elk.padding': `[top=${titleHeight + 10},left=12,bottom=14,right=12]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${titleHeight})`,
    },
  };
}

function isEnd({ source, target }: Arrow, path: string): boolean {
  return source === path || target === path;
}

/** Pixels that the lines in a state's box take. */
export function textSize({ behaviour, internal, tables }: BoxText): { width: number; height: number } {
  return sizeOf([...behaviour, ...internal, ...tables]);
}

function dotEdge(path: string, initial: string): ElkExtendedEdge {
  return { id: dotEdgeId(path), sources: [dotId(path)], targets: [nodeId(initial)] };
}

function edgeOf({ id, source, target, label }: Arrow): ElkExtendedEdge {
  const { width, height } = sizeOf(label);
  const box = { text: id, width: width + 2 * labelPadding.x, height: height + 2 * labelPadding.y };
  const layoutOptions = { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' };
  return { id, sources: [nodeId(source)], targets: [nodeId(target)], labels: [{ ...box, layoutOptions }] };
}
