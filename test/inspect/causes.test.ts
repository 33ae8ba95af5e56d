import { expect, test } from 'vitest';
import { Causes } from '../../src/inspect/causes.ts';
import { chartFacts } from '../../src/inspect/chart-facts.ts';
import { numberOf } from '../../src/inspect/words.ts';

const readLoop = numberOf('readLoop');

/** Position of the first transition that the machine has for the event. */
function transitionOn(event: string): number {
  const at = chartFacts('readLoop').chart.transitions.findIndex((transition) => transition.event === event);
  if (at < 0) throw new Error(`readLoop does nothing on ${event}`);
  return at;
}

function told(causes: Causes, type: string, index: number, atRest = false): void {
  causes.told(readLoop, type, index, atRest);
}

function took(causes: Causes, event: string, index: number): void {
  causes.took(readLoop, 'readLoop', transitionOn(event), index);
}

test('a transition is taken on the first event of its type that has not been handled', () => {
  const causes = new Causes();
  told(causes, 'PAUSE', 0, true);
  told(causes, 'RESUME', 1);
  told(causes, 'PAUSE', 2);
  took(causes, 'PAUSE', 3);
  took(causes, 'RESUME', 4);
  took(causes, 'PAUSE', 5);
  expect([3, 4, 5].map((index) => causes.of(index))).toEqual([0, 1, 2]);
  expect(causes.of(2)).toBeUndefined();
});

test('what meant nothing to the machine is passed over, and forgotten once nothing is under way', () => {
  const causes = new Causes();
  told(causes, 'RESUME', 0, true);
  told(causes, 'PAUSE', 1);
  took(causes, 'PAUSE', 2);
  took(causes, 'RESUME', 3);
  expect(causes.of(2)).toBe(1);
  expect(causes.of(3)).toBeUndefined();
  told(causes, 'PAUSE', 4, true);
  told(causes, 'RESUME', 5, true);
  took(causes, 'PAUSE', 6);
  expect(causes.of(6)).toBeUndefined();
});

/** Something is sent, and whoever waits for the turn gets it: a transition on an event, and the eventless one behind it. */
const writeTurn = numberOf('writeTurn');
const { transitions } = chartFacts('writeTurn').chart;
const releasing = transitions.findIndex(({ event }) => event === 'RELEASE');
const eventless = transitions.findIndex(({ event }) => event === '');

test('an eventless transition goes on with the event of the one before it', () => {
  expect(eventless).toBeGreaterThanOrEqual(0);
  const causes = new Causes();
  causes.told(writeTurn, 'RELEASE', 0, true);
  causes.took(writeTurn, 'writeTurn', releasing, 1);
  causes.took(writeTurn, 'writeTurn', eventless, 2);
  expect([causes.of(1), causes.of(2)]).toEqual([0, 0]);
});

test('a machine that is told again and again and never rests has a bound: the oldest are given up', () => {
  const causes = new Causes();
  told(causes, 'RESUME', 0, true);
  for (let index = 1; index < 5000; index++) told(causes, 'PAUSE', index);
  took(causes, 'RESUME', 5000);
  took(causes, 'PAUSE', 5001);
  expect(causes.of(5000)).toBeUndefined();
  expect(causes.of(5001)).toBeGreaterThan(3000);
});

test('behind a gap nothing goes on with what was before it', () => {
  const causes = new Causes();
  causes.told(writeTurn, 'RELEASE', 0, true);
  causes.told(writeTurn, 'RELEASE', 1, false);
  causes.took(writeTurn, 'writeTurn', releasing, 2);
  causes.lost();
  causes.took(writeTurn, 'writeTurn', eventless, 4);
  causes.took(writeTurn, 'writeTurn', releasing, 5);
  expect([2, 4, 5].map((index) => causes.of(index))).toEqual([0, undefined, undefined]);
});
