/** What machines/README.md says of the machines is true: the table of links and the seeds' words are looked up. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import type { ActionPart } from '../../machines/parts.ts';

const folder = new URL('../../machines/', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

/** The events that each actor tells each other one. An event that is made while it is told is written down here. */
const made: Readonly<Record<string, readonly string[]>> = {
  openReading: ['OPENED'],
  tellOpened: ['OPENED'],
  passAbortToOpening: ['ABORT'],
  passAbortToClosing: ['ABORT'],
  passOn: ['ABORT', 'TRANSPORT_ENDED'],
  failConnection: ['FAIL'],
  tellPeerClosed: ['PEER_CLOSE'],
};

function linkTable(): string {
  const rows = Object.entries(machines).flatMap(([from, { implementations }]) => {
    const told = new Map<string, Set<string>>();
    for (const [name, part] of Object.entries(implementations.actions as unknown as Record<string, ActionPart>)) {
      if (!('tell' in part)) continue;
      const { to, event } = part.tell;
      const types = typeof event === 'function' ? (made[name] ?? [`(${name})`]) : [event.type];
      told.set(to, new Set([...(told.get(to) ?? []), ...types]));
    }
    return [...told].map(
      ([to, types]) => `| \`${from}\` | ${[...types].map((type) => `\`${type}\``).join(', ')} | \`${to}\` |`,
    );
  });
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

  test('names every machine', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    expect(files.filter((file) => !readme.includes(`[${file}](${file})`))).toEqual([]);
  });
});
