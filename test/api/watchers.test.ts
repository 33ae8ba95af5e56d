/** What observers are told by connections: see engines.test.ts. */
import { beforeEach, expect, test, vi } from 'vitest';
import { guardInspect, guardObserver } from '../../src/api/watchers.ts';

const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
const event = { type: 'PAUSE' };

beforeEach(() => warned.mockClear());

test('an observer is told what there is to tell, transitions and messages', () => {
  const observer = { transition: vi.fn(), message: vi.fn() };
  const guarded = guardObserver(observer);
  guarded.transition('readLoop', 3, event);
  guarded.message?.('readLoop', 'writeTurn', event);
  expect(observer.transition).toHaveBeenCalledExactlyOnceWith('readLoop', 3, event);
  expect(observer.message).toHaveBeenCalledExactlyOnceWith('readLoop', 'writeTurn', event);
  expect(warned).not.toHaveBeenCalled();
});

test('one that wants transitions only is told no messages', () => {
  const guarded = guardObserver({ transition: vi.fn() });
  guarded.message?.('readLoop', 'writeTurn', event);
  expect(warned).not.toHaveBeenCalled();
});

test.each(['transition', 'message'] as const)('what it throws on a %s is a warning, and ends its watching', (what) => {
  const error = new Error('bad watcher');
  const throws = () => {
    throw error;
  };
  const observer = { transition: vi.fn(), message: vi.fn(), [what]: vi.fn(throws) };
  const guarded = guardObserver(observer);
  for (let each = 0; each < 2; each++) {
    if (what === 'transition') guarded.transition('readLoop', 3, event);
    guarded.message?.('readLoop', 'writeTurn', event);
    guarded.transition('readLoop', 3, event);
  }
  expect(observer[what]).toHaveBeenCalledOnce();
  expect(observer[what === 'message' ? 'transition' : 'message']).not.toHaveBeenCalled();
  expect(warned).toHaveBeenCalledExactlyOnceWith(error);
});

test('what is no error is told as text', () => {
  const throws = () => {
    throw 'a text';
  };
  guardObserver({ transition: throws }).transition('readLoop', 3, event);
  expect(warned).toHaveBeenCalledExactlyOnceWith('a text');
});

test.each([
  ['an error without a name', Object.defineProperty(new Error(), 'name', { get: () => thrower() })],
  ['an error without a message', Object.defineProperty(new Error(), 'message', { get: () => thrower() })],
  ['an object that is no text', Object.create(null)],
])('%s, which cannot be told as text, is told as that', (_, thrown) => {
  const throws = () => {
    throw thrown;
  };
  guardObserver({ transition: throws }).transition('readLoop', 3, event);
  expect(warned).toHaveBeenCalledExactlyOnceWith('something was thrown that cannot be told as text');
});

function thrower(): never {
  throw new Error('nothing to read here');
}

test('XState’s callback and observer are guarded alike; where there is none there is nothing to guard', () => {
  const told = vi.fn(() => {
    throw new Error('bad inspector');
  });
  // Nobody looks into it.
  const inspected = {} as Parameters<Extract<Parameters<typeof guardInspect>[0], (...args: never) => void>>[0];
  for (const inspect of [told, { next: told }]) {
    const guarded = guardInspect(inspect);
    if (typeof guarded !== 'function') throw new Error('a callback');
    guarded(inspected);
    guarded(inspected);
  }
  expect(told).toHaveBeenCalledTimes(2);
  expect(warned).toHaveBeenCalledTimes(2);
  expect(guardInspect(undefined)).toBeUndefined();
});
