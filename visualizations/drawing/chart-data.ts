/** What the `.json` beside a picture holds. Places are in the coordinates of the picture, pixels. */
import { createHash } from 'node:crypto';
import type { ChartModel, ModelState, ModelTransition } from './chart-model.ts';
import type { Box, Point } from './geometry.ts';
import type { Layout } from './layout.ts';

export interface ChartData {
  readonly id: string;
  /** Of what the machine says, whatever its drawing: 16 hexadecimal digits. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  /** The machine itself is the first, with the path `''`. */
  readonly states: readonly DataState[];
  /** By their index. */
  readonly transitions: readonly DataTransition[];
  readonly arrows: readonly DataArrow[];
  /** Where compound states begin: the dot, and its arrow to the state that is entered first. */
  readonly initials: readonly DataInitial[];
}

export interface DataState extends ModelState {
  /** A child of a parallel state. */
  readonly region: boolean;
  readonly box: Box;
}

export interface DataTransition extends ModelTransition {
  /** The first of its targets. */
  readonly target?: string;
}

export interface DataArrow {
  /** Indices of the transitions that it stands for. */
  readonly transitions: readonly number[];
  readonly source: string;
  readonly target: string;
  readonly points: readonly Point[];
  readonly label: Box;
}

export interface DataInitial {
  readonly path: string;
  readonly dot: Box;
  readonly points: readonly Point[];
}

export function chartData({ model, width, height, states, arrows, dots }: Layout): ChartData {
  return {
    id: model.id,
    hash: hashOf(model),
    width,
    height,
    states: states.map(({ state, region, box }) => ({ ...state, region, box })),
    transitions: model.transitions.map((transition) => {
      const [target] = transition.targets;
      return { ...transition, ...(target !== undefined && { target }) };
    }),
    arrows: arrows.map(({ source, target, transitions, points, labelBox }) => ({
      transitions: transitions.map(({ index }) => index),
      source,
      target,
      points,
      label: labelBox,
    })),
    initials: dots,
  };
}

export function hashOf(model: ChartModel): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 16);
}

/** As JSON with a state, a transition, an arrow to each line, so that a change is a small difference. */
export function writeData(data: ChartData): string {
  const members = Object.entries(data).map(([name, value]) => {
    if (!Array.isArray(value)) return `  "${name}": ${JSON.stringify(value)}`;
    const rows = value.map((each) => `    ${JSON.stringify(each)}`);
    return `  "${name}": [\n${rows.join(',\n')}\n  ]`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}
