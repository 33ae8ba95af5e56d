/** `npm run charts`: writes the pictures and data of `visualizations/charts/` anew. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { chartFiles, chartModels } from './charts.ts';
import { layOut } from './layout.ts';

const folder = new URL('../charts/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, model] of chartModels()) {
  for (const [file, text] of chartFiles(name, await layOut(model))) writeFileSync(new URL(file, folder), text);
}
