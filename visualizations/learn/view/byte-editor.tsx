/** The byte that is looked at: what it is part of, what the receiver will read, and its bits to flip. */

import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { dissect } from '../../../src/inspect/dissect.ts';
import { printable } from '../../../src/inspect/printable.ts';
import { BitGrid } from '../../page/view/bit-grid.tsx';
import type { Attempt, Course, Place } from '../course.ts';
import { characterOf, hexOf } from '../payload-text.ts';
import { otherRole } from '../presses.ts';
import { type Field, frameOf, readUnits, type Unit, unmasked } from '../wire-units.ts';
import { PressButton } from './press-button.tsx';

interface EditorProps {
  readonly course: Course;
  readonly attempt: Attempt;
}

export function ByteEditor({ course, attempt }: EditorProps): JSX.Element | null {
  attempt.version.value;
  const place = attempt.place.value;
  if (place === undefined) return <Hint attempt={attempt} />;
  const { line } = attempt.world.side(place.from);
  const byte = line.bytes[place.at];
  const found = fieldAt(line.bytes, place.at);
  if (byte === undefined || found === undefined) return <Hint attempt={attempt} />;
  const [unit, field] = found;
  const before = line.edits.get(place.at);
  return (
    <div class="editor" data-editor>
      <p>
        <i class={`swatch ${field.kind}`} aria-hidden="true" />
        <b>{field.text}</b> <span class="quiet">{field.section}</span>
      </p>
      <Bits course={course} attempt={attempt} place={place} byte={byte} />
      <p>
        <code>{hexOf(byte)}</code>
        {before === undefined ? null : <span class="edited-mark"> was {hexOf(before)}, altered</span>}
        <Meaning unit={unit} field={field} byte={byte} at={place.at} />
      </p>
      <Reading unit={unit} place={place} attempt={attempt} />
      {attempt.lesson.wire.cut === true ? (
        <PressButton course={course} attempt={attempt} press={{ do: 'cut', from: place.from, at: place.at }} hint="x">
          Cut before this byte
        </PressButton>
      ) : null}
    </div>
  );
}

function Hint({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { edit, cut } = attempt.lesson.wire;
  const what =
    edit && cut ? 'to alter it, or to cut there' : edit ? 'to alter it' : cut ? 'to cut there' : 'to see what it is';
  return (
    <p class="quiet editor" data-editor>
      Click a byte {what}; or press <kbd>w</kbd> and walk there with the arrow keys.
    </p>
  );
}

function Bits({
  course,
  attempt,
  place,
  byte,
}: EditorProps & { readonly place: Place; readonly byte: number }): JSX.Element {
  const mayEdit = attempt.lesson.wire.edit === true;
  return (
    <div class="flips" role="toolbar" aria-label="Bits of the byte">
      {[7, 6, 5, 4, 3, 2, 1, 0].map((bit) => {
        const value = 1 << bit;
        const isSet = (byte & value) !== 0;
        const text = isSet ? '1' : '0';
        if (!mayEdit) {
          return (
            <span key={bit} class="flip">
              {text}
            </span>
          );
        }
        return (
          <button
            key={bit}
            type="button"
            class="flip"
            aria-label={`bit of value ${value.toString(16)} hex, ${text}: flip it`}
            title={`flip the bit of value ${value.toString(16)} hex`}
            data-bit={value}
            onClick={() => course.press({ do: 'edit', ...place, value: byte ^ value })}
          >
            {text}
          </button>
        );
      })}
    </div>
  );
}

/** What one byte of a payload says, or a byte of a head. */
function Meaning({
  unit,
  field,
  byte,
  at,
}: {
  readonly unit: Unit;
  readonly field: Field;
  readonly byte: number;
  readonly at: number;
}): JSX.Element | null {
  if (field.kind === 'head') return <span class="quiet"> {characterOf(byte)}</span>;
  if (field.kind !== 'payload' || unit.header === undefined) return null;
  const plain = unmasked(byte, unit.header, at - field.start);
  return (
    <span class="quiet">
      {unit.header.masked ? `, unmasked ${hexOf(plain)}` : ''}{' '}
      {plain > 32 && plain < 127 ? `“${String.fromCharCode(plain)}”` : ''}
    </span>
  );
}

/** What the receiver will read of the whole frame, as it stands. */
function Reading({
  unit,
  place,
  attempt,
}: {
  readonly unit: Unit;
  readonly place: Place;
  readonly attempt: Attempt;
}): JSX.Element | null {
  const lit = useSignal(-1);
  const frame = frameOf(attempt.world.side(place.from).line.bytes, unit);
  if (frame === undefined) return null;
  const { fields, text, close, faults } = dissect(frame, { role: otherRole(place.from), deflate: false });
  const content = close === undefined ? text : `${close.code} ${close.reason}`;
  return (
    <div class="reading">
      {content === undefined || content === '' ? null : (
        <p>
          <span class="quiet">will be read as </span>
          <code data-reading>{printable(content, 200)}</code>
        </p>
      )}
      {faults.map((fault) => (
        <p key={fault} class="fault" data-fault>
          ✕ {fault}
        </p>
      ))}
      <BitGrid fields={fields} lit={lit} />
    </div>
  );
}

function fieldAt(bytes: Uint8Array, at: number): readonly [Unit, Field] | undefined {
  for (const unit of readUnits(bytes)) {
    const field = unit.fields.find(({ start, end }) => at >= start && at < end);
    if (field !== undefined) return [unit, field];
  }
  return undefined;
}
