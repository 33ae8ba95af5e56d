import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boundsTable, compressionTable, inspectTable, violationsPage, withTable } from './support/docs-tables.ts';

const root = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const advice = 'run `npm run docs` and commit what it writes';

test('the table of limits and timeouts is current', () => {
  expect(withTable(readme, 'bounds', boundsTable()), advice).toBe(readme);
});

test('the table of compression options is current', () => {
  expect(withTable(readme, 'compression', compressionTable()), advice).toBe(readme);
});

test('the table of inspecting is current', () => {
  expect(withTable(readme, 'inspect', inspectTable()), advice).toBe(readme);
});

test('the table of violations is complete', () => {
  expect(readFileSync(new URL('machines/violations.md', root), 'utf8'), advice).toBe(violationsPage());
});

test('every link and anchor of the README leads somewhere', () => {
  const headings = new Set(
    [...readme.matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    ),
  );
  const broken = [...readme.matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !link.startsWith('https:'))
    .filter((link) => {
      if (link.startsWith('#')) return ![...headings].some((heading) => heading.startsWith(link.slice(1)));
      try {
        readFileSync(new URL(link, root));
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'EISDIR';
      }
    });
  expect(broken).toEqual([]);
});

/** Examples of the README that run by themselves; those with `declare` need what they declare. */
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

describe('the examples of the README', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(new URL('../node_modules', import.meta.url).pathname, '.examples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('all compile against the library', async () => {
    const file = join(folder, 'all.ts');
    writeFileSync(file, 'export {};\n');
    for (const [index, example] of examples.entries()) {
      const { errors } = await build({ ...options, stdin: stdinOf(example), write: false, outfile: `${index}.js` });
      expect(errors).toEqual([]);
    }
    expect(examples.length).toBeGreaterThanOrEqual(4);
  });

  test('the first one does what it says', async () => {
    const [first = ''] = examples;
    const printed: string[] = [];
    // Another test may use the port of the example.
    const example = first.replace('port: 8080', 'port: 0').replace("'ws://127.0.0.1:8080'", 'server.url');
    const file = join(folder, 'first.mjs');
    await build({ ...options, stdin: stdinOf(example.replaceAll('console.log', 'globalThis.printed')), outfile: file });
    Object.assign(globalThis, { printed: (...values: unknown[]) => printed.push(values.join(' ')) });
    await import(pathToFileURL(file).href);
    expect(printed).toEqual([...example.matchAll(/console\.log\(.*\/\/ (.*)/g)].map((match) => match[1]));
    expect(printed).toHaveLength(2);
  });
});

const options = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  alias: { 'wirechart/inspect': './src/inspect/index.ts', wirechart: './src/index.ts' },
  logLevel: 'silent',
} as const;

function stdinOf(contents: string) {
  return { contents, loader: 'ts', resolveDir: new URL('..', import.meta.url).pathname } as const;
}
