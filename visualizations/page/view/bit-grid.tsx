/** The header's fields with their bits, their values and where they are defined. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Dissection } from '../../../src/inspect/dissect.ts';

type Field = Dissection['fields'][number];

export interface BitGridProps {
  readonly fields: readonly Field[];
  /** The field that is pointed at, whose bytes are marked; −1 for none. */
  readonly lit: Signal<number>;
}

export function BitGrid({ fields, lit }: BitGridProps): JSX.Element {
  const shown = lit.value >= 0 ? fields[lit.value] : undefined;
  return (
    <>
      <ul class="bits" aria-label="Header, field by field">
        {fields.map((field, place) => (
          <li
            key={field.start}
            class={`field ${toneOf(field)} ${lit.value === place ? 'lit' : ''}`}
            title={`${field.name} ${field.value}${field.meaning === '' ? '' : `: ${field.meaning}`} (${field.section})`}
            data-field={field.name}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what pointing shows, the focus shows, too
            tabIndex={0}
            onPointerEnter={() => {
              lit.value = place;
            }}
            onPointerLeave={() => {
              lit.value = -1;
            }}
            onFocus={() => {
              lit.value = place;
            }}
            onBlur={() => {
              lit.value = -1;
            }}
          >
            <span class="field-name">{field.name}</span>
            <span class="field-bits">{bitsText(field)}</span>
            <span class="field-value">{bitsText(field) === field.value ? `${field.length} bits` : field.value}</span>
          </li>
        ))}
      </ul>
      <p class="field-note quiet" aria-live="polite">
        {shown === undefined
          ? 'point at a field: its bytes and its section of the RFC'
          : `${shown.name} ${shown.value}${shown.meaning === '' ? '' : `: ${shown.meaning}`} · ${shown.length} ${shown.length === 1 ? 'bit' : 'bits'} from bit ${shown.start} · ${shown.section}`}
      </p>
    </>
  );
}

/** Colour by what the field is about; the name says it, too. */
export function toneOf({ name }: Pick<Field, 'name'>): string {
  if (/^(FIN|RSV\d)$/.test(name)) return 'tone-flags';
  return tones.get(name) ?? '';
}

const tones = new Map([
  ['opcode', 'tone-opcode'],
  ['MASK', 'tone-mask'],
  ['length', 'tone-length'],
  ['extended length', 'tone-length'],
  ['masking key', 'tone-key'],
  ['close code', 'tone-code'],
]);

/** Bits, or bytes where there are many of them. */
function bitsText({ bits }: Field): string {
  if (bits.length <= 16) return bits;
  const bytes = bits.replaceAll(/[^01]/g, '').match(/.{1,8}/g) ?? [];
  return bytes.map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join(' ');
}
