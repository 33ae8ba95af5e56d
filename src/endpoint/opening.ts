/**
 * The opening handshake's messages (RFC 6455 §4): what we write, and what we find in what the other side wrote. Whether that
 * is in order is decided by machines/opening-handshake.ts.
 */
import type { RequestFacts, ResponseFacts } from '../../machines/index.ts';
import { acceptKey, type Digest, isValidKey } from '../codec/accept-key.ts';
import { hasToken, isToken, parseExtensions, parseTokenList } from '../codec/header-values.ts';
import {
  HeaderFields,
  type HttpHead,
  type HttpHeadFault,
  parseRequestLine,
  parseStatusLine,
  serializeHead,
} from '../codec/http-head.ts';
import type { Agreement, Extension } from './extension.ts';

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** What a client asks for. */
export interface ClientRequest {
  /** Path and query: `/chat?room=1`. */
  readonly target: string;
  /** Value of the Host header: `example.org:8080`. */
  readonly host: string;
  /** Subprotocols, in order of preference. */
  readonly protocols: readonly string[];
  /** Further header fields. */
  readonly headers: HeaderPairs;
}

/** What a client found in a response. */
export interface ReadResponse {
  readonly facts: ResponseFacts;
  readonly response: UpgradeResponse;
  /** The subprotocol that the server chose, or `''`. */
  readonly protocol: string;
  readonly agreement: Agreement | undefined;
}

/** A request as a server sees it. */
export interface UpgradeRequest {
  readonly method: string;
  readonly target: string;
  /** `HTTP/1.1` */
  readonly version: string;
  readonly headers: HeaderFields;
  /** Subprotocols that the client offers, in its order. */
  readonly protocols: readonly string[];
  readonly origin: string | undefined;
}

export interface UpgradeResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderFields;
}

const websocketVersion = '13';
const noHeaders = new HeaderFields([]);

/** Header fields that the handshake writes itself. */
const reserved = new Set([
  'connection',
  'upgrade',
  'host',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-accept',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
]);

/** @throws {TypeError} naming the header field or subprotocol that cannot be sent */
export function checkRequest({ protocols, headers }: Pick<ClientRequest, 'protocols' | 'headers'>): void {
  for (const protocol of protocols) {
    if (typeof protocol !== 'string' || !isToken(protocol)) {
      throw new TypeError(`protocols: ${JSON.stringify(protocol)} is not a token (RFC 6455 §4.1)`);
    }
  }
  if (new Set(protocols).size !== protocols.length) throw new TypeError('protocols: one is listed twice');
  checkHeaders(headers);
}

/** @throws {TypeError} naming the header field that the handshake writes itself or that cannot be sent */
export function checkHeaders(headers: HeaderPairs): void {
  for (const [name] of headers) {
    if (reserved.has(String(name).toLowerCase()))
      throw new TypeError(`headers: ${name} is set by the handshake itself`);
  }
  serializeHead('GET / HTTP/1.1', headers);
}

export function writeRequest(request: ClientRequest, key: string, extension: Extension | undefined): Uint8Array {
  const fields: [string, string][] = [
    ['Host', request.host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', websocketVersion],
  ];
  if (request.protocols.length > 0) fields.push(['Sec-WebSocket-Protocol', request.protocols.join(', ')]);
  if (extension !== undefined) fields.push(['Sec-WebSocket-Extensions', extension.offer]);
  for (const [name, value] of request.headers) fields.push([name, value]);
  return serializeHead(`GET ${request.target} HTTP/1.1`, fields);
}

/** What the client found. @param offered subprotocols @param extension what was offered of them */
export function readResponse(
  head: HttpHead,
  fault: HttpHeadFault,
  key: string,
  offered: readonly string[],
  extension: Extension | undefined,
): ReadResponse {
  const line = fault === '' ? parseStatusLine(head.startLine) : undefined;
  const headers = line === undefined ? noHeaders : new HeaderFields(head.headers);
  const accept = headers.get('sec-websocket-accept');
  const protocol = headers.get('sec-websocket-protocol');
  const { extensions, agreement } = responseExtensions(headers, extension);
  const facts: ResponseFacts = {
    type: 'RESPONSE',
    fault: fault === '' && line === undefined ? 'malformed-head' : fault,
    http11: line?.version === 'HTTP/1.1',
    status: line?.status ?? 0,
    upgradeWebSocket: headers.get('upgrade')?.toLowerCase() === 'websocket',
    connectionUpgrade: hasToken(headers.get('connection'), 'upgrade'),
    accept: accept === undefined ? 'missing' : accept === acceptKey(key) ? 'right' : 'wrong',
    protocol: protocol === undefined ? 'none' : offered.includes(protocol) ? 'offered' : 'not-offered',
    extensions,
  };
  return {
    facts,
    agreement,
    response: { status: facts.status, reason: line?.reason ?? '', headers },
    protocol: facts.protocol === 'offered' ? (protocol ?? '') : '',
  };
}

/** An extension that was not offered must not be used (§4.1). */
function responseExtensions(
  headers: HeaderFields,
  extension: Extension | undefined,
): { extensions: ResponseFacts['extensions']; agreement: Agreement | undefined } {
  const value = headers.get('sec-websocket-extensions');
  if (value === undefined) return { extensions: 'none', agreement: undefined };
  const answer = parseExtensions(value);
  if (answer === undefined) return { extensions: 'malformed', agreement: undefined };
  const checked = extension?.check(answer) ?? 'not-offered';
  if (typeof checked === 'string') return { extensions: checked, agreement: undefined };
  return { extensions: 'agreed', agreement: checked };
}

/** Server: what is agreed on of what the client offers. */
export function agreeOn(request: UpgradeRequest, extension: Extension | undefined): Agreement | undefined {
  const value = request.headers.get('sec-websocket-extensions');
  return value === undefined ? undefined : extension?.agree(parseExtensions(value) ?? []);
}

export function requestFromHead(head: HttpHead): UpgradeRequest | undefined {
  const line = parseRequestLine(head.startLine);
  return line === undefined ? undefined : requestOf(line.method, line.target, line.version, head.headers);
}

export function requestOf(method: string, target: string, version: string, pairs: HeaderPairs): UpgradeRequest {
  const headers = new HeaderFields(pairs);
  const protocols = headers.get('sec-websocket-protocol');
  return {
    method,
    target,
    version,
    headers,
    protocols: protocols === undefined ? [] : (parseTokenList(protocols) ?? []),
    origin: headers.get('origin'),
  };
}

export function judgeRequest(request: UpgradeRequest | undefined, fault: HttpHeadFault): RequestFacts {
  const headers = request?.headers ?? noHeaders;
  const key = headers.get('sec-websocket-key');
  const version = headers.get('sec-websocket-version');
  const protocols = headers.get('sec-websocket-protocol');
  const extensions = headers.get('sec-websocket-extensions');
  return {
    type: 'REQUEST',
    fault: fault === '' && request === undefined ? 'malformed-head' : fault,
    http11: request?.version === 'HTTP/1.1',
    get: request?.method === 'GET',
    host: headers.all('host').length === 1,
    upgradeWebSocket: hasToken(headers.get('upgrade'), 'websocket'),
    connectionUpgrade: hasToken(headers.get('connection'), 'upgrade'),
    key: key === undefined ? 'missing' : isValidKey(key) ? 'valid' : 'malformed',
    version: version === undefined ? 'missing' : version === websocketVersion ? 'supported' : 'unsupported',
    protocols: protocols === undefined ? 'none' : listedProtocols(protocols),
    extensions: extensions === undefined ? 'none' : parseExtensions(extensions) === undefined ? 'malformed' : 'listed',
  };
}

/** Each subprotocol must be unique (§4.1). */
function listedProtocols(value: string): RequestFacts['protocols'] {
  const list = parseTokenList(value);
  return list === undefined || new Set(list).size !== list.length ? 'malformed' : 'listed';
}

export function writeAcceptance(
  request: UpgradeRequest,
  protocol: string,
  agreement: Agreement | undefined,
  headers: HeaderPairs,
  digest: Digest | undefined,
): Uint8Array {
  const fields: [string, string][] = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', acceptKey(request.headers.get('sec-websocket-key') ?? '', digest)],
  ];
  if (protocol !== '') fields.push(['Sec-WebSocket-Protocol', protocol]);
  if (agreement !== undefined) fields.push(['Sec-WebSocket-Extensions', agreement.header]);
  for (const [name, value] of headers) fields.push([name, value]);
  return serializeHead('HTTP/1.1 101 Switching Protocols', fields);
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported',
};

/** An HTTP answer that is not an upgrade, and ends the connection. */
export function writeRefusal(status: number, headers: HeaderPairs, body: string): Uint8Array {
  const bytes = new TextEncoder().encode(body);
  const fields: [string, string][] = [
    ['Connection', 'close'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(bytes.length)],
  ];
  if (status === 426) fields.push(['Upgrade', 'websocket'], ['Sec-WebSocket-Version', websocketVersion]);
  if (status === 405) fields.push(['Allow', 'GET']);
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const own = fields.filter(([name]) => !names.has(name.toLowerCase()));
  const head = serializeHead(`HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}`, [...own, ...headers]);
  const answer = new Uint8Array(head.length + bytes.length);
  answer.set(head);
  answer.set(bytes, head.length);
  return answer;
}
