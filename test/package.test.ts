/** The package as its users get it: packed, installed into an empty project, type-checked and run there. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');

let folder: string;
let project: string;
let packed: string[];

/** A program of somebody's, that uses all that the package exports. */
const program = `
import assert from 'node:assert/strict';
import { type CloseRecord, type Connection, connect, explainClose, type Message, type Server, serve } from 'wirechart';
import { encodeClosePayload } from 'wirechart/codec';
import { Endpoint, type Transport } from 'wirechart/endpoint';
import { actorNames } from 'wirechart/engine';
import { inspect } from 'wirechart/inspect';
import { machines } from 'wirechart/machines';

const server: Server = await serve({
  port: 0,
  message: (connection: Connection, message: Message) => void connection.send(message),
});
const connection = await connect(server.url, { engine: 'interpreted' });
await connection.send('hello');
for await (const message of connection) {
  assert.equal(message, 'hello');
  break;
}
const inspector = await inspect(server, { log: false });
assert.equal((await fetch(inspector.url)).status, 200);
await inspector.close();
const record: CloseRecord = await connection.closed;
assert.match(explainClose(record), /^closed cleanly, code 1000/);
await server.close();

assert.deepEqual(Object.keys(machines).sort(), [...actorNames].sort());
assert.equal(encodeClosePayload(1000, 'bye').length, 5);
const transport: Transport = {
  scheduleFlush() {},
  write: () => true,
  end() {},
  destroy() {},
  release() {},
  suspend() {},
  resume() {},
  schedule() {},
};
const endpoint = new Endpoint({ role: 'server', connection: null, handlers: {}, transport });
assert.equal(endpoint.state, 'connecting');
console.log('done');
`;

const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  // What the package declares is checked, too.
  skipLibCheck: false,
  lib: ['ES2023'],
  types: ['node'],
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirechart-package-'));
  const staged = join(folder, 'staged');
  await mkdir(staged);
  for (const each of [
    'package.json',
    'README.md',
    'tsconfig.json',
    '.tsconfig.build.json',
    'machines',
    'src',
    'visualizations',
  ]) {
    await cp(join(root, each), join(staged, each), { recursive: true });
  }
  await symlink(modules, join(staged, 'node_modules'));
  await run(join(modules, '.bin', 'tsc'), ['-p', join(staged, '.tsconfig.build.json')]);
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: staged });
  const [tarball] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (tarball === undefined) throw new Error('npm pack made nothing');
  packed = tarball.files.map(({ path }) => path);

  project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  // XState comes from beside us, so that nothing has to be fetched.
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', [...install, join(folder, tarball.filename), join(modules, 'xstate')], { cwd: project });
  await mkdir(join(project, 'node_modules', '@types'), { recursive: true });
  await symlink(join(modules, '@types', 'node'), join(project, 'node_modules', '@types', 'node'));
  await writeFile(join(project, 'main.ts'), program);
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
});

afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
});

test('it holds what was built, its sources and its papers, and nothing else', () => {
  const places = new Set(packed.map((path) => path.replace(/^(dist\/[^/]+|[^/]+)\/.*$/, '$1/')));
  expect([...places].sort()).toEqual([
    'README.md',
    'dist/machines/',
    'dist/src/',
    'machines/',
    'package.json',
    'src/',
    'visualizations/',
  ]);
  const pages = packed.filter((path) => path.startsWith('visualizations/'));
  expect(pages.sort()).toEqual(
    ['inspector.html', 'learn.html', 'xstate-inspect.js'].map((name) => `visualizations/dist/${name}`),
  );
});

test('every source map leads to a source that is packed', async () => {
  const maps = packed.filter((path) => path.endsWith('.js.map'));
  expect(maps.length).toBeGreaterThan(50);
  for (const path of maps) {
    const map = JSON.parse(await readFile(join(folder, 'staged', path), 'utf8')) as { sources: string[] };
    for (const source of map.sources) expect(packed).toContain(join(path, '..', source));
  }
});

test('a program in TypeScript compiles strictly against it, and runs', async () => {
  const { stdout: faults } = await run(join(modules, '.bin', 'tsc'), ['-p', project]).catch((error) => error);
  expect(faults).toBe('');
  const { stdout } = await run(process.execPath, ['main.js'], { cwd: project });
  expect(stdout).toBe('done\n');
});

test('the command runs', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const { stdout } = await run(join(project, 'node_modules', '.bin', 'wirechart'), ['--version']);
  expect(stdout).toBe(`${version}\n`);
});
