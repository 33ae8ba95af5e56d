/** WebSocket implementations that the conformance suite is played against: each a program of test/conformance/subjects. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import {
  type Baseline,
  type Change,
  compareWithBaseline,
  conformClient,
  conformServer,
  type Run,
  type RunOptions,
  readBaseline,
  type Side,
} from '../../src/conformance/index.ts';
import { deferred } from './deferred.ts';
import { bundle, openPage } from './page.ts';
import type * as pageConformance from './page-conformance.ts';
import { Program } from './program.ts';
import { needPython, PYTHON } from './python.ts';

declare const testPage: typeof pageConformance;

const folder = join(import.meta.dirname, '..', 'conformance', 'subjects');
const baselines = join(import.meta.dirname, '..', 'conformance', 'baselines');

export interface Subject {
  /** As reports, baselines and the table of results have it. */
  readonly name: string;
  /** Of the package, or of what was installed here. */
  version(): string;
  readonly side: Side;
  run(options?: RunOptions): Promise<Run>;
}

function versionOf(npmPackage: string): string {
  const path = createRequire(import.meta.url).resolve(npmPackage);
  const root = path.slice(0, path.lastIndexOf(`node_modules/${npmPackage}/`) + `node_modules/${npmPackage}/`.length);
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

/** An echo server whose first line says where it listens. */
function server(name: string, command: string, args: readonly string[], version = () => versionOf(name)): Subject {
  return {
    name,
    version,
    side: 'server',
    run: async (options = {}) => {
      await using program = new Program(command, args);
      const line = await program.line(/ws:\/\//);
      // Awaited, as the program ends with this function.
      return await conformServer(/ws:\/\/[^\s"]+/.exec(line)?.[0] ?? '', { ...options, agent: name });
    },
  };
}

/** A client that follows Autobahn's loop. */
function client(name: string, command: string, version = () => versionOf(name)): Subject {
  return {
    name,
    version,
    side: 'client',
    run: async (options = {}) => {
      const { runs } = await conformClient({ ...options, port: 0, command });
      const [run] = runs;
      if (run === undefined) throw new Error(`${command} asked for no case`);
      return { ...run, agent: name };
    },
  };
}

/** Chromium takes a message of 1 GiB, and its page dies for want of memory: nothing would come after it. */
const deadly = ['23.6.1'];

/** A browser's own client, in a page of ours. */
export function chromium(launch: () => Promise<Browser>): Subject {
  return {
    name: 'Chromium',
    version: () => versionOf('@sparticuz/chromium'),
    side: 'client',
    run: async (options = {}) => {
      const script = await bundle('page-conformance.ts');
      const browser = await launch();
      try {
        await using opened = await openPage(browser, script);
        const looped = deferred<unknown>();
        const onListening = (url: string) => looped.resolve(opened.page.evaluate((base) => testPage.drive(base), url));
        const { runs } = await conformClient({ ...options, exclude: deadly, port: 0, onListening });
        await looped.promise;
        const [run] = runs;
        if (run === undefined) throw new Error('the page asked for no case');
        return { ...run, agent: 'Chromium' };
      } finally {
        await browser.close();
      }
    },
  };
}

const ownVersion = () => '';
const node = process.execPath;
const script = (name: string) => join(folder, name);

export const ours: readonly Subject[] = [
  server(
    'wirechart',
    node,
    ['dist/src/cli/main.js', 'serve', '--port', '0', '--compress', 'shared', '--json'],
    ownVersion,
  ),
  client('wirechart', `${node} ${script('wirechart-client.mjs')}`, ownVersion),
];

/** What npm brings. */
export const npmPeers: readonly Subject[] = ['ws', 'websocket', 'websocket-driver', 'undici'].flatMap((name) => [
  ...(name === 'undici' ? [] : [server(name, node, [script(`${name}-server.mjs`)])]),
  client(name, `${node} ${script(`${name}-client.mjs`)}`),
]);

/** What Debian brings. */
export const debianPeers: readonly Subject[] = [
  server('Python websockets', PYTHON, [script('python_server.py')], needPython),
  client('Python websockets', `${PYTHON} ${script('python_client.py')}`, needPython),
];

export function baselinePath({ name, side }: Pick<Subject, 'name' | 'side'>): string {
  return join(baselines, `${name.toLowerCase().replaceAll(' ', '-')}-${side}.json`);
}

export function baselineFor(subject: Subject): Baseline {
  return readBaseline(readFileSync(baselinePath(subject), 'utf8'));
}

/** Of somebody else only what is wrong counts: what is merely acceptable may depend on how busy the machine is. */
const isWrong = ({ now }: Change) => /fail|wrong-code|unclean/.test(now);

/**
 * What fails, and did not when the baseline was written. A busy machine may be too slow for a case: what fails is run once more,
 * by itself.
 */
export async function worseThanBefore(subject: Subject, options?: RunOptions): Promise<string[]> {
  const baseline = baselineFor(subject);
  const { worse, missing, added } = compareWithBaseline(await subject.run(options), baseline);
  const suspects = [...worse.filter(isWrong).map(({ id }) => id), ...missing];
  if (suspects.length === 0) return added.map((id) => `${id} is not in the baseline`);
  const again = await subject.run({ ...options, cases: suspects });
  return [
    ...again.missing.map(({ id, reason }) => `${id}: ${reason}`),
    ...compareWithBaseline(again, baseline)
      .worse.filter(isWrong)
      .map(({ id, before, now }) => `${id}: ${before}, now ${now}`),
  ];
}
