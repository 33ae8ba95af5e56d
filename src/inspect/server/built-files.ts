/** Files that `npm run build` makes beside the compiled source. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type BuiltFile = 'inspector.html' | 'learn.html' | 'xstate-inspect.js';

/** What is wrong if a file is not there. */
export class NotBuiltError extends Error {
  override readonly name = 'NotBuiltError';
}

/**
 * @returns the file's path
 * @throws {NotBuiltError} if it has not been built
 */
export function builtFile(name: BuiltFile, root = packageRoot()): string {
  const path = join(root, 'visualizations', 'dist', name);
  if (!existsSync(path)) throw new NotBuiltError(`${path} has not been built: run "npm run build" in ${root}`);
  return path;
}

/** Of wirechart's package, whether its source or what was compiled from it runs. */
function packageRoot(): string {
  return dirname(createRequire(import.meta.url).resolve('wirechart/package.json'));
}
