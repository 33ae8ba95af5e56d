/**
 * Values of HTTP header fields: tokens, lists of tokens, and the extensions of RFC 6455 9.1.
 *
 * Every parser here looks at each character a constant number of times. Regular expressions that trim or match quoted
 * strings backtrack, and have been denial of service elsewhere (CVE-2021-32640, CVE-2020-7662).
 */

export interface ExtensionOffer {
  name: string;
  /** In order; `true` for a parameter without a value. Of a parameter given twice, the first. */
  parameters: Map<string, string | true>;
  /** Some parameter was given twice. Whether that is an error is for the extension to say (RFC 7692 7.1). */
  duplicate: boolean;
}

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** 1 for each ASCII code that may be part of a token (RFC 9110 5.6.2). */
const tokenTable = new Uint8Array(128);
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  tokenTable[character.charCodeAt(0)] = 1;
}

/** Whether the character of this code may be part of a token (RFC 9110 5.6.2). */
export function isTokenCode(code: number): boolean {
  // NaN, of a place beyond the text, and codes beyond the table find nothing.
  return tokenTable[code] === 1;
}

/** Whether `text` is a token: at least one character, each a letter, a digit or one of ``!#$%&'*+-.^_`|~``. */
export function isToken(text: string): boolean {
  return text.length > 0 && skipToken(text, 0) === text.length;
}

/**
 * The members of a comma-separated list of at least one token (RFC 9110 5.6.1), in order, duplicates and case kept.
 * Empty elements are skipped, as a recipient must. Undefined if there is no token at all, or anything else is there.
 */
export function parseTokenList(value: string): string[] | undefined {
  const tokens: string[] = [];
  let at = skipBlanks(value, 0);
  while (at < value.length) {
    const end = skipToken(value, at);
    if (end > at) tokens.push(value.slice(at, end));
    at = skipBlanks(value, end);
    if (at < value.length && value.charCodeAt(at) !== COMMA) return undefined;
    at = skipBlanks(value, at + 1);
  }
  return tokens.length > 0 ? tokens : undefined;
}

/**
 * Whether `token` is a member of a comma-separated list, whatever the case of its letters. Other members may be
 * anything, such as `HTTP/2.0` in `Upgrade`.
 */
export function hasToken(value: string | undefined, token: string): boolean {
  if (value === undefined) return false;
  let at = 0;
  while (at < value.length) {
    const start = skipBlanks(value, at);
    let end = start;
    let next = start;
    // `end` follows the last character that is not blank.
    for (; next < value.length && value.charCodeAt(next) !== COMMA; next++) {
      if (!isBlank(value.charCodeAt(next))) end = next + 1;
    }
    if (end - start === token.length && equalsIgnoringCase(value, start, token)) return true;
    at = next + 1;
  }
  return false;
}

/**
 * The extensions of a `Sec-WebSocket-Extensions` value (RFC 6455 9.1), in order of preference. Undefined if there is
 * none, or if the value is malformed; a quoted value must be a token once its quotes and backslashes are taken away.
 */
export function parseExtensions(value: string): ExtensionOffer[] | undefined {
  const offers: ExtensionOffer[] = [];
  const reader = new ExtensionReader(value);
  do {
    // Empty list elements, RFC 9110 5.6.1.
    if (reader.atElementEnd()) continue;
    const offer = reader.readOffer();
    if (offer === undefined) return undefined;
    offers.push(offer);
  } while (reader.take(COMMA));
  return offers.length > 0 && reader.atEnd() ? offers : undefined;
}

/** A place in the text that only moves forward. */
class ExtensionReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.at = skipBlanks(text, 0);
  }

  atEnd(): boolean {
    return this.at === this.text.length;
  }

  atElementEnd(): boolean {
    return this.atEnd() || this.text.charCodeAt(this.at) === COMMA;
  }

  /** Moves past `code` and the blanks around it, if it comes next. */
  take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at = skipBlanks(this.text, this.at + 1);
    return true;
  }

  readOffer(): ExtensionOffer | undefined {
    const name = this.readToken();
    if (name === undefined) return undefined;
    const offer: ExtensionOffer = { name, parameters: new Map(), duplicate: false };
    while (this.take(SEMICOLON)) {
      const parameter = this.readToken();
      if (parameter === undefined) return undefined;
      const value = this.take(EQUALS) ? this.readValue() : true;
      if (value === undefined) return undefined;
      if (offer.parameters.has(parameter)) offer.duplicate = true;
      else offer.parameters.set(parameter, value);
    }
    return offer;
  }

  private readValue(): string | undefined {
    return this.text.charCodeAt(this.at) === QUOTE ? this.readQuoted() : this.readToken();
  }

  private readToken(): string | undefined {
    const end = skipToken(this.text, this.at);
    if (end === this.at) return undefined;
    const token = this.text.slice(this.at, end);
    this.at = skipBlanks(this.text, end);
    return token;
  }

  /** A quoted string (RFC 9110 5.6.4) whose content is a token. Ends early at the first character that cannot be. */
  private readQuoted(): string | undefined {
    let content = '';
    for (let at = this.at + 1; at < this.text.length; at++) {
      let code = this.text.charCodeAt(at);
      if (code === QUOTE) {
        if (content === '') return undefined;
        this.at = skipBlanks(this.text, at + 1);
        return content;
      }
      if (code === BACKSLASH) code = this.text.charCodeAt(++at);
      if (!isTokenCode(code)) return undefined;
      content += String.fromCharCode(code);
    }
    return undefined;
  }
}

/**
 * The value of a `Sec-WebSocket-Extensions` field.
 * @throws TypeError naming the extension or parameter that is not a token
 */
export function serializeExtensions(offers: Iterable<Pick<ExtensionOffer, 'name' | 'parameters'>>): string {
  const elements: string[] = [];
  for (const { name, parameters } of offers) {
    let element = requireToken(name, 'extension');
    for (const [parameter, value] of parameters) {
      element += `; ${requireToken(parameter, `parameter of ${name}`)}`;
      if (value !== true) element += `=${requireToken(value, `value of ${name}; ${parameter}`)}`;
    }
    elements.push(element);
  }
  return elements.join(', ');
}

function requireToken(text: string, role: string): string {
  if (!isToken(text)) throw new TypeError(`${role}: ${JSON.stringify(text)} is not a token`);
  return text;
}

function skipToken(text: string, start: number): number {
  let at = start;
  while (at < text.length && isTokenCode(text.charCodeAt(at))) at++;
  return at;
}

/** Skips optional whitespace, RFC 9110 5.6.3. */
function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Compares by ASCII: `toLowerCase` also folds letters such as the Kelvin sign. */
function equalsIgnoringCase(text: string, start: number, token: string): boolean {
  for (let at = 0; at < token.length; at++) {
    if (lowerCase(text.charCodeAt(start + at)) !== lowerCase(token.charCodeAt(at))) return false;
  }
  return true;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}
