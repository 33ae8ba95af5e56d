/** Files that the build makes: found wherever this runs from, or a clear word if they are not there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { builtFile, NotBuiltError } from '../../../src/inspect/server/built-files.ts';

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'wirechart-built-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

it('finds a file that was built', () => {
  const root = folder();
  mkdirSync(join(root, 'visualizations', 'dist'), { recursive: true });
  const path = join(root, 'visualizations', 'dist', 'inspector.html');
  writeFileSync(path, '');
  expect(builtFile('inspector.html', root)).toBe(path);
});

it('says what to do about one that was not', () => {
  const root = folder();
  expect(() => builtFile('xstate-inspect.js', root)).toThrow(NotBuiltError);
  expect(() => builtFile('xstate-inspect.js', root)).toThrow(
    `${join(root, 'visualizations', 'dist', 'xstate-inspect.js')} has not been built: run "npm run build" in ${root}`,
  );
});
