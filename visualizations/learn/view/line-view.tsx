/** The bytes in flight in one direction, as frames and fields. A byte can be walked to, looked at, altered, and cut before. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Role } from '../../../machines/index.ts';
import type { Attempt, Course } from '../course.ts';
import { characterOf, hexOf } from '../payload-text.ts';
import { type Field, readUnits, type Unit, unmasked } from '../wire-units.ts';
import { Typing } from './typing.ts';

/** Frames that are drawn at once. */
const MOST = 30;

interface LineProps {
  readonly course: Course;
  readonly attempt: Attempt;
  readonly from: Role;
  readonly to: Role;
}

export function LineView({ course, attempt, from, to }: LineProps): JSX.Element {
  attempt.version.value;
  const { line } = attempt.world.side(from);
  const place = attempt.place.value;
  const at = place?.from === from ? place.at : -1;
  const typing = useRef<Typing | undefined>(undefined);
  typing.current ??= new Typing();
  const box = useRef<HTMLDivElement>(null);
  const units = shownUnits(readUnits(line.bytes), line.arrived);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const first = () => {
    if (at < line.arrived || at >= line.bytes.length) attempt.place.value = { from, at: line.arrived };
  };
  return (
    <div
      ref={box}
      class="bytes"
      role="listbox"
      tabIndex={0}
      aria-label={`Bytes in flight from the ${from} to the ${to}`}
      aria-activedescendant={at >= 0 ? `${from}-${at}` : undefined}
      data-bytes={from}
      data-busy={line.inFlight > 0}
      onFocus={first}
      onKeyDown={(event) => {
        if (typing.current?.key(course, { from, at }, event) !== true) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {line.inFlight === 0 ? (
        <p class="empty">{units.length === 0 ? 'Nothing is in flight.' : 'Nothing is in flight any more.'}</p>
      ) : null}
      {units.slice(0, MOST).map((unit) => (
        <UnitView key={unit.start} unit={unit} attempt={attempt} from={from} />
      ))}
      {units.length > MOST ? <p class="empty">… and {units.length - MOST} frames more.</p> : null}
    </div>
  );
}

/** What is in flight, in whole or in part, and the frame that has arrived before that. */
function shownUnits(units: readonly Unit[], arrived: number): readonly Unit[] {
  const first = units.findIndex(({ end }) => end > arrived);
  const waiting = first < 0 ? [] : units.slice(first);
  const last = units.at(first < 0 ? -1 : first - 1);
  return first !== 0 && last?.kind === 'frame' ? [last, ...waiting] : waiting;
}

interface UnitProps {
  readonly unit: Unit;
  readonly attempt: Attempt;
  readonly from: Role;
}

function UnitView({ unit, attempt, from }: UnitProps): JSX.Element {
  const { bytes } = attempt.world.side(from).line;
  const missing = unit.end - bytes.length;
  return (
    <div class={`unit ${unit.kind}`} data-unit={unit.label}>
      {unit.fields.map((field) => (
        <FieldView key={field.start} unit={unit} field={field} attempt={attempt} from={from} />
      ))}
      {missing > 0 ? <span class="quiet missing">{missing} more promised</span> : null}
    </div>
  );
}

function FieldView({ unit, field, attempt, from }: UnitProps & { readonly field: Field }): JSX.Element {
  const { bytes } = attempt.world.side(from).line;
  const cells: JSX.Element[] = [];
  for (let at = field.start; at < Math.min(field.end, bytes.length); at++) {
    cells.push(<ByteCell key={at} unit={unit} field={field} attempt={attempt} from={from} at={at} />);
  }
  const section = field.section === '' ? '' : ` (${field.section})`;
  return (
    <span class={`wire-field ${field.kind}`} title={`${field.text}${section}`} data-field={field.kind}>
      <span>{cells}</span>
      {field.caption === '' ? null : <span class="field-caption">{field.caption}</span>}
    </span>
  );
}

interface ByteProps extends UnitProps {
  readonly field: Field;
  readonly at: number;
}

function ByteCell({ unit, field, attempt, from, at }: ByteProps): JSX.Element {
  const { line } = attempt.world.side(from);
  const byte = line.bytes[at] ?? 0;
  const place = attempt.place.value;
  const classes = [
    'byte',
    at < line.arrived ? 'arrived' : '',
    line.edits.has(at) ? 'edited' : '',
    line.borders.includes(at) ? 'cut' : '',
    at === line.arrived ? 'next' : '',
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list walks by keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which byte is active
    <span
      id={`${from}-${at}`}
      class={classes.filter(Boolean).join(' ')}
      role="option"
      aria-selected={place?.from === from && place.at === at}
      data-byte={at}
      onClick={() => {
        attempt.place.value = { from, at };
      }}
    >
      {field.kind === 'head' ? characterOf(byte) : hexOf(byte)}
      {field.kind === 'payload' && unit.header !== undefined ? (
        <span class="plain">{characterOf(unmasked(byte, unit.header, at - field.start))}</span>
      ) : null}
    </span>
  );
}
