import { expect, test } from 'vitest';
import { defaultBounds, defaultLimits, defaultTimeouts, resolveBounds } from '../../src/endpoint/options.ts';
import { makeSide, openServer } from '../support/wire.ts';

const names = Object.keys(defaultBounds) as (keyof typeof defaultBounds)[];

test('every bound has a default that bounds', () => {
  expect(names).toEqual([...Object.keys(defaultLimits), ...Object.keys(defaultTimeouts)]);
  for (const name of names) {
    expect(defaultBounds[name]).toBeGreaterThan(0);
    expect(defaultBounds[name]).toBeLessThan(Number.POSITIVE_INFINITY);
  }
});

test('what is not given is the default, and an endpoint shares it', () => {
  expect(resolveBounds()).toBe(defaultBounds);
  expect(resolveBounds({})).toBe(defaultBounds);
  expect(resolveBounds({ maxFrameSize: 5 })).toEqual({ ...defaultBounds, maxFrameSize: 5 });
  expect(defaultBounds.maxFrameSize).not.toBe(5);
});

test.each(names)('%s: 0 and Infinity are taken', (name) => {
  expect(resolveBounds({ [name]: 0 })[name]).toBe(0);
  expect(resolveBounds({ [name]: Number.POSITIVE_INFINITY })[name]).toBe(Number.POSITIVE_INFINITY);
});

test.each(names)('%s: what is no number is refused by name', (name) => {
  expect(() => resolveBounds({ [name]: '5' })).toThrow(new TypeError(`${name} must be a number, not string`));
  expect(() => resolveBounds({ [name]: null })).toThrow(TypeError);
  expect(() => resolveBounds({ [name]: -1 })).toThrow(new RangeError(`${name} must be 0 or more, not -1`));
  expect(() => resolveBounds({ [name]: Number.NaN })).toThrow(new RangeError(`${name} must be 0 or more, not NaN`));
});

test('an endpoint refuses them when it is made', () => {
  expect(() => makeSide({ role: 'client', bounds: { idleTimeout: -5 } })).toThrow(/^idleTimeout must be/);
});

test('limits of Infinity are kept in a snapshot, which is plain JSON', () => {
  const bounds = { maxMessageSize: Number.POSITIVE_INFINITY, maxFragments: Number.POSITIVE_INFINITY };
  const side = openServer({ bounds });
  const snapshot = side.endpoint.engine.snapshot();
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
});

test('names of Object.prototype are no bounds', () => {
  expect(resolveBounds({ constructor: 5 } as never)).toBe(defaultBounds);
});
