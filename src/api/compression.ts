/** The extension that a connection's options ask for. */
import type { Role } from '../../machines/index.ts';
import { type CompressionOptions, resolveCompression } from '../endpoint/compression-options.ts';
import type { Extension } from '../endpoint/extension.ts';
import { PermessageDeflate } from '../endpoint/permessage-deflate.ts';
import { nodePlatform } from '../node/platform.ts';

/** Connections of one role with equal options share zlib streams, even if they are clients made one by one. */
const shared = new Map<string, Extension>();
/** Programs use a few combinations of options; one that uses many shares less. */
const MOST_SHARED = 64;

/** @throws {TypeError | RangeError} naming the option that is wrong */
export function extensionFor(compression: boolean | CompressionOptions | undefined, role: Role): Extension | undefined {
  const settings = resolveCompression(compression, role);
  // Asking for the engine tries it out: not where nobody compresses.
  const engine = settings === undefined ? undefined : nodePlatform.deflate?.();
  if (settings === undefined || engine === undefined) return undefined;
  const key = `${role} ${JSON.stringify(settings)}`;
  let extension = shared.get(key);
  if (extension === undefined) {
    extension = new PermessageDeflate(settings, engine, nodePlatform);
    if (shared.size === MOST_SHARED) shared.clear();
    shared.set(key, extension);
  }
  return extension;
}
