/** What keys do, wherever the focus is but in a field or on the wire. */
import type { Signal } from '@preact/signals';
import type { ActorName } from '../../../machines/index.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import { nextTheme } from '../../page/view/theme.ts';
import type { Course } from '../course.ts';

/** As the help lists them. */
export const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ['1 … 9', 'the lesson’s buttons, as numbered'],
  ['→', 'the client’s next piece arrives'],
  ['←', 'the server’s next piece arrives'],
  ['shift →  shift ←', 'one byte arrives'],
  ['a', 'all arrives, and what is sent in answer, until the wire is quiet'],
  ['w', 'to the wire: arrows walk over its bytes, 0–9 and a–f write hex, in a head any character; x cuts; esc leaves'],
  ['t', 'time passes, until the next timer fires'],
  ['s', 'a second passes'],
  ['u', 'unplug the cable'],
  ['k', 'reset the connection'],
  ['m  shift m', 'the client’s next machine, the server’s'],
  ['r', 'start the lesson again'],
  ['n  p', 'next, previous lesson'],
  ['l', 'list of lessons'],
  ['d', 'light or dark'],
  ['?', 'this list'],
];

/** @returns what ends listening */
export function listenToKeys(course: Course): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.matches('input, textarea, select')) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    if (course.overlay.value !== '' && !['?', 'l'].includes(event.key)) return;
    if (act(course, event)) event.preventDefault();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

/** @returns whether the key means something */
function act(course: Course, { key, shiftKey }: KeyboardEvent): boolean {
  const { lesson } = course;
  if (/^[1-9]$/.test(key)) {
    const control = lesson.controls[Number(key) - 1];
    if (control !== undefined) course.press(control.press);
    return control !== undefined;
  }
  switch (key) {
    case 'ArrowRight':
      course.press({ do: 'deliver', from: 'client', amount: shiftKey ? 'byte' : 'piece' });
      return true;
    case 'ArrowLeft':
      course.press({ do: 'deliver', from: 'server', amount: shiftKey ? 'byte' : 'piece' });
      return true;
    case 'a':
      course.press({ do: 'deliverAll' });
      return true;
    case 'w':
      return focusWire();
    case 'm':
    case 'M':
      nextMachine(course.attempt.value.machines[key === 'm' ? 'client' : 'server']);
      return true;
    case 'r':
      course.restart();
      return true;
    case 'n':
    case 'p':
      course.move(key === 'n' ? 1 : -1);
      return true;
    case 'l':
    case '?':
      toggle(course, key === 'l' ? 'lessons' : 'keys');
      return true;
    case 'd':
      nextTheme();
      return true;
    default:
      return useTool(course, key);
  }
}

/** Only what the lesson offers. */
function useTool(course: Course, key: string): boolean {
  const { clock, wire } = course.lesson;
  if (key === 't' && clock) course.press({ do: 'timer' });
  else if (key === 's' && clock) course.press({ do: 'wait', time: 1000 });
  else if (key === 'u' && wire.unplug) course.press({ do: 'unplug' });
  else if (key === 'k' && wire.reset) course.press({ do: 'reset' });
  else return false;
  return true;
}

function toggle(course: Course, overlay: 'lessons' | 'keys'): void {
  course.overlay.value = course.overlay.value === overlay ? '' : overlay;
}

function nextMachine(machine: Signal<ActorName | undefined>): void {
  const here = machine.value === undefined ? -1 : actorNames.indexOf(machine.value);
  machine.value = actorNames[(here + 1) % actorNames.length];
}

/** To the direction that has something in flight. */
function focusWire(): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>('[data-bytes]')];
  const busy = lines.find((line) => line.dataset.busy === 'true') ?? lines[0];
  busy?.focus();
  return true;
}
