/** `npm run charts`: writes the pictures and data of `visualizations/charts/` anew. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { chartFiles } from './charts.ts';

const folder = new URL('../charts/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of await chartFiles()) writeFileSync(new URL(name, folder), text);
