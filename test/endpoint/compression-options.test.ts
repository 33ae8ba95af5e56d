import { describe, expect, test } from 'vitest';
import {
  type CompressionOptions,
  defaultCompression,
  resolveCompression,
} from '../../src/endpoint/compression-options.ts';

/** Given by a program that is not type-checked. */
const wrong = (value: unknown) => value as CompressionOptions;

describe('whether there is to be any', () => {
  test.each([
    ['client', undefined, true],
    ['client', true, true],
    ['client', false, false],
    ['client', {}, true],
    ['server', undefined, false],
    ['server', true, true],
    ['server', false, false],
    ['server', {}, true],
  ] as const)('a %s given %j: %s', (role, given, any) => {
    expect(resolveCompression(given, role) !== undefined).toBe(any);
  });
});

test('defaults: a client keeps its history and lets the server keep its own, a server shares its streams', () => {
  expect(resolveCompression(true, 'client')).toEqual({ ...defaultCompression, takeover: true, peerTakeover: true });
  expect(resolveCompression(true, 'server')).toEqual({ ...defaultCompression, takeover: false, peerTakeover: false });
  expect(resolveCompression(wrong({ takeover: undefined, level: undefined }), 'client')).toEqual(
    resolveCompression(true, 'client'),
  );
});

test('what is given is taken, at both ends of its range', () => {
  const least = {
    threshold: 0,
    level: 1,
    memLevel: 1,
    takeover: false,
    peerTakeover: false,
    windowBits: 8,
    peerWindowBits: 8,
  };
  const most = {
    threshold: Number.MAX_SAFE_INTEGER,
    level: 9,
    memLevel: 9,
    takeover: true,
    peerTakeover: true,
    windowBits: 15,
    peerWindowBits: 15,
  };
  for (const options of [least, most]) {
    for (const role of ['client', 'server'] as const) expect(resolveCompression(options, role)).toEqual(options);
  }
});

const ranges = {
  threshold: [0, Number.POSITIVE_INFINITY],
  level: [1, 9],
  memLevel: [1, 9],
  windowBits: [8, 15],
  peerWindowBits: [8, 15],
} as const;

describe.each(Object.entries(ranges))('compression.%s', (name, [least, most]) => {
  test.each([least - 1, least + 0.5, most + 1, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])(
    '%d',
    (value) => {
      expect(() => resolveCompression({ [name]: value }, 'client')).toThrow(RangeError);
      expect(() => resolveCompression({ [name]: value }, 'client')).toThrow(`compression.${name} `);
      expect(() => resolveCompression({ [name]: value }, 'client')).toThrow(`not ${value}`);
    },
  );

  test.each([['9'], [null], [true], [{}], [9n]])('%s', (value) => {
    expect(() => resolveCompression(wrong({ [name]: value }), 'server')).toThrow(TypeError);
    expect(() => resolveCompression(wrong({ [name]: value }), 'server')).toThrow(
      `compression.${name} must be a number, not ${typeof value}`,
    );
  });
});

describe.each(['takeover', 'peerTakeover'])('compression.%s', (name) => {
  test.each([[0], ['yes'], [null], [{}]])('%j', (value) => {
    expect(() => resolveCompression(wrong({ [name]: value }), 'client')).toThrow(
      new TypeError(`compression.${name} must be true or false`),
    );
  });
});

test.each([[null], ['yes'], [1], [() => {}], [Symbol('on')]])('compression: %s', (value) => {
  for (const role of ['client', 'server'] as const) {
    expect(() => resolveCompression(wrong(value), role)).toThrow(
      new TypeError('compression must be true, false, or an object of options'),
    );
  }
});

test('a misspelt option is named', () => {
  expect(() => resolveCompression(wrong({ treshold: 10 }), 'client')).toThrow(
    new TypeError(
      'compression.treshold is not an option: threshold, level, memLevel, windowBits, peerWindowBits, takeover, peerTakeover are',
    ),
  );
});
