/** Bytes as characters U+0000 to U+00FF. `TextDecoder('latin1')` is Windows-1252 and does something else. */

/** The text whose character codes are `bytes[start, end)`. Right for ASCII, too. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  // `as number`: below `end`, so within the array. Eight arguments are passed faster than `apply` passes a list.
  for (; at + 7 < end; at += 8) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
      bytes[at + 4] as number,
      bytes[at + 5] as number,
      bytes[at + 6] as number,
      bytes[at + 7] as number,
    );
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** The character codes of `text`, each modulo 256. The caller has made sure that none is greater. */
export function encodeLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
