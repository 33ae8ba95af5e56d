/** The script of the conformance report's page: modules of src/conformance/report/page in one piece, as they are shipped. */
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

export const pageScriptFile = join(root, 'src', 'conformance', 'report', 'generated', 'page-script.ts');

/** The text of the file. */
export async function bundledPageScript(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join('src', 'conformance', 'report', 'page', 'main.ts')],
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    charset: 'ascii',
    bundle: true,
    minify: true,
    write: false,
  });
  // Inside a script element nothing may look like its end.
  const code = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  return [
    '// biome-ignore-all format: generated',
    '// biome-ignore-all lint: generated',
    '/** The page of the report, bundled out of ../page by test/support/write-page-script.ts. Do not edit. */',
    `export const pageScript = ${JSON.stringify(code)};`,
    '',
  ].join('\n');
}
