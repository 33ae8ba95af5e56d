/** A button that does one thing, and says why where that cannot be done at the moment. */
import type { ComponentChildren, JSX } from 'preact';
import type { Attempt, Course } from '../course.ts';
import { obstacle } from '../obstacles.ts';
import type { Press } from '../presses.ts';

interface PressButtonProps {
  readonly course: Course;
  readonly attempt: Attempt;
  readonly press: Press;
  /** Its key. */
  readonly hint?: string;
  readonly children: ComponentChildren;
}

export function PressButton({ course, attempt, press, hint = '', children }: PressButtonProps): JSX.Element {
  attempt.version.value;
  const why = obstacle(attempt.world, press);
  return (
    // Not `disabled`: the focus would be lost whenever a press makes its own button useless.
    <button
      type="button"
      class="press"
      aria-disabled={why !== undefined}
      title={why}
      data-press={press.do}
      onClick={() => course.press(press)}
    >
      {children}
      {hint === '' ? null : <kbd>{hint}</kbd>}
    </button>
  );
}
