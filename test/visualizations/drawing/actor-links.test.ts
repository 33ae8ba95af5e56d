import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actorLinks, actorsModel } from '../../../visualizations/drawing/actor-links.ts';

const readme = readFileSync(new URL('../../../machines/README.md', import.meta.url), 'utf8');

test('the links are those that machines/README.md lists', () => {
  const rows = actorLinks().map(
    ({ from, to, events }) => `| \`${from}\` | ${events.map((event) => `\`${event}\``).join(', ')} | \`${to}\` |`,
  );
  const table = readme.match(/<!-- links:.*-->\n([\s\S]*?)\n<!-- \/links -->/)?.[1]?.split('\n');
  expect(rows).toEqual(table?.slice(2));
});

test('the picture has an arrow for every event that is told', () => {
  const told = actorsModel().transitions.map(({ source, event, targets }) => `${source} ${event} ${targets[0]}`);
  expect(told).toEqual(actorLinks().flatMap(({ from, to, events }) => events.map((event) => `${from} ${event} ${to}`)));
});
