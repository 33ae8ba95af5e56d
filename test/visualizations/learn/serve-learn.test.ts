/** `npm run learn`, as a user runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../visualizations/learn/serve-learn.ts');
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  said: string;
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const state: Run = { child, ended: once(child, 'close'), said: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      state.said += chunk;
    });
  }
  return state;
}

async function address(run: Run): Promise<string> {
  for await (const _ of run.child.stdout ?? []) {
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(run.said)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(run.said);
}

it('builds the lessons, serves them on loopback, and stops on Ctrl+C', async () => {
  const server = run();
  const url = await address(server);
  const page = await fetch(url);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page.text()).toContain('<title>wirechart lessons</title>');
  expect((await fetch(`${url}other`)).status).toBe(404);
  server.child.kill('SIGINT');
  await server.ended;
  expect(server.child.exitCode).toBe(0);
});

it('says what is wrong with a port, and what else there is', async () => {
  const wrong = run('--port', '70000');
  await wrong.ended;
  expect([wrong.child.exitCode, wrong.said]).toEqual([
    2,
    '--port must be 0 to 65535, not 70000.\nSee: npm run learn -- --help\n',
  ]);
  const unknown = run('--prot', '1');
  await unknown.ended;
  expect([unknown.child.exitCode, unknown.said]).toEqual([2, expect.stringContaining("'--prot'")]);
  const help = run('--help');
  await help.ended;
  expect([help.child.exitCode, help.said]).toEqual([0, expect.stringContaining('--port PORT')]);
});

it('says so where the port is taken', async () => {
  const other = http.createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = run('--port', String(port));
  await taken.ended;
  other.close();
  expect([taken.child.exitCode, taken.said]).toEqual([1, expect.stringContaining(`Cannot listen on port ${port}`)]);
});
