/** Programs that say nothing of inspecting, run with the environment that asks for it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { readTrace } from '../../../src/inspect/trace/read.ts';
import { InspectorViewer } from '../../support/inspector-viewer.ts';

const root = new URL('../../../', import.meta.url).pathname;
const program = `${root}dist/.test/program-${process.pid}.mjs`;
buildSync({
  stdin: {
    contents: `
      import { connect, serve } from './src/index.ts';
      const server = await serve({ port: 0, message: (connection, message) => void connection.send(message) });
      const connection = await connect(server.url);
      await connection.send('hello');
      for await (const message of connection) {
        console.log(message);
        if (process.argv[2] === 'stay') await new Promise((resolve) => process.stdin.once('data', resolve));
        break;
      }
      await connection.closed;
      await server.close();
      process.stdin.pause();
    `,
    resolveDir: root,
    loader: 'ts',
  },
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});
afterAll(() => rmSync(program));

function start(environment: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...environment }, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, said, exit };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'wirechart-traces-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('a program that asks for nothing loads no page, no viewer and no trace', () => {
  const { metafile } = buildSync({
    entryPoints: [`${root}src/index.ts`],
    outdir: `${root}dist/.test/unwritten`,
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === 'src/index.ts');
  const atOnce = new Set<string>();
  const load = (name: string) => {
    const output = metafile.outputs[name];
    for (const input of Object.keys(output?.inputs ?? {})) atOnce.add(input);
    for (const { path, kind } of output?.imports ?? []) if (kind === 'import-statement') load(path);
  };
  for (const [name, output] of Object.entries(metafile.outputs)) if (output === entry) load(name);
  const ofInspect = [...atOnce].filter((input) => input.startsWith('src/inspect/'));
  expect(ofInspect).toContain('src/inspect/recorder.ts');
  expect(ofInspect.filter((input) => /inspect\.ts$|page|feed-server|viewer|qlog|trace/.test(input))).toEqual([]);
  expect(ofInspect.length).toBeLessThan(12);
});

test('without it nothing is said, and nothing is served', async () => {
  const { said, exit } = start({});
  expect(await exit).toBe(0);
  expect(said).toEqual({ out: 'hello\n', err: '' });
});

test('WIRECHART_INSPECT=1 serves the page, with all connections from their beginning', async () => {
  const { child, said, exit } = start({ WIRECHART_INSPECT: '1' }, 'stay');
  await vi.waitFor(() => expect(said.out).toBe('hello\n'), { timeout: 20_000 });
  const [, url = ''] = /wirechart inspector: (\S+)/.exec(said.err) ?? [];
  const viewer = await InspectorViewer.open(url);
  await vi.waitFor(() => expect(viewer.connections.size).toBe(2), { timeout: 10_000 });
  for (const { id } of viewer.connections.values()) viewer.ask({ type: 'watch', id });
  await vi.waitFor(() => expect(viewer.journals.size).toBe(2), { timeout: 10_000 });
  for (const journal of viewer.journals.values()) {
    await vi.waitFor(() => expect(journal.frames.length).toBe(2), { timeout: 10_000 });
    expect(journal.head).toMatchObject({ fromStart: true });
  }
  child.stdin.write('go on\n');
  // Being looked at does not keep a program from ending.
  expect(await exit).toBe(0);
});

test('QLOGDIR writes a trace file for each connection', async () => {
  const path = folder();
  const { said, exit } = start({ QLOGDIR: path });
  expect([await exit, said]).toEqual([0, { out: 'hello\n', err: '' }]);
  const files = readdirSync(path);
  expect(files).toHaveLength(2);
  for (const file of files) {
    expect(file).toMatch(/\.sqlog$/);
    const { journals, problems } = readTrace(readFileSync(join(path, file), 'utf8'));
    expect(problems).toEqual([]);
    const [journal] = [...journals.values()];
    expect(journal?.closed).toMatchObject({ clean: true, code: 1000 });
  }
});

test('both at once: one recording serves both', async () => {
  const path = folder();
  const { child, said, exit } = start({ WIRECHART_INSPECT: '1', QLOGDIR: path }, 'stay');
  await vi.waitFor(() => expect(said.out).toBe('hello\n'), { timeout: 20_000 });
  const viewer = await InspectorViewer.open(/wirechart inspector: (\S+)/.exec(said.err)?.[1] ?? '');
  await vi.waitFor(() => expect(viewer.connections.size).toBe(2), { timeout: 10_000 });
  child.stdin.write('go on\n');
  expect(await exit).toBe(0);
  const traces = readdirSync(path).map((file) => readTrace(readFileSync(join(path, file), 'utf8')));
  expect(traces.flatMap(({ journals }) => [...journals.values()].map(({ closed }) => closed?.code))).toEqual([
    1000, 1000,
  ]);
});

test('a port that is taken is said, and the program runs all the same', async () => {
  const first = start({ WIRECHART_INSPECT: '1' }, 'stay');
  await vi.waitFor(() => expect(first.said.err).toContain('http://'), { timeout: 20_000 });
  const { port } = new URL(/http:\S+/.exec(first.said.err)?.[0] ?? '');
  const second = start({ WIRECHART_INSPECT: port });
  expect(await second.exit).toBe(0);
  expect(second.said.out).toBe('hello\n');
  expect(second.said.err).toMatch(/^wirechart inspector: not started: .*EADDRINUSE/);
});
