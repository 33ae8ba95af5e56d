/** Reads test/vectors: Markdown in which every fenced `wire` block is a vector, titled by the heading above it. */
import { readFileSync } from 'node:fs';
import type { Role } from '../../machines/index.ts';
import type { CompressionOptions } from '../../src/endpoint/compression-options.ts';
import type { Bounds } from '../../src/endpoint/options.ts';
import { encodeFrame, parseFrame, parsePayload, words } from './vector-frames.ts';

/** What happens to the endpoint under test, in order. */
export type Step =
  | { readonly kind: 'bytes'; readonly make: (keys: Keys) => Uint8Array }
  | { readonly kind: 'action'; readonly words: readonly string[] };

/** What a client's request chose at random, so that a response can answer it. */
export interface Keys {
  readonly accept: string;
}

export interface Vector {
  readonly title: string;
  readonly role: Role;
  /** Begins before the opening handshake. */
  readonly opening: boolean;
  readonly level: 1 | 2 | 3;
  readonly bounds: Partial<Bounds>;
  readonly protocols: readonly string[];
  /** What our side may do about permessage-deflate; undefined: it knows nothing of it. */
  readonly compression: CompressionOptions | undefined;
  /** What the peer says about extensions, where the opening handshake is not shown. */
  readonly extensions: string;
  /** Cut at every byte, however long it is. */
  readonly allCuts: boolean;
  readonly steps: readonly Step[];
  /** Lines after `<`. */
  readonly out: readonly string[];
  /** Lines after `=`, but for `closed`. */
  readonly events: readonly string[];
  /** What follows `= closed`; undefined: still open at the end. */
  readonly closed: string | undefined;
}

const maskingKey = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

export function readVectors(path: URL): Vector[] {
  const text = readFileSync(path, 'utf8');
  const vectors: Vector[] = [];
  let heading = '';
  let block: string[] | undefined;
  for (const line of text.split('\n')) {
    if (block === undefined && line.startsWith('#')) heading = line.replace(/^#+ */, '');
    if (line === '```wire') block = [];
    else if (line === '```' && block !== undefined) {
      vectors.push(parseVector(heading, block));
      block = undefined;
    } else block?.push(line);
  }
  return vectors;
}

function parseVector(heading: string, lines: readonly string[]): Vector {
  const settings = new Map<string, string>();
  const steps: Step[] = [];
  const out: string[] = [];
  const events: string[] = [];
  let closed: string | undefined;
  const note = lines.find((line) => line.startsWith('# '))?.slice(2);
  const title = note === undefined ? heading : `${heading}: ${note}`;
  const role: Role = lines.some((line) => /^role client/.test(line)) ? 'client' : 'server';
  for (const line of lines) {
    const mark = line.slice(0, 2);
    const rest = line.slice(2);
    if (line.trim() === '' || mark === '# ') continue;
    if (mark === '> ') steps.push({ kind: 'bytes', make: bytesMaker(rest, role) });
    else if (mark === '! ') steps.push({ kind: 'action', words: words(rest) });
    else if (mark === '< ') out.push(rest);
    else if (rest.startsWith('closed ') && mark === '= ') closed = words(rest).slice(1).join(' ');
    else if (mark === '= ') events.push(rest);
    else {
      const [name = '', ...value] = words(line);
      settings.set(name, value.join(' '));
    }
  }
  const known = new Set(['role', 'begin', 'level', 'limits', 'protocols', 'compression', 'extensions', 'cuts']);
  for (const name of settings.keys()) if (!known.has(name)) throw new Error(`${title}: what is ${name}?`);
  return {
    title,
    role,
    opening: settings.get('begin') === 'opening',
    level: Number(settings.get('level') ?? 1) as Vector['level'],
    bounds: parseSettings(settings.get('limits')),
    protocols: settings.get('protocols')?.split(' ') ?? [],
    compression: settings.has('compression') ? parseSettings(settings.get('compression')) : undefined,
    extensions: settings.get('extensions') ?? 'permessage-deflate',
    allCuts: settings.has('cuts'),
    steps,
    out,
    events,
    closed,
  };
}

/** `maxFrameSize 10 maxFragments 2`, or `takeover true` */
function parseSettings(text: string | undefined): Record<string, never> {
  const items = text?.split(' ').filter((item) => item !== '') ?? [];
  const names = items.filter((_, index) => index % 2 === 0);
  // What stands in a vector is taken at its word: the endpoint checks names and values.
  return Object.fromEntries(names.map((name, index) => [name, JSON.parse(items[index * 2 + 1] ?? '') as never]));
}

/** Frames, hex, or a line of HTTP: `| GET / HTTP/1.1`. `{accept}` stands for the answer to the client's key. */
function bytesMaker(text: string, role: Role): (keys: Keys) => Uint8Array {
  if (text.startsWith('|')) {
    const line = text
      .slice(2)
      .replace(/\{(\d+) x (.)\}/g, (_, count: string, unit: string) => unit.repeat(Number(count)));
    return ({ accept }) => Uint8Array.from(Buffer.from(`${line.replace('{accept}', accept)}\r\n`, 'latin1'));
  }
  const [kind, ...items] = words(text);
  const bytes =
    kind === 'frame'
      ? encodeFrame(parseFrame(items, role === 'server' ? maskingKey : undefined))
      : parsePayload(words(text));
  return () => bytes.slice();
}
