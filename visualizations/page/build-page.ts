/** Makes `visualizations/dist/inspector.html`: the page with everything that it needs, in one file that works from anywhere. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const workspace = join(import.meta.dirname, '..');

/** Parts of the page that come from npm are all under this licence. */
const notice = `/*!
Contains preact and @preact/signals, Copyright (c) 2015-present Jason Miller, 2022-present Preact Team; xstate, Copyright (c)
2015 David Khourshid. All under the MIT licence: https://opensource.org/license/mit
*/`;

/** @returns the file's path */
export async function buildPage(folder: string = join(workspace, 'dist')): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: workspace,
    entryPoints: [join('page', 'main.tsx')],
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'text' },
    legalComments: 'none',
    banner: { js: notice },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const path = join(folder, 'inspector.html');
  await mkdir(folder, { recursive: true });
  // Never half a file, for whoever loads it meanwhile.
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, pageOf(text('.js'), text('.css')));
  await rename(fresh, path);
  return path;
}

function pageOf(script: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>wirechart inspector</title>
<link rel="icon" href="data:,">
<style>${insideStyle(style)}</style>
</head>
<body>
<div id="app"></div>
<noscript>The inspector is a program in this page: please allow scripts.</noscript>
<script>${insideScript(script)}</script>
</body>
</html>
`;
}

/** Nothing inside of the script may end it (HTML, restrictions for contents of script elements). */
function insideScript(script: string): string {
  return script.replace(/<(?=!--|\/?script)/gi, '\\x3c');
}

function insideStyle(style: string): string {
  return style.replace(/<(?=\/style)/gi, '\\3c ');
}
