/** What the keys do. */
import type { JSX } from 'preact';

export interface KeyTableProps {
  /** Keys, two blanks between those that do the same, and what they do. */
  readonly keys: readonly (readonly [keys: string, what: string])[];
}

export function KeyTable({ keys: rows }: KeyTableProps): JSX.Element {
  return (
    <dl class="keys">
      {rows.map(([keys, what]) => (
        <div key={keys}>
          <dt>
            {keys.split(/\s{2,}/).map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
