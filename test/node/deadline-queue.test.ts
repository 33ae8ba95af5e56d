import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Alarm, DeadlineQueue } from '../../src/node/deadline-queue.ts';

const never = Number.POSITIVE_INFINITY;

describe('with a clock of the test’s', () => {
  let queue: DeadlineQueue;
  let rang: string[];
  const alarm = (name: string) => new Alarm({ wake: () => void rang.push(`${name}@${performance.now()}`) }, queue);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    queue = new DeadlineQueue();
    rang = [];
  });
  afterEach(() => void vi.useRealTimers());

  test('rings in the order of the times, once each, with one timer', () => {
    const start = performance.now();
    const times = Array.from({ length: 300 }, (_, index) => ((index * 7919) % 1000) + 1);
    for (const [index, time] of times.entries()) alarm(`${index}`).set(start + time);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2000);
    const at = rang.map((each) => Number(each.split('@')[1]) - start);
    expect(at).toEqual([...times].sort((one, other) => one - other));
    expect(new Set(rang.map((each) => each.split('@')[0])).size).toBe(times.length);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('put later rings later, put earlier rings earlier, and only once', () => {
    const start = performance.now();
    const [later, earlier] = [alarm('later'), alarm('earlier')];
    later.set(start + 10);
    earlier.set(start + 100);
    for (let time = 20; time <= 50; time++) later.set(start + time);
    earlier.set(start + 5);
    vi.advanceTimersByTime(1000);
    expect(rang).toEqual([`earlier@${start + 5}`, `later@${start + 50}`]);
  });

  test('called off does not ring; set again does', () => {
    const start = performance.now();
    const one = alarm('one');
    one.set(start + 10);
    one.set(never);
    expect(queue.size).toBe(1);
    alarm('other').set(start + 5);
    vi.advanceTimersByTime(50);
    expect(rang).toEqual([`other@${start + 5}`]);
    expect([queue.size, vi.getTimerCount()]).toEqual([0, 0]);
    one.set(start + 60);
    one.set(never);
    one.set(start + 70);
    vi.advanceTimersByTime(50);
    expect(rang.at(-1)).toBe(`one@${start + 70}`);
  });

  test('set from within a wake, for now and for later', () => {
    const start = performance.now();
    let rounds = 0;
    const again: Alarm = new Alarm(
      { wake: () => ++rounds < 5 && again.set(performance.now() + (rounds % 2) * 10) },
      queue,
    );
    again.set(start + 1);
    vi.advanceTimersByTime(100);
    expect(rounds).toBe(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a time that has passed rings soon; a time beyond Node’s longest timer waits', () => {
    const start = performance.now();
    alarm('passed').set(start - 5);
    alarm('far').set(start + 2 ** 31 + 1000);
    vi.advanceTimersByTime(1);
    expect(rang.length).toBe(1);
    vi.advanceTimersByTime(2 ** 31);
    expect(rang.length).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(rang.length).toBe(2);
  });

  test('called off while others ring at the same time', () => {
    const start = performance.now();
    const second = alarm('second');
    new Alarm({ wake: () => second.set(never) }, queue).set(start + 10);
    second.set(start + 10);
    vi.advanceTimersByTime(50);
    expect(rang).toEqual([]);
  });

  test('one that throws keeps no other from ringing', () => {
    const start = performance.now();
    const why = new Error('cannot wake');
    new Alarm(
      {
        wake: () => {
          throw why;
        },
      },
      queue,
    ).set(start + 10);
    alarm('same time').set(start + 10);
    alarm('later').set(start + 20);
    expect(() => vi.advanceTimersByTime(15)).toThrow(why);
    vi.advanceTimersByTime(50);
    expect(rang.map((each) => each.split('@')[0])).toEqual(['same time', 'later']);
  });

  test('many that were called off are thrown out, though an earlier one stays', () => {
    const start = performance.now();
    alarm('first').set(start + 1000);
    for (let index = 0; index < 10_000; index++) {
      const short = alarm('short');
      short.set(start + 30_000 + index);
      short.set(never);
    }
    expect(queue.size).toBeLessThan(200);
    vi.advanceTimersByTime(60_000);
    expect(rang).toEqual([`first@${start + 1000}`]);
  });
});

test('the timer holds no process', () => {
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  new Alarm({ wake: () => {} }, new DeadlineQueue()).set(performance.now() + 60_000);
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBe(before);
});

test('an alarm that was called off keeps nobody alive', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const queue = new DeadlineQueue();
  new Alarm({ wake: () => {} }, queue).set(performance.now() + 1000);
  const sleeper = new WeakRef(
    (() => {
      const one = { wake: () => {} };
      const alarm = new Alarm(one, queue);
      alarm.set(performance.now() + 60_000);
      alarm.set(never);
      return one;
    })(),
  );
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(sleeper.deref()).toBeUndefined();
  expect(queue.size).toBeGreaterThan(0);
});
