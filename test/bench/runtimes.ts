/** What runs a peer: Node, Bun, Deno, or nothing, where it is a native program that is built here. */

import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildNative } from './native.ts';
import { cache, peersPackage, root, script } from './places.ts';
import type { Command } from './program.ts';

export type RuntimeName = 'node' | 'bun' | 'deno' | 'native';

/** What runs: a script of ours, its arguments, and whether it is asked to collect garbage. */
export interface Start {
  readonly script: string;
  readonly args?: readonly string[];
  readonly collectable?: boolean;
}

export const installPeers = 'npm run bench:peers';

/** npm packages bring these programs inside packages for each platform: no install script has to run. */
const shipped: Record<'bun' | 'deno', readonly string[]> = {
  // Its install script, where it runs, moves the program into the package itself.
  bun: [
    '@oven/bun-linux-x64/bin/bun',
    '@oven/bun-linux-x64-baseline/bin/bun',
    '@oven/bun-linux-aarch64/bin/bun',
    'bun/bin/bun.exe',
  ],
  deno: ['@deno/linux-x64-glibc/deno', '@deno/linux-arm64-glibc/deno', 'deno/deno'],
};

/** The first of `paths` that is there, and can be run. */
export function firstExecutable(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    if (!existsSync(path)) return false;
    try {
      accessSync(path, constants.X_OK);
    } catch {
      // Packages leave this to an install script.
      chmodSync(path, 0o755);
    }
    return true;
  });
}

/** Where a program is looked for: in the package of peers, then on the search path. */
export function candidates(program: 'bun' | 'deno', searchPath = process.env.PATH ?? ''): string[] {
  return [
    ...shipped[program].map((path) => join(peersPackage, 'node_modules', path)),
    ...searchPath
      .split(delimiter)
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, program)),
  ];
}

/** Environment of all programs: nothing is asked of the network, nothing is written elsewhere. */
const quiet = { DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(cache, 'deno'), DO_NOT_TRACK: '1' };

/** What starts a program, or why it cannot be started: the command that installs what is missing. */
export function command(
  runtime: RuntimeName,
  { script: name, args = [], collectable = false }: Start,
): Command | string {
  switch (runtime) {
    case 'node':
      return { file: process.execPath, args: [...(collectable ? ['--expose-gc'] : []), script(name), ...args] };
    case 'bun': {
      const file = firstExecutable(candidates('bun'));
      return file === undefined ? installPeers : { file, args: [script(name), ...args], env: quiet };
    }
    case 'deno': {
      const file = firstExecutable(candidates('deno'));
      if (file === undefined) return installPeers;
      const gc = collectable ? ['--v8-flags=--expose-gc'] : [];
      const flags = ['--no-config', '--no-lock', '--allow-net', '--allow-env', '--allow-read', ...gc];
      return { file, args: ['run', ...flags, script(name), ...args], env: quiet };
    }
    case 'native': {
      const built = buildNative(name);
      return 'file' in built ? { file: built.file, args: [...args] } : built.missing;
    }
  }
}

/** Of an installed npm package; undefined if it is not installed. */
export function packageVersion(name: string): string | undefined {
  for (const folder of [root, peersPackage]) {
    const path = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  }
  return undefined;
}

/** What a program answers to `--version`. */
export function programVersion(file: string): string {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', env: { ...process.env, ...quiet } });
  return /\d+[._]\d+([._]\d+)?/.exec(stdout)?.[0].replaceAll('_', '.') ?? 'of an unknown version';
}
