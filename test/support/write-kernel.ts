/** `npx tsx test/support/write-kernel.ts`: assembles the codec's WebAssembly. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generatedKernel, kernelFile } from './kernel-module.ts';

mkdirSync(dirname(kernelFile), { recursive: true });
writeFileSync(kernelFile, await generatedKernel());
