/** `npm run docs`: writes the parts of the documentation that are made from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { boundsTable, compressionTable, violationsPage, withTable } from './docs-tables.ts';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
const text = withTable(readFileSync(readme, 'utf8'), 'bounds', boundsTable());
writeFileSync(readme, withTable(text, 'compression', compressionTable()));
writeFileSync(new URL('machines/violations.md', root), violationsPage());
