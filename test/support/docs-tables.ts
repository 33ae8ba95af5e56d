/** The parts of the documentation that are made from the code. */
import { readFileSync } from 'node:fs';
import { violations } from '../../machines/violations.ts';
import { type CompressionSettings, resolveCompression } from '../../src/endpoint/compression-options.ts';
import { defaultBounds } from '../../src/endpoint/options.ts';
import { inspectDefaults } from '../../src/inspect/server/inspect.ts';

const root = new URL('../../', import.meta.url);

/** Limits and timeouts with their defaults; what they mean stands above them in options.ts. */
export function boundsTable(): string {
  const source = readFileSync(new URL('src/endpoint/options.ts', root), 'utf8');
  const meanings = new Map(
    [...source.matchAll(/\/\*\* ([^*]+) \*\/\n {2}(\w+): number;/g)].map((match) => [match[2] ?? '', match[1] ?? '']),
  );
  const rows = Object.entries(defaultBounds).map(([name, value]) => {
    const meaning = meanings.get(name);
    if (meaning === undefined) throw new Error(`options.ts does not say what ${name} means`);
    return `| \`${name}\` | ${value.toLocaleString('en-US')} | ${meaning} |`;
  });
  return ['| option | default | |', '| --- | ---: | --- |', ...rows].join('\n');
}

/** What may be said about compression, with the defaults of either role. */
export function compressionTable(): string {
  const source = readFileSync(new URL('src/endpoint/compression-options.ts', root), 'utf8');
  const [client, server] = [resolveCompression(true, 'client'), resolveCompression(true, 'server')];
  if (client === undefined || server === undefined) throw new Error('compression has no defaults');
  const rows = [...source.matchAll(/\/\*\* ([^*]+) \*\/\n {2}(\w+)\?: \w+;/g)].map(([, meaning = '', option = '']) => {
    const [one, other] = [client, server].map((settings) => String(settings[option as keyof CompressionSettings]));
    const value = one === other ? one : `${one} (client), ${other} (server)`;
    return `| \`${option}\` | ${value} | ${meaning} |`;
  });
  return ['| option | default | |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What `inspect` may be told. */
export function inspectTable(): string {
  const files = ['recorder.ts', 'server/subjects.ts', 'server/page-server.ts', 'server/inspect.ts'];
  const source = files.map((name) => readFileSync(new URL(`src/inspect/${name}`, root), 'utf8')).join('');
  const meanings = new Map(
    [...source.matchAll(/\/\*\* ([^*]+) \*\/\n {2}readonly (\w+)\?:/g)].map((match) => [match[2], match[1]]),
  );
  const rows = Object.entries(inspectDefaults).map(([name, value]) => {
    const meaning = meanings.get(name);
    if (meaning === undefined) throw new Error(`nothing says what ${name} means`);
    return `| \`${name}\` | ${value} | ${meaning} |`;
  });
  return ['| option | default | |', '| --- | --- | --- |', ...rows].join('\n');
}

/** machines/violations.md. */
export function violationsPage(): string {
  const rows = Object.entries(violations).map(
    ([id, { section, closeCode, explanation }]) =>
      `| \`${id}\` | ${section} | ${closeCode === 0 ? '–' : closeCode} | ${explanation} |`,
  );
  return [
    '# Violations',
    '',
    'Everything that can end a connection other than a clean close: one id per rule, as in `record.violation.id` and',
    '`ConnectionError.id`. The close code is the one that we send; – means that no close frame can be sent.',
    '',
    '| id | rule | close code | what happened |',
    '| --- | --- | ---: | --- |',
    ...rows,
    '',
    'Made from [violations.ts](violations.ts) by `npm run docs`.',
    '',
  ].join('\n');
}

/** The README with what lies between `<!-- name -->` and `<!-- /name -->` made anew. */
export function withTable(readme: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the README has no place for ${name}`);
  return `${readme.slice(0, from + begin.length)}\n${table}\n${readme.slice(to)}`;
}
