/** The whole page: the lesson above, and under it the client, the wire and the server. */
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { nextTheme, theme } from '../../page/view/theme.ts';
import type { Course } from '../course.ts';
import { freePlay } from '../free-play.ts';
import { lessons } from '../lessons/index.ts';
import { listenToKeys } from './keys.ts';
import { LessonText } from './lesson-text.tsx';
import { KeyList, LessonList } from './overlays.tsx';
import { SidePane } from './side-pane.tsx';
import { WirePane } from './wire-pane.tsx';

export function App({ course }: { readonly course: Course }): JSX.Element {
  useLayoutEffect(() => listenToKeys(course), [course]);
  const attempt = course.attempt.value;
  return (
    <div class="app learn" data-app data-lesson={attempt.lesson.id} data-verdict={attempt.verdict.value}>
      <Top course={course} />
      <LessonText course={course} attempt={attempt} />
      <main class="scene">
        <SidePane key={`client ${attempt.lesson.id}`} course={course} attempt={attempt} side="client" />
        <WirePane course={course} attempt={attempt} />
        <SidePane key={`server ${attempt.lesson.id}`} course={course} attempt={attempt} side="server" />
      </main>
      {course.overlay.value === 'lessons' ? <LessonList course={course} /> : null}
      {course.overlay.value === 'keys' ? <KeyList course={course} /> : null}
    </div>
  );
}

function Top({ course }: { readonly course: Course }): JSX.Element {
  const solved = course.solved.value;
  return (
    <header class="top">
      <h1>
        <b>wirechart</b> lessons
      </h1>
      <nav class="lesson-chips" aria-label="Lessons">
        {lessons.map((lesson, index) => (
          <button
            key={lesson.id}
            type="button"
            class={`lesson-chip ${solved.has(lesson.id) ? 'solved' : ''}`}
            aria-current={lesson === course.lesson ? 'page' : undefined}
            aria-label={`${index + 1}. ${lesson.title}${solved.has(lesson.id) ? ', solved' : ''}`}
            title={`${index + 1}. ${lesson.title}${solved.has(lesson.id) ? ' (solved)' : ''}`}
            data-chip={lesson.id}
            onClick={() => course.start(lesson)}
          >
            {solved.has(lesson.id) ? '✓' : index + 1}
          </button>
        ))}
        <button
          type="button"
          class="lesson-chip wide"
          aria-current={course.lesson === freePlay ? 'page' : undefined}
          data-chip={freePlay.id}
          onClick={() => course.start(freePlay)}
        >
          free play
        </button>
      </nav>
      <span class="spring" />
      <span class="quiet" data-solved={solved.size}>
        {solved.size} of {lessons.length} solved
      </span>
      <button type="button" data-open="lessons" onClick={() => open(course, 'lessons')}>
        Lessons <kbd>l</kbd>
      </button>
      <button type="button" data-open="keys" onClick={() => open(course, 'keys')}>
        Keys <kbd>?</kbd>
      </button>
      <button type="button" onClick={nextTheme} title="light or dark ( d )">
        {theme.value}
      </button>
    </header>
  );
}

function open(course: Course, overlay: 'lessons' | 'keys'): void {
  course.overlay.value = overlay;
}
