import { expect, test } from 'vitest';
import { forget, wakeUp } from '../../src/endpoint/awake.ts';

/** Says when it falls asleep. */
class Sleeper {
  awake = false;
  slept = 0;

  fallAsleep(): void {
    expect(this.awake).toBe(false);
    this.slept++;
  }
}

const many = (count: number) => Array.from({ length: count }, () => new Sleeper());

function wakeAll(sleepers: readonly Sleeper[]): void {
  for (const one of sleepers) wakeUp(one);
}

test('the 256 that woke up last are awake', () => {
  const sleepers = many(1000);
  wakeAll(sleepers);
  expect(sleepers.map(({ slept }) => slept)).toEqual(sleepers.map((_, index) => (index < 744 ? 1 : 0)));
  expect(sleepers.filter(({ awake }) => awake)).toEqual(sleepers.slice(744));
});

test('one that is forgotten is not told to sleep, and makes room', () => {
  const first = new Sleeper();
  const second = new Sleeper();
  wakeAll([first, second]);
  forget(first);
  expect(first.awake).toBe(false);
  wakeAll(many(255));
  expect(first.slept).toBe(0);
  expect(second.slept).toBe(0);
  wakeAll(many(1));
  expect(second.slept).toBe(1);
});

test('to forget one that sleeps does nothing', () => {
  const sleepers = many(256);
  wakeAll(sleepers);
  forget(new Sleeper());
  expect(sleepers.every(({ awake }) => awake)).toBe(true);
});
