/** Agreeing on permessage-deflate (RFC 7692 §7.1), as the plain subject does it. */

import type { Defect, Defects } from './subject-defects.ts';
import type { DeflateTerms } from './subject-deflate.ts';
import { TOKEN } from './subject-head.ts';

interface Extension {
  readonly name: string;
  readonly parameters: readonly (readonly [name: string, value: string | undefined])[];
}

const PARAMETER = new RegExp(`[ \\t]*;[ \\t]*(${TOKEN})(?:[ \\t]*=[ \\t]*(?:(${TOKEN})|"(${TOKEN})"))?`, 'y');
const NAME = new RegExp(`[ \\t]*(${TOKEN})`, 'y');
const SEPARATOR = /[ \t]*(,|$)/y;

/** Sec-WebSocket-Extensions, undefined if it is malformed. */
export function parseExtensions(value: string): Extension[] | undefined {
  const extensions: Extension[] = [];
  let at = 0;
  const next = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const match = expression.exec(value);
    if (match !== null) at = expression.lastIndex;
    return match;
  };
  do {
    const name = next(NAME)?.[1];
    if (name === undefined) return undefined;
    const parameters: [string, string | undefined][] = [];
    for (let match = next(PARAMETER); match !== null; match = next(PARAMETER)) {
      parameters.push([match[1] ?? '', match[2] ?? match[3]]);
    }
    extensions.push({ name, parameters });
    if (next(SEPARATOR) === null) return undefined;
  } while (at < value.length);
  return extensions;
}

interface Parameters {
  serverNoContextTakeover: boolean;
  clientNoContextTakeover: boolean;
  serverBits: number | undefined;
  /** 0: it is there, without a value. */
  clientBits: number | undefined;
}

/** What the parameters say; undefined if one of them is wrong, or there twice. */
function read({ parameters }: Extension, isOffer: boolean, defects: Defects): Parameters | undefined {
  const seen = new Set<string>();
  const said: Parameters = {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverBits: undefined,
    clientBits: undefined,
  };
  const lax = defects.has('takes any parameter of compression');
  for (const [name, value] of parameters) {
    const bits = value !== undefined && (/^([89]|1[0-5])$/.test(value) || lax) ? Number(value) : undefined;
    if (seen.has(name) && !lax) return undefined;
    seen.add(name);
    if (name === 'server_no_context_takeover' && value === undefined) said.serverNoContextTakeover = true;
    else if (name === 'client_no_context_takeover' && value === undefined) said.clientNoContextTakeover = true;
    else if (name === 'server_max_window_bits' && bits !== undefined) said.serverBits = within(bits);
    else if (name === 'client_max_window_bits' && bits !== undefined) said.clientBits = within(bits);
    else if (name === 'client_max_window_bits' && value === undefined && isOffer) said.clientBits = 0;
    else if (!lax) return undefined;
  }
  return said;
}

function within(bits: number): number {
  return Math.min(15, Math.max(8, Number.isNaN(bits) ? 15 : bits));
}

export interface Agreement {
  readonly answer: string;
  readonly terms: DeflateTerms;
}

/** A server's answer to the first offer that it can take. */
export function acceptOffer(offers: readonly Extension[], defects: Defects): Agreement | undefined {
  const has = (defect: Defect) => defects.has(defect);
  for (const offer of offers) {
    const asked = offer.name === 'permessage-deflate' ? read(offer, true, defects) : undefined;
    if (asked === undefined) continue;
    const promises = asked.serverNoContextTakeover && !has('promises less than it was asked for');
    const bits = has('promises a larger window than it was asked for') ? 15 : asked.serverBits;
    const clientBits =
      asked.clientBits ?? (has('limits the window of a client that did not offer it') ? 12 : undefined);
    const answer = [
      'permessage-deflate',
      ...(promises ? ['server_no_context_takeover'] : []),
      ...(asked.clientNoContextTakeover ? ['client_no_context_takeover'] : []),
      ...(bits === undefined ? [] : [`server_max_window_bits=${bits}`]),
      ...(clientBits ? [`client_max_window_bits=${clientBits}`] : []),
    ].join('; ');
    const terms = { ownTakeover: !promises, ownBits: bits ?? 15, peerTakeover: !asked.clientNoContextTakeover };
    return { answer, terms };
  }
  return undefined;
}

/** What a client offers. */
export const OFFER = 'permessage-deflate; client_max_window_bits';

/** What a server's answer to that comes to: `refused` if it must not be. */
export function readAnswer(value: string | undefined, defects: Defects): DeflateTerms | 'none' | 'refused' {
  if (value === undefined) return 'none';
  const answers = parseExtensions(value);
  const lax = defects.has('takes extensions that it did not offer');
  if (answers === undefined) return lax ? 'none' : 'refused';
  const [answer] = answers;
  if (answer === undefined || answers.length > 1 || answer.name !== 'permessage-deflate')
    return lax ? 'none' : 'refused';
  const said = read(answer, false, defects);
  if (said === undefined) return 'refused';
  return {
    ownTakeover: !said.clientNoContextTakeover,
    ownBits: said.clientBits ?? 15,
    peerTakeover: !said.serverNoContextTakeover,
  };
}
