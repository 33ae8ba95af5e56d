import { expect, test } from 'vitest';
import { type Curve, curvesOf, judge } from './curves.ts';
import type { CurveName, Row } from './report.ts';

const amounts = [1, 4, 16, 64, 256];

function curve(name: CurveName, cost: (at: number) => number): Curve {
  return { name, peer: 'wirechart', points: amounts.map((at) => [at, cost(at)]) };
}

test.each<[string, CurveName, (at: number) => number]>([
  ['the same for each byte', 'message size', (at) => at * 3],
  ['little for each byte beside what a message costs', 'message size', (at) => 20 + at],
  ['noise below the double', 'fragments', (at) => at * (at === 16 ? 1.8 : 1)],
  ['the same whatever the number of connections', 'connections', () => 17],
])('%s is linear or better', (_, name, cost) => {
  expect(judge(curve(name, cost))).toMatchObject({ good: true });
});

test.each<[string, CurveName, (at: number) => number, RegExp]>([
  ['a copy of everything for each fragment', 'fragments', (at) => at * at, /cliff at 4: 4\.00 ×/],
  ['a jump at some length', 'message size', (at) => (at < 64 ? at : at * 2.5), /cliff at 64: 2\.50 ×/],
  ['a slow rise', 'message size', (at) => at ** 1.4, /more than linear at 16: 3\.03 ×/],
  ['a message that costs more the more connections there are', 'connections', (at) => at, /cliff at 4/],
  ['nothing at all, which nobody measures', 'connections', (at) => (at === 16 ? 0 : 5), /nothing measured at 16/],
])('%s is not', (_, name, cost, text) => {
  const verdict = judge(curve(name, cost));
  expect(verdict.good).toBe(false);
  expect(verdict.text).toMatch(text);
});

test('curves are in order, ours once beside each peer', () => {
  const point = (at: number, peer: string): Row => ({
    workload: `scaling ${at}`,
    peer,
    ratio: 2,
    ours: at,
    theirs: 2 * at,
    unit: 'µs/message',
    curve: { name: 'fragments', at },
  });
  const { curve: _, ...elsewhere } = point(1, 'ws');
  const curves = curvesOf([point(16, 'ws'), point(4, 'ws'), point(4, 'bun'), elsewhere]);
  expect(curves).toEqual([
    {
      name: 'fragments',
      peer: 'wirechart',
      points: [
        [4, 4],
        [16, 16],
      ],
    },
    {
      name: 'fragments',
      peer: 'ws',
      points: [
        [4, 8],
        [16, 32],
      ],
    },
    { name: 'fragments', peer: 'bun', points: [[4, 8]] },
  ]);
});
