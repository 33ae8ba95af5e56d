import { expect, test } from 'vitest';
import type { Measured } from './generator.ts';
import { contest, cpuRows, pick, rateRows, warmUp } from './network.ts';

const us = { name: 'wirechart' };
const ws = { name: 'ws' };
const bun = { name: 'bun' };

function effort(rounds: number) {
  const lines: string[] = [];
  return { rounds, lines, progress: (line: string) => void lines.push(line) };
}

test('they take turns, every other round backwards', async () => {
  const order: string[] = [];
  const details = await contest('echo', [us, ws, bun], effort(2), async ({ name }) => {
    order.push(name);
    return { cpu: order.length, perSecond: 1 };
  });
  expect(order).toEqual(['wirechart', 'ws', 'bun', 'bun', 'ws', 'wirechart']);
  expect([...pick(details, 'cpu')]).toEqual([
    ['wirechart', [1, 6]],
    ['ws', [2, 5]],
    ['bun', [3, 4]],
  ]);
});

test('one that fails is left out with a word, and is not asked again', async () => {
  const asked = { times: 0 };
  const here = effort(3);
  const details = await contest('echo', [us, ws, bun], here, async ({ name }) => {
    if (name !== 'bun') return { cpu: 1, perSecond: 1 };
    asked.times += 1;
    throw new Error('bun: its messages are not compressed');
  });
  expect([...details.keys()]).toEqual(['wirechart', 'ws']);
  expect(asked.times).toBe(1);
  expect(here.lines).toEqual(['echo: left out bun: its messages are not compressed']);
});

test('if we fail, there is nothing to compare', async () => {
  const measure = async ({ name }: { readonly name: string }): Promise<Measured> => {
    throw new Error(`${name} failed`);
  };
  await expect(contest('echo', [us, ws], effort(1), measure)).rejects.toThrow('wirechart failed');
});

test('whoever fails to warm up does not keep the others from it', async () => {
  const warmed: string[] = [];
  await warmUp([us, ws], async ({ name }) => {
    warmed.push(name);
    throw new Error('not yet');
  });
  expect(warmed).toEqual(['wirechart', 'ws']);
});

test('rows: less CPU time is better, and more messages per second are', () => {
  const details = new Map([
    ['wirechart', [{ cpu: 2, perSecond: 400 }]],
    ['ws', [{ cpu: 6, perSecond: 100 }]],
  ]);
  const here = effort(1);
  expect(cpuRows('echo', 'µs', details, here.progress)).toMatchObject([{ ratio: 3, ours: 2, theirs: 6, unit: 'µs' }]);
  expect(here.lines).toEqual(['echo: 3 × ws']);
  expect(rateRows('rate', '/s', details)).toMatchObject([{ ratio: 4, ours: 400, theirs: 100, unit: '/s' }]);
});
