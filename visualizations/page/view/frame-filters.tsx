/** What frames are asked for, with how many there are of each. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { countsOf } from '../model/frame-counts.ts';
import { type Criteria, controlKinds, everything, type FrameKind, frameKinds } from '../model/frame-filter.ts';
import type { Recording } from '../model/recording.ts';
import { count } from './words.ts';

interface FrameFiltersProps {
  readonly recording: Recording;
  readonly criteria: Signal<Criteria>;
}

export function FrameFilters({ recording, criteria }: FrameFiltersProps): JSX.Element {
  recording.length.value;
  const counts = countsOf(recording.survey);
  const { direction, kinds, errors, text } = criteria.value;
  const set = (change: Partial<Criteria>) => {
    const next = { ...criteria.peek(), ...change };
    const isEmpty = next.direction === '' && next.kinds.size === 0 && !next.errors && next.text === '';
    criteria.value = isEmpty ? everything : next;
  };
  const toggle = (...toggled: readonly FrameKind[]) => {
    const all = toggled.every((kind) => kinds.has(kind));
    const next = new Set(kinds);
    for (const kind of toggled) {
      if (all) next.delete(kind);
      else next.add(kind);
    }
    set({ kinds: next });
  };
  const chip = (name: string, pressed: boolean, number: number | undefined, onClick: () => void, title = '') => (
    <button
      key={name}
      type="button"
      class="chip"
      aria-pressed={pressed}
      data-filter={name}
      title={title}
      onClick={onClick}
      disabled={number === 0 && !pressed}
    >
      {name}
      {number === undefined ? null : <span class="chip-count">{count(number)}</span>}
    </button>
  );
  return (
    <div class="filters" role="toolbar" aria-label="Filters of the frames">
      <input
        type="search"
        class="search"
        data-input="frames"
        placeholder="search payloads  /"
        aria-label="Text in payload"
        value={text}
        onInput={(event) => set({ text: event.currentTarget.value })}
      />
      {chip('in', direction === 'in', counts.in, () => set({ direction: direction === 'in' ? '' : 'in' }))}
      {chip('out', direction === 'out', counts.out, () => set({ direction: direction === 'out' ? '' : 'out' }))}
      <span class="gap" />
      {chip(
        'errors',
        errors,
        undefined,
        () => set({ errors: !errors }),
        'frames that broke a rule, or say that one was broken',
      )}
      {chip(
        'control',
        controlKinds.every((kind) => kinds.has(kind)),
        counts.ping + counts.pong + counts.close,
        () => toggle(...controlKinds),
      )}
      {frameKinds
        .filter((kind) => kind !== 'reserved' || counts.reserved > 0)
        .map((kind) =>
          chip(kind === 'continuation' ? 'contin.' : kind, kinds.has(kind), counts[kind], () => toggle(kind)),
        )}
    </div>
  );
}
