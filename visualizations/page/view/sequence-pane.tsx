/** The sequence: application, machines and wire as lanes, and what goes between them, record by record. */
// biome-ignore-all lint/a11y/useSemanticElements: rows are made one by one, which tables and lists of HTML do not know
// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list moves by keys
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Recording } from '../model/recording.ts';
import { rowOf } from '../model/sequence.ts';
import { type Columns, columnNames, ROW_HEIGHT, RowShapes } from './sequence-row.tsx';
import { VirtualList } from './virtual-list.tsx';

/** Width of the column of times. */
const TIMES = 62;

export function SequencePane({ recording }: { readonly recording: Recording }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(600);
  const isJoined = useSignal(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      width.value = Math.max(240, element.clientWidth - TIMES - 14);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);
  const { playhead, survey } = recording;
  recording.length.value;
  const at = playhead.at.value;
  const columns: Columns = { width: width.value, isJoined: isJoined.value };
  const current = survey.rows.countUpTo(at) - 1;
  const [stepFrom, stepTo] = survey.stepAt(at);
  return (
    <div class="sequence" ref={box} data-sequence>
      <div class="sequence-head">
        <button
          type="button"
          class="small"
          aria-pressed={isJoined.value}
          title="all machines in one lane"
          style={{ width: `${TIMES - 8}px` }}
          onClick={() => {
            isJoined.value = !isJoined.value;
          }}
        >
          {isJoined.value ? 'unfold' : 'fold'}
        </button>
        {columnNames(columns).map((name) => (
          <span key={name} style={{ width: `${columns.width / columnNames(columns).length}px` }} title={name}>
            {name}
          </span>
        ))}
      </div>
      <svg class="lifelines" style={{ left: `${TIMES + 6}px` }} width={columns.width} aria-hidden="true">
        {columnNames(columns).map((name, place) => (
          <line
            key={name}
            class="lifeline"
            x1={((place + 0.5) * columns.width) / columnNames(columns).length}
            x2={((place + 0.5) * columns.width) / columnNames(columns).length}
            y1="0"
            y2="100%"
          />
        ))}
      </svg>
      <VirtualList
        name="sequence"
        label="Sequence of records"
        role="list"
        count={survey.rows.length}
        rowHeight={ROW_HEIGHT}
        current={current}
        live={playhead.live.value}
        onMove={(row) => playhead.seek(survey.rows.get(row))}
        empty="Nothing is recorded yet."
        row={(row) => {
          const index = survey.rows.get(row);
          const inStep = index >= stepFrom && index < stepTo;
          return (
            <SequenceRow key={row} row={row} index={index} recording={recording} columns={columns} inStep={inStep} />
          );
        }}
      />
    </div>
  );
}

interface SequenceRowProps {
  readonly row: number;
  readonly index: number;
  readonly recording: Recording;
  readonly columns: Columns;
  /** It belongs to the event that is looked at. */
  readonly inStep: boolean;
}

function SequenceRow({ row, index, recording, columns, inStep }: SequenceRowProps): JSX.Element {
  const { journal, playhead } = recording;
  const at = playhead.at.value;
  const shapes = rowOf(journal, index);
  return (
    <div
      id={`sequence-${row}`}
      role="listitem"
      class={`sequence-row ${index === at ? 'selected' : ''} ${index > at ? 'future' : ''} ${inStep ? 'in-step' : ''}`}
      data-record={index}
      data-shape={shapes.shape}
      aria-current={index === at}
      onClick={() => playhead.seek(index)}
    >
      <span class="sequence-time" style={{ width: `${TIMES}px` }}>
        {(journal.timeAt(index) - journal.timeAt(0)).toFixed(2)}
      </span>
      <svg width={columns.width} height={ROW_HEIGHT} role="img" aria-label={labelOf(shapes)}>
        <RowShapes row={shapes} columns={columns} />
      </svg>
    </div>
  );
}

function labelOf(row: ReturnType<typeof rowOf>): string {
  if (row.shape === 'arrow') return `${row.from} to ${row.to}: ${row.text}`;
  if (row.shape === 'line') return row.text;
  return `${row.lane}: ${row.text}`;
}
