import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** The floors of the house. A file may import from floors below its own, and from its own folder. */
const floors: readonly (readonly [folder: string, floor: number])[] = [
  ['machines', 0],
  ['src/codec', 0],
  ['src/engine', 1],
  ['src/endpoint', 2],
  ['src/node', 3],
  ['src/api', 4],
  ['src/conformance', 5],
  ['src/inspect', 5],
  ['src/cli', 6],
];

const portable = ['machines', 'src/codec', 'src/engine', 'src/endpoint', 'src/inspect'];

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function folderOf(path: string): readonly [string, number] | undefined {
  return floors.find(([folder]) => path.startsWith(`${folder}/`));
}

describe.each(floors)('%s', (folder, floor) => {
  test('imports go down only', () => {
    const wrong: string[] = [];
    for (const file of filesOf(folder)) {
      for (const specifier of importsOf(file).filter((each) => each.startsWith('.'))) {
        const target = relative(root, resolve(root, file, '..', specifier));
        const [targetFolder, targetFloor] = folderOf(target) ?? ['nowhere', Number.POSITIVE_INFINITY];
        if (targetFolder !== folder && targetFloor >= floor) wrong.push(`${file} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test('machines import xstate and each other, nothing else', () => {
  const foreign = filesOf('machines').flatMap((file) =>
    importsOf(file).filter((specifier) => specifier !== 'xstate' && !/^\.\/[^/]+$/.test(specifier)),
  );
  expect(foreign).toEqual([]);
});

test.each(portable)('%s uses no Node API', (folder) => {
  const node = filesOf(folder)
    // Writes the compiled machines to disk: a command of this repository, not part of the library.
    .filter((file) => file !== 'src/engine/generate-all.ts')
    // Serves the inspector's page, and writes trace files.
    .filter((file) => !file.startsWith('src/inspect/server/'))
    .filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return importsOf(file).some((specifier) => specifier.startsWith('node:')) || /\b(Buffer|process)\.\w/.test(text);
    });
  expect(node).toEqual([]);
});

test('every folder of the source stands on a floor', () => {
  // What a program imports lies above all floors.
  const names = readdirSync(join(root, 'src')).filter((name) => name !== 'index.ts');
  const folders = names.map((name) => `src/${name}`);
  expect(folders.filter((folder) => folderOf(`${folder}/`) === undefined)).toEqual([]);
});
