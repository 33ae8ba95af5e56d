/** `npm run build` calls this behind the compiler: bundles what the inspector serves into visualizations/dist. */
import { mkdirSync } from 'node:fs';
import { buildXStateInspect } from './compat/build.ts';
import { buildPage } from './page/build-page.ts';

mkdirSync(new URL('dist/', import.meta.url), { recursive: true });
await Promise.all([buildPage(), buildXStateInspect()]);
