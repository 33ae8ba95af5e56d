/** What an application may say about compression, with the defaults of either role. The README's table is checked against it. */
import type { Role } from '../../machines/index.ts';
import type { DeflateWishes } from '../codec/permessage-deflate.ts';

export interface CompressionOptions {
  /** Messages of fewer bytes leave as they are, unless `send` is told otherwise. */
  threshold?: number;
  /** zlib's level: 1 (fast) to 9 (small). */
  level?: number;
  /** zlib's memory level: 1 (little memory) to 9 (fast). */
  memLevel?: number;
  /** Our compressor keeps its history from message to message (context takeover), in a zlib stream per connection. */
  takeover?: boolean;
  /** The peer's compressor may do so, for which we need a zlib stream per connection. */
  peerTakeover?: boolean;
  /** Largest window of our compressor as a power of two, 8 to 15. */
  windowBits?: number;
  /** Largest window that the peer's compressor may use, 8 to 15. */
  peerWindowBits?: number;
}

export type CompressionSettings = Required<CompressionOptions> & DeflateWishes;

export const defaultCompression = {
  threshold: 1024,
  level: 6,
  memLevel: 8,
  windowBits: 15,
  peerWindowBits: 15,
} as const satisfies CompressionOptions;

const ranges = {
  threshold: [0, Number.MAX_SAFE_INTEGER],
  level: [1, 9],
  memLevel: [1, 9],
  windowBits: [8, 15],
  peerWindowBits: [8, 15],
} as const;

const choices = ['takeover', 'peerTakeover'] as const;
const names: readonly string[] = [...Object.keys(ranges), ...choices];

/**
 * Fills in the defaults and checks what was given. Clients offer compression by default, servers do without.
 * @returns undefined where there is to be none
 * @throws {TypeError | RangeError} naming the option that is wrong
 */
export function resolveCompression(
  given: boolean | CompressionOptions | undefined,
  role: Role,
): CompressionSettings | undefined {
  if (given === false || (given === undefined && role === 'server')) return undefined;
  if (given !== undefined && given !== true && (typeof given !== 'object' || given === null)) {
    throw new TypeError('compression must be true, false, or an object of options');
  }
  const options = given === undefined || given === true ? {} : given;
  for (const name of Object.keys(options)) {
    // Other libraries have other names for the same; one that is passed over would leave its default in force unseen.
    if (!names.includes(name)) throw new TypeError(`compression.${name} is not an option: ${names.join(', ')} are`);
  }
  for (const name of Object.keys(ranges) as (keyof typeof ranges)[]) checkNumber(name, options[name], ranges[name]);
  for (const name of choices) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean') {
      throw new TypeError(`compression.${name} must be true or false`);
    }
  }
  const takeover = role === 'client';
  return {
    threshold: options.threshold ?? defaultCompression.threshold,
    level: options.level ?? defaultCompression.level,
    memLevel: options.memLevel ?? defaultCompression.memLevel,
    takeover: options.takeover ?? takeover,
    peerTakeover: options.peerTakeover ?? takeover,
    windowBits: options.windowBits ?? defaultCompression.windowBits,
    peerWindowBits: options.peerWindowBits ?? defaultCompression.peerWindowBits,
  };
}

function checkNumber(name: string, value: unknown, [least, most]: readonly [number, number]): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw new TypeError(`compression.${name} must be a number, not ${typeof value}`);
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const wanted = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new RangeError(`compression.${name} must be a whole number, ${wanted}, not ${value}`);
}
