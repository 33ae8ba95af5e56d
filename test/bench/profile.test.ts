import { expect, test } from 'vitest';
import { hottest, type Profile, type ProfileNode, sharesOf } from './profile.ts';

const node = (id: number, functionName: string, url = '', children: number[] = []): ProfileNode => ({
  id,
  callFrame: { functionName, url },
  children,
});

/** Each sample of a node is one more millisecond of it. */
function profile(nodes: ProfileNode[], samples: number[]): Profile {
  return { nodes, samples: [...samples, 1], timeDeltas: [0, ...samples.map(() => 1000)] };
}

test('time belongs to the file of the function, and of a built-in function to its caller', () => {
  const nodes = [
    node(1, '(root)', '', [2, 3, 4, 10]),
    node(2, '(idle)'),
    node(3, '(garbage collector)'),
    node(4, 'measure', 'file:///bench/test/bench/decode-peer.js', [5, 9]),
    node(5, 'receive', 'file:///bench/src/endpoint/endpoint.js', [6, 8]),
    node(6, 'send', 'file:///bench/src/engine/generated/read-loop.js', [7]),
    node(7, 'push'),
    node(8, 'canBegin', 'file:///bench/machines/read-loop.js'),
    node(9, 'set'),
    node(10, '(program)'),
  ];
  // Neither what was idle nor the benchmark's own copying (9) counts: 10 are left.
  const shares = sharesOf(profile(nodes, [2, 2, 2, 3, 9, 9, 5, 5, 5, 5, 6, 6, 7, 8, 10]));
  expect(Object.fromEntries(shares)).toEqual({
    statecharts: 0.4,
    codec: 0,
    endpoint: 0.4,
    'sockets and faces': 0,
    Node: 0,
    garbage: 0.1,
    native: 0.1,
  });
});

test('functions are named with their files, the hottest first', () => {
  const nodes = [
    node(1, '(root)', '', [2, 5]),
    node(2, 'receive', 'file:///bench/src/endpoint/endpoint.js', [3, 4]),
    node(3, '', 'file:///bench/src/endpoint/endpoint.js'),
    node(4, 'set'),
    node(5, 'measure', 'file:///bench/test/bench/decode-peer.js'),
  ];
  expect(hottest(profile(nodes, [2, 2, 2, 3, 4, 4, 4, 4, 5, 5]), 2)).toEqual([
    ['set', 0.5],
    ['receive endpoint.js', 0.375],
  ]);
});

test('a profile without samples has no shares', () => {
  expect(sharesOf(profile([node(1, '(root)')], [])).get('statecharts')).toBe(0);
});
