/** Where things lie: the bench runs compiled, its peers' package and its native programs are beside its sources. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, above this file whether it is compiled or not. */
export const root = findRoot(fileURLToPath(import.meta.url));
/** The package of the bigger peers: `npm run bench:peers` installs it. */
export const peersPackage = join(root, 'test/bench/peers');
/** What is compiled once and kept. */
export const cache = join(root, 'node_modules/.cache');
export const nativeSources = join(root, 'test/bench/native');

function findRoot(from: string): string {
  const folder = dirname(from);
  if (existsSync(join(folder, 'test/bench/peers/package.json'))) return folder;
  if (folder === from) throw new Error('test/bench/peers/package.json is missing: run from a complete checkout');
  return findRoot(folder);
}

/** A module that sits beside this one, compiled. */
export function script(path: string): string {
  return fileURLToPath(new URL(`./${path}.js`, import.meta.url));
}
