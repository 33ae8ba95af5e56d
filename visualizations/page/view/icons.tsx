/** Signs of the buttons that have no word. */
import type { JSX } from 'preact';

const shapes = {
  back: 'M11 3.5 5.5 8l5.5 4.5z',
  forward: 'M5 3.5 10.5 8 5 12.5z',
  frameBack: 'M12.5 3.5 7 8l5.5 4.5zM3.5 3.5h2v9h-2z',
  frameForward: 'M3.5 3.5 9 8l-5.5 4.5zM10.5 3.5h2v9h-2z',
} as const;

export function Icon({ name }: { readonly name: keyof typeof shapes }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
