import { afterEach, expect, test, vi } from 'vitest';
import { generatorMissing, generatorName, optionArgs } from './generator.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('options: letters with one dash, words with two, switches without a value', () => {
  expect(optionArgs({ port: 80, c: 64, t: 'text', deflate: true, other: false })).toEqual([
    ...['--port', '80'],
    ...['-c', '64'],
    ...['-t', 'text'],
    '--deflate',
  ]);
});

test('WSLOAD names a native generator, or none', () => {
  vi.stubEnv('WSLOAD', '/somewhere/wsload');
  expect(generatorMissing()).toBeUndefined();
  vi.stubEnv('WSLOAD', '');
  expect(generatorMissing()).toBe('unset WSLOAD');
  expect(generatorName()).toBe('test/bench/load.ts');
});
