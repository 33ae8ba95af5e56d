/** What keys do, wherever the focus is but in a field. */
import type { Signal } from '@preact/signals';
import type { ActorName } from '../../../machines/index.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import type { Inspection } from '../model/inspection.ts';
import { nextTheme } from './theme.ts';

export interface KeyTargets {
  readonly inspection: Inspection;
  readonly enlarged: Signal<ActorName | undefined>;
  readonly overlay: Signal<'' | 'help' | 'export'>;
  readonly lower: Signal<'sequence' | 'why'>;
  readonly openFile: () => void;
}

/** As the help lists them. */
export const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ['←  →', 'one record back, forward'],
  ['shift ←  →', 'one frame back, forward'],
  ['space', 'play, pause'],
  ['home  end', 'first, last record'],
  ['l', 'live: follow what is new'],
  ['↑  ↓', 'row by row, in the list that has the focus'],
  ['c', 'connections'],
  ['/', 'search the frames'],
  ['s', 'sequence'],
  ['y', 'why'],
  ['1 … 7', 'enlarge a machine; again: all of them'],
  ['0', 'all machines'],
  ['+  -  w  f', 'chart: larger, smaller, whole, follow'],
  ['o', 'open a trace file'],
  ['e', 'export'],
  ['t', 'theme: as the system, light, dark'],
  ['?', 'this list'],
  ['esc', 'close; out of a field'],
];

/** @returns what ends listening */
export function listenToKeys(targets: KeyTargets): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    const isField = target instanceof HTMLElement && target.matches('input, textarea, select');
    if (event.key === 'Escape') leave(targets, target);
    else if (isField) return;
    else if (event.key === ' ' && target instanceof HTMLElement && target.matches('button, summary, a')) return;
    else if (!act(event, targets)) return;
    event.preventDefault();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

function leave({ overlay, enlarged }: KeyTargets, target: EventTarget | null): void {
  if (overlay.value !== '') overlay.value = '';
  else if (target instanceof HTMLElement && target.matches('input, select')) target.blur();
  else enlarged.value = undefined;
}

/** @returns whether the key means something */
function act(event: KeyboardEvent, targets: KeyTargets): boolean {
  const { inspection, enlarged, overlay, lower } = targets;
  if (/^[1-7]$/.test(event.key)) {
    const actor = actorNames[Number(event.key) - 1];
    enlarged.value = enlarged.value === actor ? undefined : actor;
    return true;
  }
  switch (event.key) {
    case '0':
      enlarged.value = undefined;
      return true;
    case '?':
      overlay.value = overlay.value === 'help' ? '' : 'help';
      return true;
    case 'e':
      overlay.value = overlay.value === 'export' ? '' : 'export';
      return true;
    case 't':
      nextTheme();
      return true;
    case 'o':
      targets.openFile();
      return true;
    case 's':
    case 'y':
      lower.value = event.key === 's' ? 'sequence' : 'why';
      return true;
    case 'c':
      return focus('[data-list="connections"]');
    case '/':
      return focus('[data-input="frames"]');
    case '+':
    case '=':
      return zoom('in');
    case '-':
      return zoom('out');
    case 'w':
      return zoom('whole');
    case 'f':
      return zoom('follow');
    default:
      return move(event, inspection);
  }
}

/** Through time. */
function move({ key, shiftKey }: KeyboardEvent, { recording, player }: Inspection): boolean {
  const shown = recording.value;
  if (shown === undefined) return false;
  const { playhead, length } = shown;
  if (key === ' ') {
    player.toggle(shown, performance.now());
    return true;
  }
  if (!['ArrowLeft', 'ArrowRight', 'Home', 'End', 'l'].includes(key)) return false;
  player.pause();
  const count = key === 'ArrowLeft' ? -1 : 1;
  if (key === 'Home') playhead.seek(0);
  else if (key === 'End') playhead.seek(length.value - 1);
  else if (key === 'l') playhead.goLive();
  else if (shiftKey) playhead.stepFrame(count);
  else playhead.step(count);
  return true;
}

function focus(selector: string): boolean {
  document.querySelector<HTMLElement>(selector)?.focus();
  return true;
}

function zoom(how: string): boolean {
  window.dispatchEvent(new CustomEvent('wirechart-zoom', { detail: how }));
  return true;
}
