/** What machines/README.md says of the machines is true: the table of links and the seeds' words are looked up. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { actorLinks } from '../../visualizations/drawing/actor-links.ts';

const folder = new URL('../../machines/', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

function linkTable(): string {
  const rows = actorLinks().map(
    ({ from, to, events }) => `| \`${from}\` | ${events.map((event) => `\`${event}\``).join(', ')} | \`${to}\` |`,
  );
  return ['| actor | tells | actor |', '|---|---|---|', ...rows].join('\n');
}

/** The rows `word | what it was | where` of the seeds' table, as the word and the files named there. */
const words = [...readme.matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]*\.ts`[^|]*) \|$/gm)].map(
  ([, word = '', where = '']) => [word, [...where.matchAll(/`([a-z-]+\.ts)`/g)].map(([, file = '']) => file)] as const,
);

describe('machines/README.md', () => {
  test('draws the links as the parts make them', () => {
    expect(readme.match(/<!-- links:.*-->\n([\s\S]*?)\n<!-- \/links -->/)?.[1]).toBe(linkTable());
  });

  test('finds a place for each word of the seeds', () => {
    expect(words.length).toBeGreaterThanOrEqual(20);
  });

  test.each(words)('%s occurs where the table says', (word, files) => {
    expect(files).not.toEqual([]);
    const missing = files.filter((file) => !readFileSync(new URL(file, folder), 'utf8').includes(word));
    expect(missing).toEqual([]);
  });

  test('shows the chart of every machine, and that of all together', () => {
    const shown = [...readme.matchAll(/^!\[[^\]]{20,}\]\(\.\.\/visualizations\/charts\/([\w-]+)\.svg\)$/gm)];
    expect(shown.map(([, name]) => name)).toEqual([...Object.keys(machines), 'connection-actors']);
  });

  test('names every machine', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    expect(files.filter((file) => !readme.includes(`[${file}](${file})`))).toEqual([]);
  });
});
