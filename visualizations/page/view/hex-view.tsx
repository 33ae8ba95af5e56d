/** The frame's bytes, sixteen in a line, the header's in the colours of its fields. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Dissection } from '../../../src/inspect/dissect.ts';
import type { FrameView } from '../../../src/inspect/frame-view.ts';
import { toneOf } from './bit-grid.tsx';

export type Form = 'masked' | 'unmasked' | 'inflated';

const ACROSS = 16;
/** Bytes shown of a longer frame. */
const MOST = 1024;

export interface HexViewProps {
  readonly frame: FrameView;
  readonly dissection: Dissection;
  readonly form: Form;
  readonly lit: Signal<number>;
  /** The byte of the frame at which a rule was broken; −1 for none. */
  readonly badByte: number;
}

export function HexView({ frame, dissection, form, lit, badByte }: HexViewProps): JSX.Element {
  const bytes = bytesOf(frame, dissection, form);
  const header = form === 'inflated' ? 0 : frame.headerLength;
  const shown = Math.min(bytes.length, MOST);
  const field = lit.value < 0 ? undefined : dissection.fields[lit.value];
  const isLit = (at: number) =>
    field !== undefined &&
    form !== 'inflated' &&
    at >= Math.floor(field.start / 8) &&
    at < Math.ceil((field.start + field.length) / 8);
  const bad = form === 'inflated' ? dissection.utf8Error : badByte;
  const lines: JSX.Element[] = [];
  for (let from = 0; from < shown; from += ACROSS) {
    const line = Array.from(bytes.subarray(from, Math.min(from + ACROSS, shown)));
    lines.push(
      <div class="hex-line" key={from}>
        <span class="hex-offset">{from.toString(16).padStart(4, '0')}</span>
        <span class="hex-bytes">
          {line.map((byte, place) => {
            const at = from + place;
            return (
              <i key={place} class={`${toneAt(dissection, at, form, bad)} ${isLit(at) ? 'lit' : ''}`}>
                {byte.toString(16).padStart(2, '0')}
              </i>
            );
          })}
        </span>
        <span class="hex-text">
          {line
            .map((byte, place) => (from + place < header || byte < 32 || byte > 126 ? '·' : String.fromCharCode(byte)))
            .join('')}
        </span>
      </div>,
    );
  }
  return (
    <div class="hex" role="img" aria-label={`${shown} bytes, ${form}`} data-hex={form}>
      {lines}
      {bytes.length > shown ? <p class="quiet">{bytes.length - shown} more bytes are not shown.</p> : null}
    </div>
  );
}

function bytesOf(frame: FrameView, { wire }: Dissection, form: Form): Uint8Array {
  if (form === 'inflated') return frame.inflated ?? frame.payload;
  if (form === 'masked') return wire;
  const bytes = new Uint8Array(frame.headerLength + frame.payload.length);
  bytes.set(wire.subarray(0, frame.headerLength));
  bytes.set(frame.payload, frame.headerLength);
  return bytes;
}

function toneAt({ fields }: Dissection, at: number, form: Form, bad: number): string {
  if (at === bad) return 'tone-bad';
  if (form === 'inflated') return '';
  // Fields of the first two bytes share them.
  if (at === 0) return 'tone-opcode';
  if (at === 1) return 'tone-length';
  const field = fields.find(({ start, length }) => at * 8 >= start && at * 8 < start + length);
  return field === undefined ? '' : toneOf(field);
}
