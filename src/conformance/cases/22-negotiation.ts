/** Agreeing on permessage-deflate: RFC 7692 §5 to §7.1. */
import { parseExtensions } from '../../codec/index.ts';
import type { CaseGroup, DeflateGrant, Head, Step } from '../model.ts';
import { valuesIn } from '../opening-head.ts';
import { rejected, taken, trusted } from './opening-parts.ts';
import { exactly, group, type UnnumberedCase, weClose } from './parts.ts';

const NAME = 'permessage-deflate';
const EXTENSIONS = 'Sec-WebSocket-Extensions';
const NEGOTIATION = 'RFC 7692 §7.1';

/** More than any window holds, and the same again and again: whoever keeps too much or too little of it is found out. */
const longAndRepeated: readonly Step[] = [
  { do: 'rounds', type: 'text', sample: 'json', size: 50_000, count: 2 },
  { do: 'rounds', type: 'text', sample: { repeat: 'The same words. ', size: 400 }, size: 400, count: 3 },
];

const echoes: Pick<UnnumberedCase, 'script' | 'outcomes' | 'close'> = {
  script: longAndRepeated,
  outcomes: exactly(),
  close: weClose(),
};

// ── Against servers: good offers ───────────────────────────────────────────────────────────────────────────────────────────

const answersInTurn =
  'The server accepts with an answer that fits the offer, and sends as it has promised. It may decline: then the case is not for it.';

/** A good offer. How the answer has to fit it is looked at whenever one comes. */
function accepts(parameters: string, section = NEGOTIATION): UnnumberedCase {
  const offer = parameters === '' ? NAME : `${NAME}; ${parameters}`;
  return {
    description: `The offer “${offer}”, then long messages and repeated ones.`,
    expectation: answersInTurn,
    section,
    side: 'server',
    deflate: { offer, grant: [] },
    ...echoes,
  };
}

const windowBits = [8, 9, 10, 11, 12, 13, 14, 15];

const takeoverOffers = group('22.1', 'Offers to servers: context takeover', [
  accepts(''),
  accepts('server_no_context_takeover', 'RFC 7692 §7.1.1.1'),
  accepts('client_no_context_takeover', 'RFC 7692 §7.1.1.2'),
  accepts('server_no_context_takeover; client_no_context_takeover', 'RFC 7692 §7.1.1'),
]);

const windowOffers = group('22.2', 'Offers to servers: window sizes', [
  ...windowBits.map((bits) => accepts(`server_max_window_bits=${bits}`, 'RFC 7692 §7.1.2.1')),
  accepts('client_max_window_bits', 'RFC 7692 §7.1.2.2'),
  ...windowBits.map((bits) => accepts(`client_max_window_bits=${bits}`, 'RFC 7692 §7.1.2.2')),
  accepts('server_max_window_bits="10"', 'RFC 6455 §9.1'),
  accepts('client_max_window_bits="10"', 'RFC 6455 §9.1'),
  accepts(
    'server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=11',
    NEGOTIATION,
  ),
]);

// ── Against servers: several offers ────────────────────────────────────────────────────────────────────────────────────────

/** One of several offers is good: the server passes over the others. */
function picks(description: string, offer: string): UnnumberedCase {
  const opened = taken({ description: `${description}: “${offer}”.`, section: 'RFC 7692 §5.1' }, {});
  return {
    ...opened,
    // Refusing the whole connection for the sake of one offer is nowhere forbidden.
    opening: { request: {}, expect: { opens: true, otherwise: 'acceptable' } },
    expectation: answersInTurn,
    deflate: { offer, grant: [] },
    ...echoes,
  };
}

const severalOffers = group('22.3', 'Offers to servers: several', [
  picks('A good offer behind one with an unknown parameter', `${NAME}; x-unknown, ${NAME}`),
  picks('A good offer behind one with a window of 7 bits', `${NAME}; server_max_window_bits=7, ${NAME}`),
  picks('A good offer before one with an unknown parameter', `${NAME}, ${NAME}; x-unknown`),
  picks('Two good offers', `${NAME}; server_max_window_bits=10, ${NAME}; server_no_context_takeover`),
  picks('A good offer behind an unknown extension', `x-unknown; a=1, ${NAME}`),
  picks('A good offer before an unknown extension', `${NAME}, x-unknown; a=1`),
  picks('A hundred offers, of which the last one is good', `${`${NAME}; x-unknown, `.repeat(99)}${NAME}`),
]);

// ── Against servers: offers to decline ─────────────────────────────────────────────────────────────────────────────────────

function declinedFault(head: Head): string | undefined {
  const answered = valuesIn(head, 'sec-websocket-extensions').join(', ');
  return answered.includes(NAME) ? `The server accepted an offer that it has to decline: ${answered}` : undefined;
}

/** An offer that the server MUST decline: the connection opens without compression. */
function declines(description: string, parameters: string, section = NEGOTIATION): UnnumberedCase {
  const offer = `${NAME}; ${parameters}`;
  const opened = taken(
    {
      description: `${description}: “${offer}”.`,
      section,
      expectation:
        'The server declines the offer: the connection opens without it, and a text message comes back. Refusing the connection is acceptable.',
    },
    { headers: { [EXTENSIONS]: offer } },
  );
  return {
    ...opened,
    opening: {
      request: { headers: { [EXTENSIONS]: offer } },
      expect: { opens: true, otherwise: 'acceptable', fault: declinedFault },
    },
  };
}

const SERVER_BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';
const badBits = ['0', '7', '16', '08', '015', '255', '-9', '9.5', '1e1', '0xa', 'ten'];

const declined = group('22.4', 'Offers that servers have to decline', [
  declines('An unknown parameter', 'x-unknown'),
  declines('An unknown parameter with a value', 'x-unknown=1'),
  declines('A parameter with the name of what objects have', '__proto__'),
  declines('Another one', 'constructor=1'),
  declines('A window for the server without its size', SERVER_BITS, 'RFC 7692 §7.1.2.1'),
  ...badBits.map((bits) => declines('A bad window for the server', `${SERVER_BITS}=${bits}`, 'RFC 7692 §7.1.2.1')),
  ...badBits.map((bits) => declines('A bad window for the client', `${CLIENT_BITS}=${bits}`, 'RFC 7692 §7.1.2.2')),
  declines('A bad window in quotes', `${SERVER_BITS}="16"`, 'RFC 7692 §7.1.2.1'),
  declines('A value where none may be', 'server_no_context_takeover=1', 'RFC 7692 §7.1.1.1'),
  declines('A value where none may be', 'server_no_context_takeover=true', 'RFC 7692 §7.1.1.1'),
  declines('A value where none may be', 'client_no_context_takeover=0', 'RFC 7692 §7.1.1.2'),
  declines('A parameter twice', 'server_no_context_takeover; server_no_context_takeover'),
  declines('A parameter twice', 'client_no_context_takeover; client_no_context_takeover'),
  declines('A parameter twice, with the same value', `${SERVER_BITS}=10; ${SERVER_BITS}=10`),
  declines('A parameter twice, with and without a value', `${CLIENT_BITS}; ${CLIENT_BITS}=10`),
]);

// ── Against clients: what they offer ───────────────────────────────────────────────────────────────────────────────────────

const flags = ['server_no_context_takeover', 'client_no_context_takeover'];

function parameterFault(name: string, value: string | true): string | undefined {
  if (flags.includes(name)) return value === true ? undefined : `${name} takes no value.`;
  const good = value === true ? name === CLIENT_BITS : /^([89]|1[0-5])$/.test(value);
  if (name !== SERVER_BITS && name !== CLIENT_BITS) return `${name} is no parameter of ${NAME}.`;
  return good ? undefined : `${name} is ${value === true ? 'without a value' : value}; it has to be 8 to 15.`;
}

/** What is wrong with the client's offers of permessage-deflate, if it makes any. */
function offerFault(head: Head): string | undefined {
  const value = valuesIn(head, 'sec-websocket-extensions').join(', ');
  if (value === '') return undefined;
  const offers = parseExtensions(value);
  if (offers === undefined) return `Sec-WebSocket-Extensions is malformed: ${value}`;
  for (const { name, duplicate, parameters } of offers) {
    if (name !== NAME) continue;
    if (duplicate) return `A parameter is there twice: ${value}`;
    for (const parameter of parameters) {
      const fault = parameterFault(...parameter);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

const offered = group('22.5', 'What clients offer', [
  trusted(
    {
      description: 'The offers of permessage-deflate in the request, if there are any. We decline them.',
      expectation: 'The offers are well-formed, and without them the connection opens uncompressed.',
      section: NEGOTIATION,
      fault: offerFault,
    },
    {},
  ),
]);

// ── Against clients: good answers ──────────────────────────────────────────────────────────────────────────────────────────

function grants(answer: string, grant: DeflateGrant, section = NEGOTIATION): UnnumberedCase {
  return {
    description: `The answer “${answer === '' ? NAME : `${NAME}; ${answer}`}”, then long messages and repeated ones.`,
    expectation:
      'The client compresses and inflates as agreed on. If it does not offer what the answer needs, the case is not for it.',
    section,
    side: 'client',
    deflate: { offer: NAME, grant: [grant] },
    ...echoes,
  };
}

const granted = group('22.6', 'Answers to clients', [
  grants('', {}),
  grants('server_no_context_takeover', { serverNoContextTakeover: true }, 'RFC 7692 §7.1.1.1'),
  grants('client_no_context_takeover', { clientNoContextTakeover: true }, 'RFC 7692 §7.1.1.2'),
  grants(
    'server_no_context_takeover; client_no_context_takeover',
    { serverNoContextTakeover: true, clientNoContextTakeover: true },
    'RFC 7692 §7.1.1',
  ),
  ...windowBits.map((bits) => grants(`${SERVER_BITS}=${bits}`, { serverMaxWindowBits: bits }, 'RFC 7692 §7.1.2.1')),
  ...windowBits.map((bits) => grants(`${CLIENT_BITS}=${bits}`, { clientMaxWindowBits: bits }, 'RFC 7692 §7.1.2.2')),
]);

// ── Against clients: answers to refuse ─────────────────────────────────────────────────────────────────────────────────────

function fails(description: string, answer: string, section = NEGOTIATION): UnnumberedCase {
  return rejected({ description: `${description}: “${answer}”.`, section }, { headers: { [EXTENSIONS]: answer } });
}

/** Bad for every client, whatever it has offered. */
const refused = group('22.7', 'Answers that clients have to refuse', [
  fails('An unknown parameter', `${NAME}; x-unknown`),
  fails('An unknown parameter with the name of what objects have', `${NAME}; __proto__=1`),
  fails('A window for the client without its size', `${NAME}; ${CLIENT_BITS}`, 'RFC 7692 §7.1.2.2'),
  fails('A window for the server without its size', `${NAME}; ${SERVER_BITS}`, 'RFC 7692 §7.1.2.1'),
  ...['7', '16', '08', '-9', 'ten'].flatMap((bits) => [
    fails('A bad window for the server', `${NAME}; ${SERVER_BITS}=${bits}`, 'RFC 7692 §7.1.2.1'),
    fails('A bad window for the client', `${NAME}; ${CLIENT_BITS}=${bits}`, 'RFC 7692 §7.1.2.2'),
  ]),
  fails('A value where none may be', `${NAME}; server_no_context_takeover=1`, 'RFC 7692 §7.1.1.1'),
  fails('A value where none may be', `${NAME}; client_no_context_takeover=1`, 'RFC 7692 §7.1.1.2'),
  fails('A parameter twice', `${NAME}; server_no_context_takeover; server_no_context_takeover`),
  fails('A parameter twice', `${NAME}; ${SERVER_BITS}=10; ${SERVER_BITS}=11`),
  fails('The extension twice', `${NAME}, ${NAME}`, 'RFC 7692 §5'),
  fails('An extension that was not offered beside it', `${NAME}, x-nobody-offered-it`, 'RFC 6455 §4.1'),
]);

export const negotiation: readonly CaseGroup[] = [
  takeoverOffers,
  windowOffers,
  severalOffers,
  declined,
  offered,
  granted,
  refused,
];
