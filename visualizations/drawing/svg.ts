/**
 * A chart's layout as SVG. Colours are custom properties, `--chart-…`, which a page may set; by themselves they follow the
 * reader's light or dark scheme. A page that shows a running machine puts `active` on states, `fired` and `trail` on arrows
 * and lines; each shows in stroke or mark as well as in colour.
 */
import { violations } from '../../machines/violations.ts';
import type { ModelTransition } from './chart-model.ts';
import { type Point, roundedPath, withTip } from './geometry.ts';
import { boxPadding, labelPadding, titleHeight, titleSize } from './graph.ts';
import { fontSize, type Line, lineHeight } from './labels.ts';
import type { Layout, PlacedArrow, PlacedDot, PlacedState } from './layout.ts';
import { chartStyle } from './style.ts';
import { round, textWidth } from './text-width.ts';

/** Space around the drawing, pixels. */
const margin = 4;

export function drawChart(layout: Layout): string {
  const { model, width, height, states, arrows, dots } = layout;
  const name = escaped(model.id);
  const size = [-margin, -margin, Math.ceil(width + 2 * margin), Math.ceil(height + 2 * margin)] as const;
  const boxes = states.toSorted((a, b) => depth(a) - depth(b));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" data-machine="${name}" role="img" ` +
      `aria-label="Statechart of ${name}" viewBox="${size.join(' ')}" width="${size[2]}" height="${size[3]}">`,
    `<style>${chartStyle}</style>`,
    ...boxes.map((state) => drawState(layout, state)),
    ...dots.map(drawDot),
    ...arrows.map((arrow) => drawArrow(arrow)),
    '</svg>',
    '',
  ].join('\n');
}

function depth({ state }: PlacedState): number {
  return state.path === '' ? 0 : state.path.split('.').length;
}

function drawState({ model }: Layout, placed: PlacedState): string {
  const { state, box, text, region, behaviour, internal, tables } = placed;
  const { x, y, width, height } = box;
  const classes = ['state', region ? 'region' : '', region && state.type === 'compound' ? '' : state.type];
  const rect = (inset: number, radius: number, kind: string) =>
    `<rect class="${kind}" x="${round(x + inset)}" y="${round(y + inset)}" width="${round(width - 2 * inset)}" ` +
    `height="${round(height - 2 * inset)}" rx="${radius}"/>`;
  const titleWidth = textWidth(state.key, titleSize, true);
  const leaf = state.type === 'atomic' || state.type === 'final';
  const titleX =
    leaf && behaviour.length + internal.length + tables.length === 0 ? x + (width - titleWidth) / 2 : x + boxPadding;
  const parts = [
    rect(0, state.type === 'history' ? height / 2 : 8, 'box'),
    ...(state.type === 'final' ? [rect(3, 5.5, 'inner')] : []),
    `<text class="title" x="${round(titleX)}" y="${round(y + titleHeight + 1)}" textLength="${titleWidth}" ` +
      `lengthAdjust="spacingAndGlyphs">${escaped(state.key)}</text>`,
  ];
  let top = text[1];
  const write = (lines: readonly Line[], kind: string) => {
    for (const line of lines) {
      parts.push(drawLine(line, kind, text[0], top, model.transitions));
      top += line.rows * lineHeight;
    }
  };
  write(behaviour, 'entry');
  write(internal, 'internal');
  write(tables, 'label');
  const path = state.path === '' ? '' : ` data-state="${escaped(state.path)}"`;
  return `<g class="${classes.filter(Boolean).join(' ')}"${path}>${parts.join('')}</g>`;
}

function drawDot({ path, dot, points }: PlacedDot): string {
  const radius = dot.width / 2;
  return (
    `<g class="initial" data-initial="${escaped(path)}">` +
    `<circle cx="${round(dot.x + radius)}" cy="${round(dot.y + radius)}" r="${radius - 1}"/>` +
    `${drawLineAndTip(points)}</g>`
  );
}

function drawArrow({ transitions, label, points, labelBox }: PlacedArrow): string {
  const indices = transitions.map(({ index }) => index).join(' ');
  let top = labelBox.y + labelPadding.y;
  const texts = label.map((line) => {
    const text = drawLine(line, 'label', labelBox.x + labelPadding.x, top, transitions);
    top += line.rows * lineHeight;
    return text;
  });
  return (
    `<g class="edge" data-transitions="${indices}">${drawLineAndTip(points)}` +
    `<rect class="chip" x="${labelBox.x}" y="${labelBox.y}" width="${labelBox.width}" height="${labelBox.height}" rx="4"/>` +
    `${texts.join('')}</g>`
  );
}

function drawLineAndTip(points: readonly Point[]): string {
  const { line, tip } = withTip(points);
  return `<path class="line" d="${roundedPath(line)}"/><path class="tip" d="${tip}"/>`;
}

/** One line of text; headings have no transition, and are no line that could be fired. */
function drawLine(line: Line, kind: string, x: number, top: number, transitions: readonly ModelTransition[]): string {
  const baseline = top + fontSize;
  const pieces = line.pieces.map(
    (piece) =>
      `<tspan class="${piece.kind}" x="${round(x + piece.x)}" y="${round(baseline + piece.y)}" ` +
      `textLength="${piece.width}" lengthAdjust="spacingAndGlyphs">${escaped(piece.text)}</tspan>`,
  );
  const transition = transitions.find(({ index }) => index === line.transition);
  if (transition === undefined)
    return `<text class="${kind === 'entry' ? kind : 'heading'}">${pieces.join(' ')}</text>`;
  const rule = ruleOf(transition);
  const section = rule === undefined ? '' : ` data-section="${escaped(rule.section)}"`;
  const title = rule === undefined ? '' : `<title>${escaped(`${rule.section}: ${rule.explanation}`)}</title>`;
  return `<text class="${kind}" data-transition="${transition.index}"${section}>${title}${pieces.join(' ')}</text>`;
}

/** The rule that is broken where this transition is taken. */
function ruleOf({ actions }: ModelTransition): { section: string; explanation: string } | undefined {
  const id = actions.map(({ params }) => params?.violation).find((each) => each !== undefined);
  return Object.entries(violations).find(([name]) => name === id)?.[1];
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
