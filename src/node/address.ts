/** Where a URL leads: the address to dial and what the request says about it. */

export interface Address {
  readonly secure: boolean;
  /** Host name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path of a Unix socket, instead of host and port. */
  readonly socketPath: string | undefined;
  /** Path and query for the request line. */
  readonly target: string;
  /** Value of the Host header. */
  readonly hostHeader: string;
  /** Value of an Authorization header, if the URL has a user name. */
  readonly authorization: string | undefined;
}

const securities: Readonly<Record<string, boolean>> = { 'ws:': false, 'http:': false, 'wss:': true, 'https:': true };

/**
 * Understands `ws:`, `wss:`, `http:`, `https:`, and `ws+unix:/path/of/socket:/target`.
 * @throws {TypeError} saying what is wrong with the URL
 */
export function addressOf(given: string | URL): Address {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw new TypeError(`url: ${JSON.stringify(String(given))} is not a URL; write it like ws://localhost:8080/path`);
  }
  if (url.hash !== '') throw new TypeError(`url: a WebSocket URL has no fragment (${url.hash}), RFC 6455 §3`);
  if (url.protocol === 'ws+unix:' || url.protocol === 'wss+unix:') return unixAddress(url);
  const secure = securities[url.protocol];
  if (secure === undefined) throw new TypeError(`url: ${url.protocol} is not ws:, wss:, http:, https: or ws+unix:`);
  return {
    secure,
    host: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    socketPath: undefined,
    target: `${url.pathname}${url.search}`,
    hostHeader: url.host,
    authorization: authorizationOf(url),
  };
}

function unixAddress(url: URL): Address {
  const like = `like ${url.protocol}/run/app.sock:/path`;
  if (url.host !== '') throw new TypeError(`url: ${url.protocol} has no host (${url.host}), write it ${like}`);
  // The path of the socket ends at the first colon; one inside it is written %3A.
  const colon = url.pathname.indexOf(':');
  const socketPath = colon < 0 ? url.pathname : url.pathname.slice(0, colon);
  const rest = colon < 0 ? '' : url.pathname.slice(colon + 1);
  const target = rest.startsWith('/') ? rest : `/${rest}`;
  if (socketPath === '') throw new TypeError(`url: ${url.protocol} needs the path of a socket, ${like}`);
  return {
    secure: url.protocol === 'wss+unix:',
    host: 'localhost',
    port: 0,
    socketPath: decode(socketPath, 'path'),
    target: `${target}${url.search}`,
    hostHeader: 'localhost',
    authorization: undefined,
  };
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${decode(username, 'user name')}:${decode(password, 'password')}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function decode(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TypeError(`url: the ${name} ${part} has a % that begins no escape: write it %25`);
  }
}
