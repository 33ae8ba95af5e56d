import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue, choose, missing, versionOf } from './catalogue.ts';
import { nativeSources, root } from './places.ts';
import { installPeers } from './runtimes.ts';

const names = (peers: readonly { readonly name: string }[]) => peers.map(({ name }) => name);

test('everybody is measured unless somebody is named; we always are', () => {
  expect(choose(undefined)).toBe(catalogue);
  expect(names(choose('bun,WS+bufferutil'))).toEqual(['wirechart', 'ws + bufferutil', 'bun']);
  expect(names(choose('ws + bufferutil'))).toEqual(['wirechart', 'ws + bufferutil']);
  expect(() => choose('ws,buns')).toThrow(/^no peer is called buns: there are wirechart, ws, ws\+bufferutil, /);
});

test.each(catalogue)('$name has a program for what it is said to be able to do', ({ name, runtime, ...peer }) => {
  const bench = join(root, 'test/bench');
  const serves = peer.abilities.some((ability) => ability !== 'client');
  const server =
    runtime === 'native' ? join(nativeSources, `${name}.cpp`) : join(bench, 'servers', `${peer.script}.ts`);
  const client = join(bench, 'clients', `${peer.client ?? peer.script}.ts`);
  if (serves) expect(existsSync(server)).toBe(true);
  expect(existsSync(client)).toBe(peer.abilities.includes('client'));
});

test('a peer that is not installed is known by what installs it', () => {
  expect(missing({ name: 'x', runtime: 'node', script: 'x', abilities: ['echo'], packages: ['not-installed'] })).toBe(
    installPeers,
  );
  expect(missing({ name: 'x', runtime: 'node', script: 'x', abilities: ['echo'], packages: ['ws'] })).toBeUndefined();
});

test('npm packages have a version', () => {
  const ws = catalogue.find(({ name }) => name === 'ws + bufferutil');
  expect(ws && versionOf(ws)).toMatch(/^ws \d+\.\d+\.\d+, bufferutil \d+\.\d+\.\d+$/);
});
