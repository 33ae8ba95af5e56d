/** The payload of a close frame, RFC 6455 5.5.1: nothing, or a code of two bytes and a reason in UTF-8. */

import { decodeUtf8, encodeUtf8Into, Utf8Validator, utf8Length } from './utf8.ts';

export interface ClosePayload {
  /** As received; 1005 ("no status received", RFC 6455 7.4.1) if there is none. */
  code: number;
  /** Empty if there is none, or if there is a fault. */
  reason: string;
  /** What is wrong: a payload of one byte, a code that may not be on the wire, a reason that is not UTF-8. */
  fault: '' | 'bad-close-size' | 'bad-close-code' | 'bad-close-reason';
}

/** What a control frame holds (RFC 6455 5.5), less the code. */
const LONGEST_REASON = 123;
const NO_STATUS_RECEIVED = 1005;

/** Reads `bytes[start, end)` as the whole payload of a close frame. */
export function decodeClosePayload(bytes: Uint8Array, start: number, end: number): ClosePayload {
  if (start === end) return { code: NO_STATUS_RECEIVED, reason: '', fault: '' };
  if (end - start === 1) return { code: NO_STATUS_RECEIVED, reason: '', fault: 'bad-close-size' };
  // Both bytes exist: there are at least two.
  const code = ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
  if (!isReceivableCloseCode(code)) return { code, reason: '', fault: 'bad-close-code' };
  const validator = new Utf8Validator();
  const bad = validator.push(bytes, start + 2, end) >= 0 || !validator.complete;
  if (bad) return { code, reason: '', fault: 'bad-close-reason' };
  return { code, reason: decodeUtf8(bytes, start + 2, end), fault: '' };
}

/**
 * The payload for a close frame to send, 0 or 2..125 bytes; empty if `code` is undefined.
 * @throws TypeError if an argument has the wrong type, or if there is a reason without a code, which has no form
 * @throws RangeError if the code may not be sent, or the reason takes more than 123 bytes of UTF-8
 */
export function encodeClosePayload(code: number | undefined, reason: string): Uint8Array<ArrayBuffer> {
  if (typeof reason !== 'string') throw new TypeError(`reason: expected a string, got ${typeof reason}`);
  if (code === undefined) {
    if (reason !== '') throw new TypeError('reason: a close frame carries a reason only after a code');
    return new Uint8Array(0);
  }
  if (typeof code !== 'number') throw new TypeError(`code: expected a number, got ${typeof code}`);
  if (!isSendableCloseCode(code)) throw new RangeError(`code: ${code} may not be sent in a close frame`);
  const reasonLength = utf8Length(reason);
  if (reasonLength > LONGEST_REASON) {
    throw new RangeError(`reason: ${reasonLength} bytes of UTF-8, at most ${LONGEST_REASON} fit`);
  }
  const payload = new Uint8Array(2 + reasonLength);
  payload[0] = code >> 8;
  payload[1] = code;
  encodeUtf8Into(reason, payload, 2);
  return payload;
}

/**
 * Whether a peer may put this code into a close frame: those defined by RFC 6455 7.4.1 and IANA's registry (1012 to
 * 1014), less 1004 (reserved) and 1005, 1006 and 1015 (which only describe what happened); 3000 to 4999 belong to
 * libraries and applications (RFC 6455 7.4.2).
 */
export function isReceivableCloseCode(code: number): boolean {
  return (
    Number.isInteger(code) &&
    ((code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999))
  );
}

/** Whether we may send this code: exactly those that we accept. Faces may allow fewer. */
export function isSendableCloseCode(code: number): boolean {
  return isReceivableCloseCode(code);
}
