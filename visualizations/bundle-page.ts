/** Makes a page with everything that it needs in one file, which works from anywhere and may run nothing else. */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export const distFolder = join(import.meta.dirname, 'dist');

export interface PageParts {
  /** The module that the page begins with, from this folder. */
  readonly entry: string;
  /** Name of the file that is made. */
  readonly file: string;
  readonly title: string;
  /** What is read where scripts are off. */
  readonly withoutScripts: string;
  /** It talks to where it comes from. */
  readonly connects?: boolean;
}

/** Parts of pages that come from npm are all under this licence. */
const notice = `/*!
Contains preact and @preact/signals, Copyright (c) 2015-present Jason Miller, 2022-present Preact Team; xstate, Copyright (c)
2015 David Khourshid. All under the MIT licence: https://opensource.org/license/mit
*/`;

/** @returns the file's path */
export async function bundlePage(parts: PageParts, folder: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [parts.entry],
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
  const path = join(folder, parts.file);
  await mkdir(folder, { recursive: true });
  // Never half a file, for whoever loads it meanwhile.
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, pageOf(parts, insideScript(text('.js')), insideStyle(text('.css'))));
  await rename(fresh, path);
  return path;
}

function pageOf({ title, withoutScripts, connects }: PageParts, script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>${withoutScripts}</noscript>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing inside of the script may end it (HTML, restrictions for contents of script elements). */
function insideScript(script: string): string {
  return script.replace(/<(?=!--|\/?script)/gi, '\\x3c');
}

function insideStyle(style: string): string {
  return style.replace(/<(?=\/style)/gi, '\\3c ');
}
