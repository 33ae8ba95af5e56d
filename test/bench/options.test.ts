import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const parse = (...args: string[]) => parseOptions(args, ['decode', 'echo']);

test('nothing asked for is everything, as long as it takes', () => {
  expect(parse()).toMatchObject({ names: [], rounds: undefined, seconds: undefined, peers: undefined, json: false });
});

test('what is asked for', () => {
  expect(parse('echo', '--rounds', '2.5', '--seconds', '0.5', '--peers', 'ws,bun', '--json')).toMatchObject({
    names: ['echo'],
    rounds: 3,
    seconds: 0.5,
    peers: 'ws,bun',
    json: true,
  });
});

test.each([
  [['ech'], 'no workload is called ech: there are decode, echo'],
  [['--rounds', '0'], '--rounds must be a positive number, not 0'],
  [['--seconds', 'long'], '--seconds must be a positive number, not long'],
  [['--seconds', 'Infinity'], '--seconds must be a positive number, not Infinity'],
])('%j is refused', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
