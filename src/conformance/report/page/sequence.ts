/** The sequence diagram: two lifelines, an arrow for every frame, notes across. Drawn as SVG in the colours of the page. */
import type { Side } from '../../model.ts';
import type { Detail, Line } from './data.ts';
import { excerptOf, frameFamily, frameFlags, frameTitle, isFrame, isNote, sizeText, timeText } from './describe.ts';
import { html, type Markup } from './html.ts';
import { previewOf } from './octets.ts';

const WIDTH = 640;
const LEFT = 120;
const RIGHT = 560;
const MIDDLE = (LEFT + RIGHT) / 2;
const TOP = 46;
const ARROW = 40;
const NOTE = 32;

/** Rows that are drawn; the wire log has them all. */
const MOST_ROWS = 60;

/** From so many milliseconds without anything on, a pause is noted. */
const PAUSE = 90;

interface Arrow {
  readonly kind: 'arrow';
  readonly at: number | undefined;
  readonly fromUs: boolean;
  readonly family: string;
  readonly title: string;
  readonly below: string;
  readonly times: number;
}

interface Note {
  readonly kind: 'note';
  readonly text: string;
  readonly tone: string;
}

export type Row = Arrow | Note;

/** @param agent the name of the subject */
export function sequenceDiagram(detail: Detail, agent: string, side: Side): Markup {
  const rows = sequenceRows(detail, side);
  const drawn: Markup[] = [];
  let y = TOP;
  for (const row of rows) {
    drawn.push(row.kind === 'arrow' ? arrow(row, y) : note(row, y));
    y += row.kind === 'arrow' ? ARROW : NOTE;
  }
  const height = y + 12;
  return html`<svg class="sequence" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Sequence diagram of the case">
    <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"
      ><path d="M0 1 9 5 0 9z" fill="context-stroke"/></marker></defs>
    ${lifeline(LEFT, 'wirechart', height)}${lifeline(RIGHT, agent, height)}${drawn}</svg>`;
}

function lifeline(x: number, name: string, height: number): Markup {
  const short = name.length > 24 ? `${name.slice(0, 23)}…` : name;
  return html`<line class="life" x1="${x}" y1="30" x2="${x}" y2="${height}"/>
    <text class="name" x="${x}" y="20" text-anchor="middle">${short}</text>`;
}

function arrow(row: Arrow, y: number): Markup {
  const [from, to] = row.fromUs ? [LEFT + 2, RIGHT - 3] : [RIGHT - 2, LEFT + 3];
  const title = row.times > 1 ? `${row.title} × ${row.times}` : row.title;
  const time = row.at === undefined ? '' : timeText(row.at);
  return html`<g class="arrow ${row.family}"><text class="time" x="${LEFT - 12}" y="${y + 22}" text-anchor="end">${time}</text>
    <text class="title" x="${MIDDLE}" y="${y + 13}" text-anchor="middle">${title}</text>
    <line x1="${from}" y1="${y + 18}" x2="${to}" y2="${y + 18}" marker-end="url(#head)"/>
    <text class="below" x="${MIDDLE}" y="${y + 30}" text-anchor="middle">${row.below}</text></g>`;
}

function note({ text, tone }: Note, y: number): Markup {
  const short = text.length > 74 ? `${text.slice(0, 73)}…` : text;
  const width = Math.min(WIDTH - 40, Math.max(90, short.length * 6.4 + 24));
  return html`<g class="note ${tone}"><title>${text}</title>
    <rect x="${MIDDLE - width / 2}" y="${y + 2}" width="${width}" height="22" rx="11"/>
    <text x="${MIDDLE}" y="${y + 17}" text-anchor="middle">${short}</text></g>`;
}

/** What is drawn, from top to bottom. */
export function sequenceRows(detail: Detail, side: Side): Row[] {
  const rows = [...openingRows(detail, side), ...merged(wireRows(detail.wire))];
  const left = rows.length - MOST_ROWS + detail.cut;
  if (left <= 0 || rows.length <= MOST_ROWS) {
    return detail.cut > 0 ? [...rows, plainNote(`${detail.cut} more lines were left out`)] : rows;
  }
  // The end says how it went, so it is drawn, too.
  const [head, tail] = [rows.slice(0, MOST_ROWS - 10), rows.slice(-10)];
  return [...head, plainNote(`… ${rows.length - MOST_ROWS} more: see the wire log …`), ...tail];
}

function plainNote(text: string): Note {
  return { kind: 'note', text, tone: 'quiet' };
}

/** The client speaks first: it is us if the subject is a server. */
function openingRows({ request, response }: Detail, side: Side): Row[] {
  return [[request, side === 'server'] as const, [response, side === 'client'] as const].flatMap(
    ([head, fromUs]): Row[] => {
      const title = head.split(/\r?\n/, 1)[0] ?? '';
      if (title === '') return [];
      const shown = title.length > 60 ? `${title.slice(0, 59)}…` : title;
      return [{ kind: 'arrow', at: undefined, fromUs, family: 'http', title: shown, below: '', times: 1 }];
    },
  );
}

/** Octets stand for themselves only where no frame of that direction was seen. */
function wireRows(wire: readonly Line[]): Row[] {
  const seen = new Set(wire.filter(isFrame).map(([, direction]) => direction));
  const rows: Row[] = [];
  let last: number | undefined;
  for (const line of wire) {
    const [at, kind] = line;
    if ((kind === 2 && seen.has(0)) || (kind === 3 && seen.has(1))) continue;
    if (last !== undefined && at - last >= PAUSE) rows.push(plainNote(`${timeText(at - last)} later`));
    last = at;
    rows.push(rowOf(line));
  }
  return rows;
}

function rowOf(line: Line): Row {
  if (isNote(line)) return { kind: 'note', text: line[2], tone: line[2].startsWith('Broke') ? 'broken' : '' };
  const [at, kind, , length] = line;
  if (isFrame(line)) {
    const below = [sizeText(length), ...frameFlags(line)].join(' · ');
    return {
      kind: 'arrow',
      at,
      fromUs: kind === 0,
      family: frameFamily(line),
      title: frameTitle(line, 40),
      below,
      times: 1,
    };
  }
  const title = `octets ${previewOf(excerptOf(line), 32)}`;
  return { kind: 'arrow', at, fromUs: kind === 2, family: 'octets', title, below: '', times: 1 };
}

/** The same arrow many times in a row is drawn once. */
function merged(rows: readonly Row[]): Row[] {
  const kept: Row[] = [];
  for (const row of rows) {
    const before = kept.at(-1);
    if (row.kind === 'arrow' && before?.kind === 'arrow' && isSame(row, before)) {
      kept[kept.length - 1] = { ...before, times: before.times + 1 };
    } else {
      kept.push(row);
    }
  }
  return kept;
}

function isSame(one: Arrow, other: Arrow): boolean {
  return one.fromUs === other.fromUs && one.title === other.title && one.below === other.below;
}
