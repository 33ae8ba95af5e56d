/** `Sec-WebSocket-Key` and `Sec-WebSocket-Accept`: the proof that the server speaks WebSocket (RFC 6455 1.3, 4.1). */

import { decodeLatin1, encodeLatin1 } from './latin1.ts';
import { sha1 } from './sha1.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const KEY_BYTES = 16;

/** SHA-1 of a text's Latin-1 bytes, in base64. */
export type Digest = (text: string) => string;

/**
 * The `Sec-WebSocket-Accept` that answers `key` (RFC 6455 4.2.2), 28 characters.
 * @param digest a platform's own, which may be faster
 */
export function acceptKey(key: string, digest: Digest = portableDigest): string {
  return digest(key + GUID);
}

function portableDigest(text: string): string {
  return base64(sha1(encodeLatin1(text)));
}

/** A fresh `Sec-WebSocket-Key`: 16 random bytes in base64, 24 characters (RFC 6455 4.1). */
export function createKey(): string {
  return base64(globalThis.crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/** Whether `key` is 16 bytes in base64 (RFC 6455 4.2.1). The unused low bits of its last digit may be anything. */
export function isValidKey(key: string): boolean {
  // Of fixed length, so nothing to backtrack over.
  return /^[A-Za-z0-9+/]{22}==$/.test(key);
}

function base64(bytes: Uint8Array): string {
  return btoa(decodeLatin1(bytes, 0, bytes.length));
}
