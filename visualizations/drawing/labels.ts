/**
 * What is written beside an arrow and inside a state, as lines of pieces with their places: `EVENT [guard] / actions`, one
 * line per transition in the order in which they are asked. Candidates for one event that do the same with different
 * parameters share a heading that says what they do, and stand below it as a table.
 */
import { eventText, type ModelAction, type ModelState, type ModelTransition } from './chart-model.ts';
import { round, textWidth } from './text-width.ts';

export type PieceKind = 'event' | 'order' | 'guard' | 'action' | 'target' | 'word';

/** A piece of text of one colour; x and y are pixels from the label's left and from its line's first baseline. */
export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Line {
  /** Index of the transition that it stands for; undefined for a heading, an entry, an exit or an invoke. */
  readonly transition?: number;
  readonly pieces: readonly Piece[];
  readonly width: number;
  /** Rows that the text takes: long lines are broken. */
  readonly rows: number;
}

export const fontSize = 11;
export const lineHeight = 15;
const space = 4;
/** Where a line is broken, pixels: sooner beside an arrow, as several stand side by side. */
const widest = { box: 250, arrow: 130 } as const;
const indent = 12;

type Word = readonly [kind: PieceKind, text: string, bold?: boolean];

/** The lines of the transitions that stay in a state, or lead to a place within it. */
export function internalLines(transitions: readonly ModelTransition[]): Line[] {
  return groupsOf(transitions).flatMap((group) =>
    isTable(group) ? tableLines(group) : group.map((each) => transitionLine(each, each.targets)),
  );
}

/** The lines beside an arrow; tables stand in the box of the state that the arrow leaves from, and are named beside it. */
export function arrowLines(transitions: readonly ModelTransition[]): { label: Line[]; tables: Line[] } {
  const groups = groupsOf(transitions);
  return {
    label: groups.flatMap((group) =>
      isTable(group)
        ? [tableName(group)]
        : group.map((each) => transitionLine(each, each.targets.slice(1), widest.arrow)),
    ),
    tables: groups.filter(isTable).flatMap(tableLines),
  };
}

/** What a state does and owns, beside its transitions. */
export function behaviourLines(state: ModelState): Line[] {
  const lines: Line[] = [];
  const entry = state.entry.filter(isWritten);
  const exit = state.exit.filter(isWritten);
  if (entry.length > 0) lines.push(write([['word', 'entry'], ...actionWords(entry)]));
  if (exit.length > 0) lines.push(write([['word', 'exit'], ...actionWords(exit)]));
  if (state.invoke.length > 0) {
    const words = state.invoke.map((id, place): Word => ['word', place < state.invoke.length - 1 ? `${id},` : id]);
    lines.push(write([['word', 'invoke'], ...words]));
  }
  return lines;
}

/** For `after` XState adds actions of its own, which say nothing that the transition does not. */
function isWritten({ name }: ModelAction): boolean {
  return name !== 'xstate.raise' && name !== 'xstate.cancel';
}

function transitionLine(transition: ModelTransition, targets: readonly string[], limit: number = widest.box): Line {
  const words: Word[] = [['event', eventText(transition.event), true]];
  if (transition.candidate !== undefined) words.push(['order', `${transition.candidate}.`]);
  if (transition.guard !== undefined) words.push(['guard', `[${transition.guard}]`]);
  words.push(...actionWords(transition.actions));
  if (targets.length > 0) words.push(['target', `-> ${targets.join(', ')}`]);
  return { transition: transition.index, ...write(words, limit) };
}

type Group = readonly ModelTransition[];

/** Neighbours that do the same on the same event, with other parameters. */
function groupsOf(transitions: readonly ModelTransition[]): Group[] {
  const groups: ModelTransition[][] = [];
  let before = '';
  for (const transition of transitions) {
    const { event, targets, guard, actions } = transition;
    const named = actions.map(({ name, params }) => [name, Object.keys(params ?? {})]);
    const shape = JSON.stringify([event, targets, guard !== undefined, named]);
    if (shape === before) groups.at(-1)?.push(transition);
    else groups.push([transition]);
    before = shape;
  }
  return groups;
}

function isTable(group: Group): boolean {
  const [first] = group;
  const hasValues = first?.actions.some(({ params }) => params !== undefined) ?? false;
  return group.length >= 3 && first?.guard !== undefined && hasValues;
}

/** Which rows of the table in the box an arrow stands for: `FRAME_HEADER 1.–9. 11. 12.` */
function tableName(group: Group): Line {
  const runs: [first: number, last: number][] = [];
  for (const { candidate = 0 } of group) {
    const run = runs.at(-1);
    if (run !== undefined && candidate === run[1] + 1) run[1] = candidate;
    else runs.push([candidate, candidate]);
  }
  const rows = runs.map(([first, last]) => (first === last ? `${first}.` : `${first}.–${last}.`));
  return write([
    ['event', eventText(group[0]?.event ?? ''), true],
    ['order', rows.join(' ')],
  ]);
}

/** A heading, and a row for each: number, guard, parameters. */
function tableLines(group: Group): Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const heading = write([['event', eventText(first.event), true], ...actionWords(first.actions, true)]);
  const guards = group.map(({ guard }) => `[${guard}]`);
  const guardX = indent + 18;
  const valueX = guardX + Math.max(...guards.map((text) => textWidth(text, fontSize))) + 8;
  const rows = group.map((transition, place): Line => {
    const values = clusters(transition.actions).flatMap(({ values }) => (values === '' ? [] : [values]));
    const pieces = [
      at('order', `${transition.candidate}.`, indent),
      at('guard', guards[place] ?? '', guardX),
      at('action', values.join(', '), valueX),
    ];
    return { transition: transition.index, pieces, rows: 1, width: end(pieces) };
  });
  return [heading, ...rows];
}

/** Actions one after another; those that have the same parameters say them once: `refuse & failConnection bad-opcode`. */
function actionWords(actions: readonly ModelAction[], withoutValues = false): Word[] {
  const parts = clusters(actions).map(({ names, values }) => {
    if (values === '') return names.join(', ');
    return `${names.join(' & ')} ${withoutValues ? '…' : values}`;
  });
  return parts.map((part, place): Word => {
    const slash = place === 0 ? '/ ' : '';
    return ['action', `${slash}${part}${place < parts.length - 1 ? ',' : ''}`];
  });
}

interface Cluster {
  readonly names: string[];
  readonly values: string;
}

function clusters(actions: readonly ModelAction[]): Cluster[] {
  const found: Cluster[] = [];
  for (const { name, params } of actions) {
    const values = valuesText(params);
    const shown = name.replace(/^xstate\./, '');
    const last = found.at(-1);
    if (last !== undefined && values !== '' && last.values === values) last.names.push(shown);
    else found.push({ names: [shown], values });
  }
  return found;
}

/** Strings and numbers speak for themselves; a flag needs its name. */
function valuesText(params: ModelAction['params']): string {
  return Object.entries(params ?? {})
    .map(([key, value]) => (typeof value === 'boolean' ? `${value ? '' : 'not '}${key}` : String(value)))
    .join(' ');
}

/** Words in one row; what would make it too wide goes to further rows, indented. */
function write(words: readonly Word[], limit: number = widest.box): Line {
  const pieces: Piece[] = [];
  let [x, y] = [0, 0];
  for (const [kind, text, bold] of words) {
    const width = textWidth(text, fontSize, bold);
    if (x > 0 && x + width > limit) {
      x = indent;
      y += lineHeight;
    }
    pieces.push({ kind, text, x: round(x), y, width });
    x += width + space;
  }
  return { pieces, rows: y / lineHeight + 1, width: end(pieces) };
}

function at(kind: PieceKind, text: string, x: number): Piece {
  return { kind, text, x: round(x), y: 0, width: textWidth(text, fontSize) };
}

function end(pieces: readonly Piece[]): number {
  return round(Math.max(...pieces.map(({ x, width }) => x + width)));
}
