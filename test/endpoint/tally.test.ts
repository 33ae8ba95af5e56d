import { expect, test } from 'vitest';
import { Deferred } from '../../src/endpoint/deferred.ts';
import { Tally } from '../../src/endpoint/tally.ts';
import { outcome } from '../support/wire.ts';

test('settles when all that was counted is done, and not before the counting is', async () => {
  const tally = new Tally();
  tally.count();
  tally.count();
  tally.done();
  tally.done();
  expect(await outcome(tally.promise)).toBe('pending');
  tally.done();
  expect(await outcome(tally.promise)).toBe('done');
});

test('of nothing', async () => {
  const tally = new Tally();
  tally.done();
  expect(await outcome(tally.promise)).toBe('done');
});

test('promises count, however they end', async () => {
  const tally = new Tally();
  const later = new Deferred<void>();
  tally.await(later.promise);
  tally.await(Promise.reject(new Error('not this one')));
  tally.done();
  expect(await outcome(tally.promise)).toBe('pending');
  later.resolve();
  expect(await outcome(tally.promise)).toBe('done');
});
