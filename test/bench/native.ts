/** Native programs, built once from `native/` and kept until their sources change. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cache, nativeSources } from './places.ts';

interface NativeSource {
  readonly source: string;
  /** What has to be there to build it. */
  readonly flags: readonly string[];
  readonly install: string;
}

const common = ['-O3', '-DNDEBUG', '-march=native', '-std=c++20', '-w'];

/** By name: the load generator, and servers. */
const sources: Readonly<Record<string, NativeSource>> = {
  wsload: {
    source: 'wsload.cpp',
    flags: [...common, '-lz'],
    install: 'apt-get install g++ zlib1g-dev',
  },
  beast: {
    source: 'beast.cpp',
    flags: [...common, '-pthread'],
    install: 'apt-get install g++ libboost-dev',
  },
  libwebsockets: {
    source: 'libwebsockets.cpp',
    flags: [...common, '-lwebsockets'],
    install: 'apt-get install g++ libwebsockets-dev libssl-dev',
  },
};

export type Built = { readonly file: string } | { readonly missing: string };

const built = new Map<string, Built>();

/** Builds a program, unless that is done. */
export function buildNative(name: string): Built {
  const known = built.get(name) ?? build(name);
  built.set(name, known);
  return known;
}

function build(name: string): Built {
  const native = sources[name];
  if (native === undefined) throw new Error(`no native program is called ${name}`);
  const { source, flags, install } = native;
  const path = join(nativeSources, source);
  const hash = createHash('sha256').update(flags.join(' '));
  for (const part of [source, 'lines.hpp']) hash.update(readFileSync(join(nativeSources, part)));
  const digest = hash.digest('hex').slice(0, 12);
  const folder = join(cache, 'bench-native');
  const file = join(folder, `${name}-${digest}`);
  if (existsSync(file)) return { file };
  mkdirSync(folder, { recursive: true });
  // Two may build at the same time: each has a file of its own until it is whole.
  const partial = `${file}.${process.pid}`;
  process.stderr.write(`building ${name}\n`);
  const { status, stderr, error } = spawnSync('g++', ['-o', partial, path, ...flags], { encoding: 'utf8' });
  if (status !== 0) {
    const reason = error?.message ?? stderr.split('\n').find((line) => line.includes('error')) ?? stderr;
    process.stderr.write(`${name} cannot be built: ${reason.trim()}\n`);
    return { missing: install };
  }
  renameSync(partial, file);
  return { file };
}
