/** Makes `visualizations/dist/xstate-inspect.js`: the bridge, @xstate/inspect and the XState 4 that it needs, in one file. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Everything inside is under this licence. */
const notice = `/*!
Contains @xstate/inspect 0.8.0 and xstate 4.38.3, Copyright (c) 2015 David Khourshid; fast-safe-stringify, Copyright (c) 2016
David Mark Clements, 2017 David Mark Clements & Matteo Collina, 2018 David Mark Clements, Matteo Collina & Ruben Bridgewater. All
under the MIT licence:

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
*/`;

const workspace = join(import.meta.dirname, '..');

/** @returns the file's path */
export async function buildXStateInspect(folder: string = join(workspace, 'dist')): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(workspace, 'compat', 'bridge.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    banner: { js: notice },
    // XState 4 warns in development about what is ours to know.
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const path = join(folder, 'xstate-inspect.js');
  await mkdir(folder, { recursive: true });
  // Never half a file, for whoever loads it meanwhile.
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, outputFiles[0]?.contents ?? '');
  await rename(fresh, path);
  return path;
}
