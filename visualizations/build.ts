/** `npm run build` calls this behind the compiler: bundles what the inspector serves, and the lessons, into visualizations/dist. */
import { mkdirSync } from 'node:fs';
import { buildXStateInspect } from './compat/build.ts';
import { buildLearn } from './learn/build-learn.ts';
import { buildPage } from './page/build-page.ts';

mkdirSync(new URL('dist/', import.meta.url), { recursive: true });
await Promise.all([buildPage(), buildLearn(), buildXStateInspect()]);
