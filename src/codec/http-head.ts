/**
 * The head of an HTTP/1.1 message (RFC 9112): start line, header fields, blank line.
 *
 * The parser looks for line ends once, however the bytes are split; looking for the blank line from the start at every
 * chunk was CVE-2023-43669. It is stricter than RFC 9112 makes a recipient be: a WebSocket peer has no business sending
 * bare line feeds, folded lines or control characters, and readings of them that differ smuggle requests.
 */

import { isToken } from './header-values.ts';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';

export interface HttpHead {
  startLine: string;
  /** In order, names in their original case, values as Latin-1 and without the blanks around them. */
  headers: [name: string, value: string][];
}

export interface HttpHeadLimits {
  /** Bytes of the whole head, blank line included. */
  maxBytes: number;
  /** Header fields. */
  maxHeaders: number;
}

export type HttpHeadFault = '' | 'head-too-large' | 'too-many-headers' | 'malformed-head';

export interface RequestLine {
  /** A token, in its original case. */
  method: string;
  /** Visible ASCII. */
  target: string;
  /** Such as `HTTP/1.1`. */
  version: string;
}

export interface StatusLine {
  /** Such as `HTTP/1.1`. */
  version: string;
  /** 100..999. */
  status: number;
  /** May be empty. */
  reason: string;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Reads one head from chunks split anywhere. */
export class HttpHeadParser {
  /** Valid when `done` and without `fault`. */
  readonly head: HttpHead = { startLine: '', headers: [] };
  private readonly limits: HttpHeadLimits;
  private ended = false;
  private refusal: HttpHeadFault = '';
  /** Bytes of the head so far. */
  private consumed = 0;
  /** The line under way, as far as earlier chunks held it. */
  private line = '';
  /** The last byte was the first half of a line's end. */
  private afterCarriageReturn = false;

  constructor(limits: HttpHeadLimits) {
    this.limits = limits;
  }

  /** The blank line has been read, or the head was refused. */
  get done(): boolean {
    return this.ended;
  }

  /** Why the head was refused; empty if it was not. */
  get fault(): HttpHeadFault {
    return this.refusal;
  }

  /**
   * Reads on. Stops after the blank line, or at the byte that is refused; consumes nothing once `done`.
   * @returns the offset in `bytes` after the last consumed byte
   */
  push(bytes: Uint8Array, start: number, end: number): number {
    const limit = Math.min(end, start + this.limits.maxBytes - this.consumed);
    let at = start;
    while (at < limit && !this.ended) {
      at = this.afterCarriageReturn ? this.readLineFeed(bytes, at) : this.readLine(bytes, at, limit);
    }
    this.consumed += at - start;
    if (this.consumed >= this.limits.maxBytes && !this.ended) this.refuse('head-too-large');
    return at;
  }

  /** Reads up to and including a carriage return, or to the limit. */
  private readLine(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    // Below `limit`, so within the array; and again below.
    while (at < limit && isFieldCode(bytes[at] as number)) at++;
    this.line += decodeLatin1(bytes, start, at);
    if (at === limit) return at;
    if (bytes[at] !== CARRIAGE_RETURN) return this.refuse('malformed-head', at);
    this.afterCarriageReturn = true;
    return at + 1;
  }

  private readLineFeed(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== LINE_FEED) return this.refuse('malformed-head', at);
    const line = this.line;
    this.line = '';
    this.afterCarriageReturn = false;
    this.endLine(line);
    return at + 1;
  }

  private endLine(line: string): void {
    if (this.head.startLine === '') {
      if (line === '') this.refuse('malformed-head');
      else this.head.startLine = line;
    } else if (line === '') {
      this.ended = true;
    } else {
      this.addField(line);
    }
  }

  /** A folded line begins with a blank, and a blank before the colon is forbidden: neither is part of a token. */
  private addField(line: string): void {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    if (!isToken(name)) this.refuse('malformed-head');
    else if (this.head.headers.length >= this.limits.maxHeaders) this.refuse('too-many-headers');
    else this.head.headers.push([name, trimBlanks(line, colon + 1)]);
  }

  private refuse(fault: HttpHeadFault, at = 0): number {
    this.refusal = fault;
    this.ended = true;
    this.line = '';
    return at;
  }
}

/** The method, target and version of a request (RFC 9112 3), undefined if malformed. */
export function parseRequestLine(line: string): RequestLine | undefined {
  const methodEnd = line.indexOf(' ');
  const targetEnd = line.indexOf(' ', methodEnd + 1);
  if (methodEnd < 0 || targetEnd < 0) return undefined;
  const method = line.slice(0, methodEnd);
  const target = line.slice(methodEnd + 1, targetEnd);
  const version = line.slice(targetEnd + 1);
  return isToken(method) && isVisibleAscii(target) && isVersion(version) ? { method, target, version } : undefined;
}

/** The version, status and reason of a response (RFC 9112 4), undefined if malformed. */
export function parseStatusLine(line: string): StatusLine | undefined {
  const versionEnd = line.indexOf(' ');
  if (versionEnd < 0) return undefined;
  const version = line.slice(0, versionEnd);
  const digits = line.slice(versionEnd + 1, versionEnd + 4);
  const rest = line.slice(versionEnd + 4);
  // The space before an empty reason is often forgotten.
  if (!isVersion(version) || !/^[1-9][0-9]{2}$/.test(digits) || !(rest === '' || rest.startsWith(' ')))
    return undefined;
  return isFieldText(rest) ? { version, status: Number(digits), reason: rest.slice(1) } : undefined;
}

/**
 * A head as bytes, blank line included. Refuses all that could end a line early and begin another (CVE-2026-1527).
 * @throws TypeError naming the header if its name is not a token, or its value has characters other than blanks,
 *   visible ASCII and U+0080 to U+00FF; and the start line likewise
 */
export function serializeHead(
  startLine: string,
  headers: Iterable<readonly [string, string]>,
): Uint8Array<ArrayBuffer> {
  if (startLine === '' || !isFieldText(startLine)) {
    throw new TypeError(`start line: invalid character in ${JSON.stringify(startLine)}`);
  }
  let text = `${startLine}\r\n`;
  for (const [name, value] of headers) {
    if (!isToken(name)) throw new TypeError(`header ${JSON.stringify(name)}: the name is not a token`);
    if (typeof value !== 'string') throw new TypeError(`header ${name}: expected a string, got ${typeof value}`);
    if (!isFieldText(value)) throw new TypeError(`header ${name}: invalid character in ${JSON.stringify(value)}`);
    text += `${name}: ${value}\r\n`;
  }
  return encodeLatin1(`${text}\r\n`);
}

/** Header fields by name, whatever the case of its letters. */
export class HeaderFields {
  /** By the name in lower case; a list of those that are repeated. A map has no names of its own, such as `constructor`. */
  private readonly values = new Map<string, string | string[]>();
  /** How many fields there are, each time that one is repeated counted. */
  readonly count: number;

  constructor(pairs: readonly (readonly [string, string])[]) {
    this.count = pairs.length;
    for (const [name, value] of pairs) {
      const key = name.toLowerCase();
      const before = this.values.get(key);
      if (before === undefined) this.values.set(key, value);
      else if (typeof before === 'string') this.values.set(key, [before, value]);
      else before.push(value);
    }
  }

  /** All values of the field, joined with `, ` as RFC 9110 5.3 has it; undefined if there is none. */
  get(name: string): string | undefined {
    const found = this.values.get(name.toLowerCase());
    return typeof found === 'object' ? found.join(', ') : found;
  }

  /** The values of the field one by one, in order. */
  all(name: string): string[] {
    const found = this.values.get(name.toLowerCase()) ?? [];
    return typeof found === 'string' ? [found] : [...found];
  }

  /** All of them, with names in lower case. */
  get pairs(): [name: string, value: string][] {
    return [...this.values].flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase());
  }
}

/** What a line may hold: blanks, visible ASCII, and the upper half of Latin-1 (RFC 9110 5.5). */
function isFieldCode(code: number): boolean {
  return (code >= SPACE && code !== DELETE && code <= 0xff) || code === TAB;
}

function isFieldText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (!isFieldCode(text.charCodeAt(at))) return false;
  }
  return true;
}

function isVisibleAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code >= DELETE) return false;
  }
  return text !== '';
}

/** Of fixed length, so nothing to backtrack over. */
function isVersion(text: string): boolean {
  return /^HTTP\/[0-9]\.[0-9]$/.test(text);
}

/** `text` from `start` on, less the blanks on both sides. A regular expression that trims an end is quadratic. */
function trimBlanks(text: string, start: number): string {
  let from = start;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
