/** One row of the sequence, drawn. */
import type { JSX } from 'preact';
import { type Lane, lanes, type Row } from '../model/sequence.ts';

export const ROW_HEIGHT = 20;

/** Where lanes are: by its own column, or all machines in one. */
export interface Columns {
  readonly width: number;
  readonly isJoined: boolean;
}

const joinedColumns: readonly string[] = ['app', 'machines', 'wire'];

export function columnNames({ isJoined }: Columns): readonly string[] {
  return isJoined ? joinedColumns : lanes;
}

export function middleOf(lane: Lane, columns: Columns): number {
  const names = columnNames(columns);
  const place = columns.isJoined ? (lane === 'app' ? 0 : lane === 'wire' ? 2 : 1) : names.indexOf(lane);
  return ((place + 0.5) * columns.width) / names.length;
}

/** The row's shapes, from (0, 0) on. */
export function RowShapes({ row, columns }: { readonly row: Row; readonly columns: Columns }): JSX.Element {
  switch (row.shape) {
    case 'arrow':
      return <Arrow row={row} columns={columns} />;
    case 'state':
      return <StateBox row={row} columns={columns} />;
    case 'note': {
      const x = middleOf(row.lane, columns);
      return (
        <g class="sequence-note">
          <circle cx={x - 4} cy={10} r={4.5} />
          <path d={`M${x - 4} 7V10H${x - 1.5}`} />
          <Label x={x + 4} text={row.text} anchor="start" columns={columns} />
        </g>
      );
    }
    case 'line':
      return (
        <g class={`sequence-line ${row.tone}`}>
          <path d={`M0 10H${columns.width}`} />
          <Label x={columns.width / 2} text={row.text} anchor="middle" columns={columns} />
        </g>
      );
  }
}

type Of<Shape extends Row['shape']> = { readonly row: Extract<Row, { shape: Shape }>; readonly columns: Columns };

function Arrow({ row, columns }: Of<'arrow'>): JSX.Element {
  const from = middleOf(row.from, columns);
  const to = middleOf(row.to, columns);
  if (from === to) {
    return (
      <g class={`sequence-arrow ${row.tone}`}>
        <path class="shaft" d={`M${from} 5h12v9h-8`} />
        <path class="tip" d={`M${from + 2} 14l6 -3v6z`} />
        <Label x={from + 16} text={row.text} anchor="start" columns={columns} />
      </g>
    );
  }
  const sign = to > from ? 1 : -1;
  return (
    <g class={`sequence-arrow ${row.tone} ${row.isNested ? 'nested' : ''}`}>
      <circle cx={from} cy={15} r={1.8} />
      <path class="shaft" d={`M${from} 15H${to - 5 * sign}`} />
      <path class="tip" d={`M${to} 15l${-7 * sign} -3.2v6.4z`} />
      <Label x={(from + to) / 2} text={row.text} anchor="middle" columns={columns} />
    </g>
  );
}

function StateBox({ row, columns }: Of<'state'>): JSX.Element {
  const x = middleOf(row.lane, columns);
  const width = Math.min(columns.width, row.text.length * 6.2 + 14);
  const left = Math.max(1, Math.min(x - width / 2, columns.width - width - 1));
  return (
    <g class={`sequence-state ${row.stays ? 'stays' : ''}`}>
      <rect x={left} y={2} width={width} height={16} rx={row.stays ? 2 : 8} />
      <text x={left + width / 2} y={14} text-anchor="middle">
        {row.text}
      </text>
    </g>
  );
}

interface LabelProps {
  readonly x: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle';
  readonly columns: Columns;
}

/** Kept inside of the picture. */
function Label({ x, text, anchor, columns }: LabelProps): JSX.Element {
  const width = text.length * 6;
  const half = anchor === 'middle' ? width / 2 : 0;
  const left = Math.max(2, Math.min(x - half, columns.width - width - 2));
  return (
    <text class="sequence-label" x={left + half} y={anchor === 'middle' ? 10.5 : 13.5} text-anchor={anchor}>
      {text}
    </text>
  );
}
