/** What lies over the page: the list of lessons, and the list of keys. */
import type { JSX } from 'preact';
import { KeyTable } from '../../page/view/key-table.tsx';
import { Overlay } from '../../page/view/overlay.tsx';
import type { Course } from '../course.ts';
import { freePlay } from '../free-play.ts';
import { lessons } from '../lessons/index.ts';
import { keyHelp } from './keys.ts';

interface OverlayProps {
  readonly course: Course;
}

export function LessonList({ course }: OverlayProps): JSX.Element {
  const solved = course.solved.value;
  return (
    <Overlay title="Lessons" name="lessons" close={() => close(course)}>
      <ol class="lesson-list">
        {[...lessons, freePlay].map((lesson, index) => (
          <li key={lesson.id}>
            <button
              type="button"
              aria-current={lesson === course.lesson ? 'page' : undefined}
              data-choose={lesson.id}
              onClick={() => course.start(lesson)}
            >
              <span class="lesson-number">{lesson === freePlay ? '' : index + 1}</span>
              <span>{lesson.title}</span>
              <span class="lesson-mark">{solved.has(lesson.id) ? '✓ solved' : ''}</span>
              <span class="quiet">{lesson.sections.join(', ')}</span>
            </button>
          </li>
        ))}
      </ol>
    </Overlay>
  );
}

export function KeyList({ course }: OverlayProps): JSX.Element {
  return (
    <Overlay title="Keys" name="keys" close={() => close(course)}>
      <KeyTable keys={keyHelp} />
    </Overlay>
  );
}

function close(course: Course): void {
  course.overlay.value = '';
}
