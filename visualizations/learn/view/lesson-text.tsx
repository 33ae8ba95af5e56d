/** What a lesson tells, what it asks for, and how far that has come. */
import type { JSX } from 'preact';
import type { Attempt, Course } from '../course.ts';
import { freePlay } from '../free-play.ts';

interface LessonTextProps {
  readonly course: Course;
  readonly attempt: Attempt;
}

export function LessonText({ course, attempt }: LessonTextProps): JSX.Element {
  const { lesson } = attempt;
  const number = course.position + 1;
  return (
    <section class={lesson === freePlay ? 'lesson free' : 'lesson'} aria-label="Lesson">
      <article class="prose">
        <h2>
          {number > 0 ? <span class="quiet">{number} </span> : null}
          {lesson.title} <span class="sections">{lesson.sections.join(' · ')}</span>
        </h2>
        {lesson.prose.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </article>
      {lesson === freePlay ? <Refusal attempt={attempt} /> : <Task course={course} attempt={attempt} />}
    </section>
  );
}

function Task({ course, attempt }: LessonTextProps): JSX.Element {
  const { lesson, verdict } = attempt;
  const isSolved = verdict.value === 'solved';
  return (
    <div class={`task ${verdict.value}`} data-task>
      <p class="task-text">{lesson.task}</p>
      {isSolved ? null : <Goals attempt={attempt} />}
      <div class="task-end">
        <div class="verdict" role="status">
          <Outcome attempt={attempt} />
        </div>
        <div class="task-buttons">
          <button type="button" data-do="restart" onClick={() => course.restart()}>
            Start again <kbd>r</kbd>
          </button>
          <button type="button" class={isSolved ? 'primary' : ''} data-do="next" onClick={() => course.move(1)}>
            {isSolved ? 'Next lesson' : 'Skip'} <kbd>n</kbd>
          </button>
        </div>
      </div>
    </div>
  );
}

function Goals({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  return (
    <ul class="goals">
      {attempt.progress.value.goals.map(({ text, done }, index) => (
        <li key={index} class={done ? 'done' : ''} data-goal={index} data-done={done}>
          <span aria-hidden="true">{done ? '✓' : '○'}</span>
          <span>{text}</span>
          <span class="hidden">{done ? ' (done)' : ' (not yet)'}</span>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  switch (attempt.verdict.value) {
    case 'solved':
      return (
        <p data-outcome="solved">
          <b>✓ Solved.</b> {attempt.lesson.lookBack}
        </p>
      );
    case 'failed':
      return (
        <p data-outcome="failed">
          <b>✕ Not this way.</b> {attempt.progress.value.failed} Look at what happened, and start again.
        </p>
      );
    default:
      return <Refusal attempt={attempt} />;
  }
}

/** Why the last press did nothing. */
function Refusal({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  return (
    <p class="quiet" data-outcome="open">
      {attempt.refusal.value}
    </p>
  );
}
