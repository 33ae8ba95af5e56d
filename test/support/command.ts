/** Runs the command as a user does, built from its source as it is now. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';

const root = new URL('../../', import.meta.url).pathname;
/** One per test file: they run side by side. It lies in the package, as it looks its version up there. */
const main = `${root}dist/.test/main-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`;
buildSync({
  entryPoints: [`${root}src/cli/main.ts`],
  outfile: main,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});

export interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Settles with the first line of standard output, or fails with what was said instead. */
  readonly firstLine: Promise<string>;
  readonly finished: Promise<Finished>;
}

export function start(...args: string[]): Running {
  const child = spawn(process.execPath, [main, ...args], { stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (status) => resolve({ status, ...said }));
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void finished.then(({ err }) => reject(new Error(err)));
  });
  firstLine.catch(() => {});
  return { child, firstLine, finished };
}

/** Runs to the end, with `input` on standard input. */
export function run(args: string[], input = ''): Promise<Finished> {
  const { child, finished } = start(...args);
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return finished;
}

/** A server of `wirechart serve`, and where it listens. */
export async function startServer(...args: string[]): Promise<Running & { url: string }> {
  const running = start('serve', '--port', '0', '--json', ...args);
  const { url } = JSON.parse(await running.firstLine);
  return { ...running, url };
}

/** What a program that runs says on standard error, once it has said it. */
export function said({ child, finished }: Pick<Running, 'child' | 'finished'>, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
      const [, found] = pattern.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    void finished.then(({ err }) => reject(new Error(`it ended without saying ${pattern}: ${err}`)));
  });
}

/** What was printed with --json. */
export function records(out: string): Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
