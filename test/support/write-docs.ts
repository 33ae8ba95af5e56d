/** `npm run docs`: writes the parts of the documentation that are made from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { boundsTable, compressionTable, inspectTable, violationsPage, withTable } from './docs-tables.ts';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
const tables = { bounds: boundsTable(), compression: compressionTable(), inspect: inspectTable() };
const text = Object.entries(tables).reduce(
  (before, [name, table]) => withTable(before, name, table),
  readFileSync(readme, 'utf8'),
);
writeFileSync(readme, text);
writeFileSync(new URL('machines/violations.md', root), violationsPage());
