import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { machines } from '../../../machines/index.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import { chartFacts } from '../../../src/inspect/chart-facts.ts';
import { readers } from '../../../src/inspect/trace/read-event.ts';
import { chartHash, eventSchemas } from '../../../src/inspect/trace/schema.ts';

const readme = readFileSync(new URL('../../../src/inspect/trace/README.md', import.meta.url), 'utf8');

test('the README has every event that is read, and no other', () => {
  const named = readme.split('\n## ').flatMap((section) => {
    const space = section.split('\n', 1)[0] ?? '';
    const rows = [...section.matchAll(/^\| (`.*?) \| /gm)].map(([, names = '']) => names);
    return rows.flatMap((names) => names.split(', ').map((name) => `${space}:${name.replaceAll('`', '')}`));
  });
  expect(named.sort()).toEqual([...readers.keys(), 'statechart:machine_registered'].sort());
  for (const uri of eventSchemas.slice(0, 1)) expect(readme).toContain(uri);
});

test('a chart has its own hash, always the same', () => {
  const hashes = actorNames.map(chartHash);
  expect(new Set(hashes).size).toBe(Object.keys(machines).length);
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{40}$/);
  expect(actorNames.map(chartHash)).toEqual(hashes);
});

test('the example’s transition is the one of the chart', () => {
  const [, index = '', source = '', event = ''] =
    /"machine":"readLoop","index":(\d+),\s+"source":"(.*?)","event":"(.*?)"/.exec(readme) ?? [];
  expect(chartFacts('readLoop').chart.transitions[Number(index)]).toMatchObject({ source, event });
});
