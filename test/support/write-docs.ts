/** `npm run docs`: writes the parts of the documentation that are made from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { boundsTable, violationsPage, withTable } from './docs-tables.ts';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), 'bounds', boundsTable()));
writeFileSync(new URL('machines/violations.md', root), violationsPage());
