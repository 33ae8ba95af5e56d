/** `npm run generate`: writes the compiled form of every machine beside the engine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { machines } from '../../machines/index.ts';
import { generate } from './generate.ts';

const folder = new URL('./generated/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, machine] of Object.entries(machines)) {
  writeFileSync(new URL(`${name}.js`, folder), generate(machine, name));
}
