import { expect, test } from 'vitest';
import { onAbort } from '../../src/api/abort.ts';

test('many wait for one signal, with one listener, until the last has gone', () => {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const called: number[] = [];
  const stops = Array.from({ length: 20 }, (_, index) => onAbort(signal, () => void called.push(index)));
  expect(listeners).toBe(1);
  for (const stop of stops) stop();
  expect(listeners).toBe(0);
  const [first] = [0, 1, 2].map((index) => onAbort(signal, () => void called.push(index)));
  first?.();
  expect(listeners).toBe(1);
  controller.abort();
  expect(called).toEqual([1, 2]);
});
