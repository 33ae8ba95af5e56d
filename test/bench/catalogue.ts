/** Everybody who is measured beside us over the network: how each is started, and what it can do. */

import { pinned } from './peers.ts';
import { Program } from './program.ts';
import { OURS } from './report.ts';
import { command, installPeers, packageVersion, programVersion, type RuntimeName } from './runtimes.ts';

export type Ability = 'echo' | 'broadcast' | 'deflate' | 'client';

export interface Peer {
  readonly name: string;
  readonly runtime: RuntimeName;
  /** Its file in `servers/`, `clients/` or `native/`. */
  readonly script: string;
  /** Its file in `clients/`, if that is named otherwise. */
  readonly client?: string;
  readonly abilities: readonly Ability[];
  /** The npm packages that it needs. */
  readonly packages?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const uncompressed = ['echo', 'broadcast', 'client'] as const;
const everything = ['echo', 'broadcast', 'deflate', 'client'] as const;

/** In the order of the report. */
export const catalogue: readonly Peer[] = [
  { name: OURS, runtime: 'node', script: 'wirechart', abilities: everything },
  // ws masks in JavaScript unless the optional package bufferutil is installed.
  {
    name: 'ws',
    runtime: 'node',
    script: 'ws',
    abilities: everything,
    packages: ['ws'],
    env: { WS_NO_BUFFER_UTIL: '1' },
  },
  { name: 'ws + bufferutil', runtime: 'node', script: 'ws', abilities: everything, packages: ['ws', 'bufferutil'] },
  { name: 'websocket', runtime: 'node', script: 'websocket', abilities: uncompressed, packages: ['websocket'] },
  {
    name: 'faye-websocket',
    runtime: 'node',
    script: 'faye-websocket',
    abilities: everything,
    packages: ['faye-websocket', 'permessage-deflate'],
  },
  { name: 'undici', runtime: 'node', script: 'undici', abilities: ['client'], packages: ['undici'] },
  { name: 'bun', runtime: 'bun', script: 'bun', client: 'standard', abilities: everything },
  { name: 'deno', runtime: 'deno', script: 'deno', client: 'standard', abilities: uncompressed },
  { name: 'beast', runtime: 'native', script: 'beast', abilities: ['echo', 'deflate'] },
  { name: 'libwebsockets', runtime: 'native', script: 'libwebsockets', abilities: ['echo'] },
];

/** What a role can be started with, besides the mode. */
export interface RoleOptions {
  readonly args: readonly string[];
  readonly collectable?: boolean;
  /** Keeps it on this processor, where that is possible. */
  readonly cpu?: number;
}

/** Starts the server or the client of a peer that is here; its first line says what it is ready with. */
export function start(
  peer: Peer,
  role: 'servers' | 'clients',
  { args, collectable = false, cpu }: RoleOptions,
): Program {
  const file = role === 'clients' ? (peer.client ?? peer.script) : peer.script;
  const path = peer.runtime === 'native' ? file : `${role}/${file}`;
  const found = command(peer.runtime, { script: path, args, collectable });
  if (typeof found === 'string') throw new Error(`${peer.name} is not installed: ${found}`);
  const [first = '', ...rest] = [...pinned(cpu), found.file, ...found.args];
  return new Program(peer.name, { file: first, args: rest, env: { ...found.env, ...peer.env } });
}

/** A server that runs, and where. */
export interface RunningServer {
  readonly name: string;
  readonly program: Program;
  readonly port: number;
}

export async function startServer(peer: Peer, options: RoleOptions): Promise<RunningServer> {
  const program = start(peer, 'servers', options);
  try {
    return { name: peer.name, program, port: Number(await program.ask()) };
  } catch (error) {
    program.stop();
    throw error;
  }
}

/** The command that installs what a peer lacks; undefined if it is here. */
export function missing({ runtime, script, packages = [] }: Peer): string | undefined {
  if (packages.some((name) => packageVersion(name) === undefined)) return installPeers;
  const found = command(runtime, { script });
  return typeof found === 'string' ? found : undefined;
}

/** As the report names it. */
export function versionOf(peer: Peer): string | undefined {
  if (peer.packages !== undefined) return peer.packages.map((name) => `${name} ${packageVersion(name)}`).join(', ');
  if (peer.runtime === 'node') return undefined;
  const found = command(peer.runtime, { script: peer.script });
  return typeof found === 'string' ? undefined : `${peer.script} ${programVersion(found.file)}`;
}

/** Names as somebody types them: `ws+bufferutil` is `ws + bufferutil`. */
const plain = (name: string) => name.toLowerCase().replaceAll(' ', '');

/**
 * Those that were asked for (everybody, if nobody was), us among them always.
 * @throws {Error} that names what is not known
 */
export function choose(names: string | undefined, from: readonly Peer[] = catalogue): readonly Peer[] {
  if (names === undefined) return from;
  const wanted = names.split(',').map(plain);
  const unknown = wanted.find((name) => !from.some((peer) => plain(peer.name) === name));
  if (unknown !== undefined) {
    throw new Error(`no peer is called ${unknown}: there are ${from.map(({ name }) => plain(name)).join(', ')}`);
  }
  return from.filter(({ name }) => name === OURS || wanted.includes(plain(name)));
}
