/** Agreeing on permessage-deflate, RFC 7692 §7.1: what the subject's answer, or offer, comes to. */
import { type ExtensionOffer, parseExtensions } from '../codec/index.ts';
import type { DeflateAgreement } from './deflate.ts';
import type { DeflateGrant } from './model.ts';

const NAME = 'permessage-deflate';

export interface AgreementFault {
  readonly section: string;
  readonly text: string;
}

export interface ExtensionsAnswer {
  readonly agreement?: DeflateAgreement;
  readonly fault?: AgreementFault;
}

/**
 * What a server's Sec-WebSocket-Extensions comes to.
 * @param offered the value that we sent, undefined if none
 * @param answered the value of the server, undefined if none
 */
export function readAnswer(offered: string | undefined, answered: string | undefined): ExtensionsAnswer {
  if (answered === undefined) return {};
  const answers = parseExtensions(answered);
  if (answers === undefined) return faulty('RFC 6455 §9.1', `Sec-WebSocket-Extensions is malformed: ${answered}`);
  const offers = (offered === undefined ? undefined : parseExtensions(offered)) ?? [];
  const [answer, second] = answers;
  if (answer === undefined) return {};
  const stranger = answers.find(({ name }) => !offers.some((offer) => offer.name === name));
  if (stranger !== undefined)
    return faulty('RFC 6455 §4.1', `The server uses ${stranger.name}, which was not offered.`);
  if (second !== undefined) return faulty('RFC 7692 §5', `The server accepts more than one extension: ${answered}`);
  if (answer.name !== NAME) return {};
  const agreement = readParameters(answer);
  if (typeof agreement === 'string') return faulty('RFC 7692 §7.1', `${agreement}: ${answered}`);
  const complaints = offers.filter(({ name }) => name === NAME).map((offer) => complaintOf(offer, answer, agreement));
  const complaint = complaints.every((each) => each !== undefined) ? complaints[0] : undefined;
  return complaint === undefined ? { agreement } : faulty('RFC 7692 §7.1', `${complaint}: ${answered}`);
}

function faulty(section: string, text: string): ExtensionsAnswer {
  return { fault: { section, text } };
}

/** The parameters of an answer, or what is wrong with them. */
function readParameters({ parameters, duplicate }: ExtensionOffer): DeflateAgreement | string {
  if (duplicate) return 'A parameter is there twice';
  for (const [name, value] of parameters) {
    const window = name.endsWith('_max_window_bits');
    if (!/^(server|client)_(no_context_takeover|max_window_bits)$/.test(name)) return `Unknown parameter ${name}`;
    if (window && !isWindowBits(value)) return `The value of ${name} is not 8 to 15`;
    if (!window && value !== true) return `${name} takes no value`;
  }
  return {
    serverNoContextTakeover: parameters.has('server_no_context_takeover'),
    clientNoContextTakeover: parameters.has('client_no_context_takeover'),
    serverMaxWindowBits: windowBits(parameters.get('server_max_window_bits')),
    clientMaxWindowBits: windowBits(parameters.get('client_max_window_bits')),
  };
}

function isWindowBits(value: string | true): boolean {
  return value !== true && /^([89]|1[0-5])$/.test(value);
}

/** Absent, or without a value: the largest. */
function windowBits(value: string | true | undefined): number {
  return value === undefined || value === true ? 15 : Number(value);
}

/** Why an answer cannot be one to this offer. */
function complaintOf(offer: ExtensionOffer, answer: ExtensionOffer, agreement: DeflateAgreement): string | undefined {
  if (offer.parameters.has('server_no_context_takeover') && !agreement.serverNoContextTakeover) {
    return 'The server was asked for server_no_context_takeover and does not promise it';
  }
  const asked = offer.parameters.get('server_max_window_bits');
  if (asked !== undefined) {
    if (!answer.parameters.has('server_max_window_bits')) {
      return 'The server was asked for server_max_window_bits and does not promise it';
    }
    if (agreement.serverMaxWindowBits > windowBits(asked)) return 'server_max_window_bits is larger than asked for';
  }
  if (answer.parameters.has('client_max_window_bits')) {
    const hint = offer.parameters.get('client_max_window_bits');
    if (hint === undefined) return 'client_max_window_bits was not offered';
    if (agreement.clientMaxWindowBits > windowBits(hint)) return 'client_max_window_bits is larger than offered';
  }
  return undefined;
}

export interface Granted {
  readonly agreement: DeflateAgreement;
  /** Value of Sec-WebSocket-Extensions. */
  readonly value: string;
}

/** The first grant that an offer of the client's allows; undefined if none is, or nothing was offered. */
export function chooseGrant(offered: string | undefined, grants: readonly DeflateGrant[]): Granted | undefined {
  const offers = (offered === undefined ? undefined : parseExtensions(offered)) ?? [];
  const fitting = offers.filter((offer) => offer.name === NAME && typeof readOffer(offer) !== 'string');
  for (const grant of grants) {
    if (fitting.some((offer) => allows(offer, grant))) return granted(grant);
  }
  return undefined;
}

/** An offer is read like an answer, but that client_max_window_bits may go without a value (RFC 7692 §7.1.2.2). */
function readOffer(offer: ExtensionOffer): DeflateAgreement | string {
  const parameters = new Map(offer.parameters);
  if (parameters.get('client_max_window_bits') === true) parameters.set('client_max_window_bits', '15');
  return readParameters({ ...offer, parameters });
}

function allows({ parameters }: ExtensionOffer, grant: DeflateGrant): boolean {
  if (parameters.has('server_no_context_takeover') && grant.serverNoContextTakeover !== true) return false;
  const serverBits = parameters.get('server_max_window_bits');
  if (serverBits !== undefined) {
    if (grant.serverMaxWindowBits === undefined || grant.serverMaxWindowBits > windowBits(serverBits)) return false;
  }
  if (grant.clientMaxWindowBits === undefined) return true;
  const clientBits = parameters.get('client_max_window_bits');
  return clientBits !== undefined && grant.clientMaxWindowBits <= windowBits(clientBits);
}

function granted(grant: DeflateGrant): Granted {
  const value = [
    NAME,
    ...(grant.serverNoContextTakeover === true ? ['server_no_context_takeover'] : []),
    ...(grant.clientNoContextTakeover === true ? ['client_no_context_takeover'] : []),
    ...(grant.serverMaxWindowBits === undefined ? [] : [`server_max_window_bits=${grant.serverMaxWindowBits}`]),
    ...(grant.clientMaxWindowBits === undefined ? [] : [`client_max_window_bits=${grant.clientMaxWindowBits}`]),
  ].join('; ');
  return {
    value,
    agreement: {
      serverNoContextTakeover: grant.serverNoContextTakeover === true,
      clientNoContextTakeover: grant.clientNoContextTakeover === true,
      serverMaxWindowBits: grant.serverMaxWindowBits ?? 15,
      clientMaxWindowBits: grant.clientMaxWindowBits ?? 15,
    },
  };
}
