/** What is seen, as SVG files that stand by themselves. */
import { render } from 'preact';
import type { ActorName } from '../../../machines/index.ts';
import { chartStyle } from '../../drawing/style.ts';
import type { Recording } from '../model/recording.ts';
import { rowOf } from '../model/sequence.ts';
import { ChartMarks } from './chart-marks.ts';
import { chartOf } from './chart-texts.ts';
import { type Columns, columnNames, middleOf, ROW_HEIGHT, RowShapes } from './sequence-row.tsx';

/** Rows of the sequence in a picture, around the moment that is shown. */
const MOST_ROWS = 400;
const WIDTH = 1000;
const TOP = 24;

const sequenceStyle = `
svg{font:11px Helvetica,Arial,'Liberation Sans',sans-serif;background:#fff;color:#1d232c}
text{fill:#1d232c}
.lifeline{stroke:#d9dde3}
.sequence-label{paint-order:stroke;stroke:#fff;stroke-width:4px}
.shaft{fill:none;stroke:currentColor;stroke-width:1.3}
.tip,.sequence-arrow circle{fill:currentColor}
.sequence-arrow{color:#5b6573}.sequence-arrow.in{color:#0b7357}.sequence-arrow.out{color:#7a3fb8}.sequence-arrow.outside{color:#1a66d6}
.nested .shaft{stroke-dasharray:3 3}
.sequence-state rect{fill:#fde5da;stroke:#bd3a0c}.sequence-state.stays rect{fill:#fff;stroke:#d9dde3}
.sequence-note circle,.sequence-note path{fill:#fff;stroke:#8a5700}
.sequence-line path{stroke:#5b6573;stroke-dasharray:2 3}
`;

/** The machine's chart with the marks of the moment. */
export function chartPicture(actor: ActorName, recording: Recording): string {
  const svg = chartOf(actor);
  new ChartMarks(actor, svg).show(recording, recording.playhead.at.value);
  return textOf(svg, chartStyle);
}

/** The sequence around the moment. */
export function sequencePicture(recording: Recording): string {
  const { survey, playhead, journal } = recording;
  const here = survey.rows.countUpTo(playhead.at.value);
  const first = Math.max(0, here - MOST_ROWS / 2);
  const last = Math.min(survey.rows.length, first + MOST_ROWS);
  const columns: Columns = { width: WIDTH, isJoined: false };
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const height = TOP + (last - first) * ROW_HEIGHT;
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${height}`);
  svg.setAttribute('width', String(WIDTH));
  svg.setAttribute('height', String(height));
  render(
    <>
      {columnNames(columns).map((name) => (
        // Without folding, every lane has a column of its name.
        <Lifeline
          key={name}
          name={name}
          x={middleOf(name as Parameters<typeof middleOf>[0], columns)}
          height={height}
        />
      ))}
      {Array.from({ length: last - first }, (_, place) => survey.rows.get(first + place)).map((index, place) => (
        <g key={index} transform={`translate(0 ${TOP + place * ROW_HEIGHT})`}>
          <RowShapes row={rowOf(journal, index)} columns={columns} />
        </g>
      ))}
    </>,
    svg,
  );
  return textOf(svg, sequenceStyle);
}

function Lifeline({ name, x, height }: { readonly name: string; readonly x: number; readonly height: number }) {
  return (
    <g>
      <text x={x} y={15} text-anchor="middle">
        {name}
      </text>
      <path class="lifeline" d={`M${x} ${TOP}V${height}`} />
    </g>
  );
}

function textOf(svg: SVGSVGElement, css: string): string {
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = css;
  svg.prepend(style);
  return new XMLSerializer().serializeToString(svg);
}
