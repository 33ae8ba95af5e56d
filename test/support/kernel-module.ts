/** The codec's WebAssembly, from its text to the module that is committed. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const text = fileURLToPath(new URL('../../src/codec/kernel.wat', import.meta.url));

/** What `generatedKernel` is written to. */
export const kernelFile = fileURLToPath(new URL('../../src/codec/generated/kernel.ts', import.meta.url));

/** @throws with the line of `kernel.wat` that is wrong */
export async function generatedKernel(): Promise<string> {
  const wabt = await loadWabt();
  const module = wabt.parseWat('kernel.wat', readFileSync(text, 'utf8'), { simd: true });
  module.resolveNames();
  module.validate();
  const { buffer } = module.toBinary({});
  module.destroy();
  return [
    '// Assembled from `kernel.wat` by `npm run generate`. Do not edit.',
    '',
    '/** The module, in base 64. */',
    `export const kernelModule =\n  '${Buffer.from(buffer).toString('base64')}';`,
    '',
  ].join('\n');
}
