/** Bytes as characters U+0000 to U+00FF. `TextDecoder('latin1')` is Windows-1252 and does something else. */

/** Arguments per call: well below the limits of every engine's stack. */
const BATCH = 1024;

/** The text whose character codes are `bytes[start, end)`. Right for ASCII, too. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += BATCH) {
    // `apply` takes array-likes; its type asks for an array.
    const batch = bytes.subarray(at, Math.min(at + BATCH, end)) as unknown as number[];
    text += String.fromCharCode.apply(null, batch);
  }
  return text;
}

/** The character codes of `text`, each modulo 256. The caller has made sure that none is greater. */
export function encodeLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
