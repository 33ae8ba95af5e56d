/** The border between two panes, to be moved by mouse or keys. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

export interface SplitterProps {
  readonly label: string;
  /** How large the pane on the `side` of the border is, in pixels. */
  readonly size: Signal<number>;
  readonly direction: 'across' | 'down';
  /** Where that pane lies. */
  readonly side: 'before' | 'behind';
  readonly least: number;
  readonly most: number;
}

export function Splitter({ label, size, direction, side, least, most }: SplitterProps): JSX.Element {
  const sign = side === 'before' ? 1 : -1;
  const set = (value: number) => {
    size.value = Math.max(least, Math.min(value, most));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr is not for moving
    <div
      class={`splitter ${direction}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={direction === 'across' ? 'vertical' : 'horizontal'}
      aria-valuenow={size.value}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        set(size.value + sign * (direction === 'across' ? event.movementX : event.movementY));
      }}
      onKeyDown={(event) => {
        const [less, more] = direction === 'across' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
        if (event.key !== less && event.key !== more) return;
        set(size.value + sign * (event.key === more ? 24 : -24));
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
