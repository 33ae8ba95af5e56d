/**
 * The negotiation of permessage-deflate (RFC 7692 §5, §7.1): what a client offers, what a server answers, and what a
 * client makes of the answer.
 *
 * Names are compared octet by octet. RFC 6455 says it wherever the case of letters is of no account (Upgrade,
 * Connection), and says nothing of the kind about extensions (§9.1); both registered names and what the field sends are
 * lower case. `Permessage-Deflate` is an extension that nobody knows, and `Server_max_window_bits` a parameter that
 * nobody knows.
 */
import type { ExtensionOffer } from './header-values.ts';

/** What both sides agreed on (RFC 7692 §7.1). */
export interface DeflateParameters {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** 8 to 15. */
  readonly serverMaxWindowBits: number;
  readonly clientMaxWindowBits: number;
}

/** What one side wants, seen from itself. */
export interface DeflateWishes {
  /** Our compressor may keep its history from message to message. */
  readonly takeover: boolean;
  /** The peer's may. */
  readonly peerTakeover: boolean;
  /** Largest LZ77 window of our compressor, and of the peer's, as a power of two: 8 to 15. */
  readonly windowBits: number;
  readonly peerWindowBits: number;
}

/** One element of a Sec-WebSocket-Extensions value, for `serializeExtensions`. */
type ExtensionElement = Pick<ExtensionOffer, 'name' | 'parameters'>;

/** The parameters of one element as they were said; undefined or false for those that were not. */
interface StatedParameters {
  serverNoContextTakeover: boolean;
  clientNoContextTakeover: boolean;
  serverMaxWindowBits: number | undefined;
  /** `true` for the form without a value, which only an offer may have (RFC 7692 §7.1.2.2). */
  clientMaxWindowBits: number | true | undefined;
}

const NAME = 'permessage-deflate';
const SERVER_NO_CONTEXT_TAKEOVER = 'server_no_context_takeover';
const CLIENT_NO_CONTEXT_TAKEOVER = 'client_no_context_takeover';
const SERVER_MAX_WINDOW_BITS = 'server_max_window_bits';
const CLIENT_MAX_WINDOW_BITS = 'client_max_window_bits';

/** The largest window of DEFLATE, and the one that is meant where nobody says anything. */
const LARGEST_WINDOW_BITS = 15;

/**
 * Client: the offers to send, best first. It is one: a second that asked for less would let the server choose what our
 * wishes rule out. `server_…` parameters insist; `client_…` parameters tell what we are going to do, whatever the
 * answer. `client_max_window_bits` is always there, so that the server may ask for a smaller window.
 */
export function offerDeflate(wishes: DeflateWishes): ExtensionElement[] {
  return [
    element({
      serverNoContextTakeover: !wishes.peerTakeover,
      clientNoContextTakeover: !wishes.takeover,
      serverMaxWindowBits: restriction(wishes.peerWindowBits),
      clientMaxWindowBits: restriction(wishes.windowBits) ?? true,
    }),
  ];
}

/**
 * Server: the first acceptable offer of permessage-deflate, and what to answer; undefined declines them all. Unknown,
 * repeated or malformed parameters decline their offer only (RFC 7692 §5, §7).
 *
 * An offer without `client_max_window_bits` comes from a client that cannot be told to use a smaller window (RFC 7692
 * §7.1.2.2). If we wish for one, that offer is declined: memory for larger windows than the operator has asked for would
 * be at the choice of the peer.
 */
export function agreeOnDeflate(
  offers: readonly ExtensionOffer[],
  wishes: DeflateWishes,
): { parameters: DeflateParameters; answer: ExtensionElement } | undefined {
  for (const offer of offers) {
    const asked = offer.name === NAME ? readParameters(offer) : undefined;
    if (asked === undefined) continue;
    if (asked.clientMaxWindowBits === undefined && wishes.peerWindowBits < LARGEST_WINDOW_BITS) continue;
    const parameters = meet(asked, wishes);
    const answer = element({
      serverNoContextTakeover: parameters.serverNoContextTakeover,
      // A hint need not be repeated, yet what is said twice cannot be misunderstood (RFC 7692 §7.1.1.2).
      clientNoContextTakeover: parameters.clientNoContextTakeover,
      // What was asked for has to be confirmed, even if it is the largest (RFC 7692 §7.1.2.1).
      serverMaxWindowBits:
        asked.serverMaxWindowBits === undefined
          ? restriction(parameters.serverMaxWindowBits)
          : parameters.serverMaxWindowBits,
      clientMaxWindowBits: restriction(parameters.clientMaxWindowBits),
    });
    return { parameters, answer };
  }
  return undefined;
}

/** The tighter of what the client asked for and what the server wishes. */
function meet(asked: StatedParameters, wishes: DeflateWishes): DeflateParameters {
  return {
    serverNoContextTakeover: asked.serverNoContextTakeover || !wishes.takeover,
    clientNoContextTakeover: asked.clientNoContextTakeover || !wishes.peerTakeover,
    serverMaxWindowBits: smaller(asked.serverMaxWindowBits, wishes.windowBits),
    clientMaxWindowBits: smaller(asked.clientMaxWindowBits, wishes.peerWindowBits),
  };
}

/**
 * Client: judges the server's answer to `offerDeflate(wishes)`.
 * - `not-offered`: another extension, more than one element, or permessage-deflate twice (RFC 6455 §4.1).
 * - `bad-parameters`: an unknown, repeated, malformed or out-of-range parameter, or an answer that does not fulfil what
 *   the offer insisted on (RFC 7692 §5.1, §7.1).
 */
export function checkDeflateAnswer(
  answer: readonly ExtensionOffer[],
  wishes: DeflateWishes,
): { parameters: DeflateParameters } | { fault: 'not-offered' | 'bad-parameters' } {
  const [only] = answer;
  if (only === undefined || answer.length > 1 || only.name !== NAME) return { fault: 'not-offered' };
  const said = readParameters(only);
  if (said === undefined || !fulfils(said, wishes)) return { fault: 'bad-parameters' };
  return {
    parameters: {
      serverNoContextTakeover: said.serverNoContextTakeover,
      serverMaxWindowBits: said.serverMaxWindowBits ?? LARGEST_WINDOW_BITS,
      // What we have announced holds even if the server does not repeat it.
      clientNoContextTakeover: said.clientNoContextTakeover || !wishes.takeover,
      clientMaxWindowBits: smaller(said.clientMaxWindowBits, wishes.windowBits),
    },
  };
}

/** A server may add restrictions of its own, but may not leave out or loosen those that were asked for. */
function fulfils(said: StatedParameters, wishes: DeflateWishes): boolean {
  const { serverMaxWindowBits = LARGEST_WINDOW_BITS, clientMaxWindowBits = wishes.windowBits } = said;
  return (
    (said.serverNoContextTakeover || wishes.peerTakeover) &&
    serverMaxWindowBits <= wishes.peerWindowBits &&
    clientMaxWindowBits !== true &&
    clientMaxWindowBits <= wishes.windowBits
  );
}

/** Undefined if a parameter is unknown, stands twice, or has a value that it may not have (RFC 7692 §7.1). */
function readParameters(element: ExtensionOffer): StatedParameters | undefined {
  if (element.duplicate) return undefined;
  const stated: StatedParameters = {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: undefined,
    clientMaxWindowBits: undefined,
  };
  for (const [name, value] of element.parameters) {
    if (!readParameter(name, value, stated)) return undefined;
  }
  return stated;
}

function readParameter(name: string, value: string | true, into: StatedParameters): boolean {
  switch (name) {
    case SERVER_NO_CONTEXT_TAKEOVER:
      into.serverNoContextTakeover = true;
      return value === true;
    case CLIENT_NO_CONTEXT_TAKEOVER:
      into.clientNoContextTakeover = true;
      return value === true;
    case SERVER_MAX_WINDOW_BITS:
      into.serverMaxWindowBits = windowBits(value);
      return into.serverMaxWindowBits !== undefined;
    case CLIENT_MAX_WINDOW_BITS:
      into.clientMaxWindowBits = value === true ? true : windowBits(value);
      return into.clientMaxWindowBits !== undefined;
    default:
      return false;
  }
}

/** 8 to 15 in decimal, without leading zeros (RFC 7692 §7.1.2). */
function windowBits(value: string | true): number | undefined {
  return value !== true && /^(?:[89]|1[0-5])$/.test(value) ? Number(value) : undefined;
}

function smaller(stated: number | true | undefined, wish: number): number {
  return typeof stated === 'number' ? Math.min(stated, wish) : wish;
}

/** A window that need not be mentioned is undefined. */
function restriction(bits: number): number | undefined {
  return bits < LARGEST_WINDOW_BITS ? bits : undefined;
}

function element(stated: StatedParameters): ExtensionElement {
  const parameters = new Map<string, string | true>();
  if (stated.serverNoContextTakeover) parameters.set(SERVER_NO_CONTEXT_TAKEOVER, true);
  if (stated.clientNoContextTakeover) parameters.set(CLIENT_NO_CONTEXT_TAKEOVER, true);
  const { serverMaxWindowBits, clientMaxWindowBits } = stated;
  if (serverMaxWindowBits !== undefined) parameters.set(SERVER_MAX_WINDOW_BITS, String(serverMaxWindowBits));
  if (clientMaxWindowBits !== undefined) {
    parameters.set(CLIENT_MAX_WINDOW_BITS, clientMaxWindowBits === true ? true : String(clientMaxWindowBits));
  }
  return { name: NAME, parameters };
}
