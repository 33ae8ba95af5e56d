/** The opening handshake, against clients: RFC 6455 §4.1. */
import type { CaseGroup, Head, HeaderChanges } from '../model.ts';
import { valuesIn } from '../opening-head.ts';
import { octetCount } from './octet-count.ts';
import { followedBy, type OpeningWords, rejected, trusted, watched } from './opening-parts.ts';
import { gotPong, gotText, group, ping, text, type UnnumberedCase } from './parts.ts';

const CLIENT = 'RFC 6455 §4.1';

const words = (description: string, section = CLIENT): OpeningWords => ({ description, section });

// ── The request ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function request(description: string, fault: (head: Head) => string | undefined, section = CLIENT): UnnumberedCase {
  return trusted({ ...words(description, section), fault }, {});
}

/** The field stands there once, and its value is good. */
function field(description: string, name: string, good: RegExp): UnnumberedCase {
  return request(description, (head) => {
    const values = valuesIn(head, name);
    const [value] = values;
    if (value === undefined) return `The request has no ${name}.`;
    if (values.length > 1) return `The request has ${name} ${values.length} times.`;
    return good.test(value) ? undefined : `The request has ${name}: ${value}`;
  });
}

function protocolFault(head: Head): string | undefined {
  const offered = valuesIn(head, 'sec-websocket-protocol').flatMap((value) => value.split(/[ \t]*,[ \t]*/));
  if (new Set(offered).size !== offered.length) return `A subprotocol is offered twice: ${offered.join(', ')}`;
  const strange = offered.find((name) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name));
  return strange === undefined ? undefined : `The name of a subprotocol is not a token: ${JSON.stringify(strange)}`;
}

const requests = group('21.1', 'The request of a client', [
  request('The request line is a GET of HTTP/1.1, with an absolute path or URI.', ({ startLine }) =>
    /^GET (\/|https?:\/\/)\S* HTTP\/1\.1$/.test(startLine) ? undefined : `The request line is ${startLine}.`,
  ),
  request(
    'The target of the request has no fragment.',
    ({ startLine }) => (startLine.includes('#') ? `The request line is ${startLine}.` : undefined),
    'RFC 6455 §3',
  ),
  field('Host stands there once.', 'host', /./),
  field('Upgrade says websocket.', 'upgrade', /(^|,)\s*websocket\s*(,|$)/i),
  field('Connection says Upgrade.', 'connection', /(^|,)\s*upgrade\s*(,|$)/i),
  field('Sec-WebSocket-Key is 16 octets in base64.', 'sec-websocket-key', /^[A-Za-z0-9+/]{21}[AQgw]==$/),
  field('Sec-WebSocket-Version is 13.', 'sec-websocket-version', /^13$/),
  request('Subprotocols, if any, are tokens, and none is there twice.', protocolFault),
  request(
    'Nothing in the request announces a body.',
    (head) => (valuesIn(head, 'transfer-encoding').length > 0 ? 'The request has Transfer-Encoding.' : undefined),
    'RFC 9110 §9.3.1',
  ),
]);

// ── Good answers ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const ACCEPT = 'Sec-WebSocket-Accept';

const trusts = (description: string, headers: HeaderChanges, section = CLIENT): UnnumberedCase =>
  trusted(words(description, section), { headers });

const goodAnswers = group('21.2', 'Good answers that look unusual', [
  ...[1, 2, 5, 33].map((chop) => trusted(words(`A good answer, written in pieces of ${octetCount(chop)}.`), { chop })),
  trusts('Upgrade is written WebSocket.', { Upgrade: 'WebSocket' }),
  trusts('Upgrade is written WEBSOCKET.', { Upgrade: 'WEBSOCKET' }),
  trusts('Connection is written upgrade.', { Connection: 'upgrade' }),
  trusts('Connection is a list: keep-alive, Upgrade.', { Connection: 'keep-alive, Upgrade' }),
  trusts('Connection stands there twice: keep-alive, then Upgrade.', { Connection: ['keep-alive', 'Upgrade'] }),
  trusts('Blanks and tabs around Sec-WebSocket-Accept.', { [ACCEPT]: '  \tACCEPT \t' }),
  trusts(
    'Names of header fields in upper case.',
    { UPGRADE: 'websocket', CONNECTION: 'Upgrade', 'SEC-WEBSOCKET-ACCEPT': 'ACCEPT' },
    'RFC 9110 §5.1',
  ),
  trusts(
    'Names of header fields in lower case.',
    { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-accept': 'ACCEPT' },
    'RFC 9110 §5.1',
  ),
  trusts(
    'Header fields that nobody knows, cookies, a date.',
    { Server: 'x', Date: 'Tue, 01 Jan 2030 00:00:00 GMT', 'Set-Cookie': ['a=1; Path=/', 'b=2'], 'X-Empty': '' },
    'RFC 9110 §5.1',
  ),
  trusted(words('Another reason phrase: “101 Web Socket Protocol Handshake”.', 'RFC 9112 §4'), {
    reason: 'Web Socket Protocol Handshake',
  }),
  trusted(words('An empty reason phrase.', 'RFC 9112 §4'), { reason: '' }),
]);

// ── Frames right behind the answer ─────────────────────────────────────────────────────────────────────────────────────────

const early = [text('one'), ping('two'), text('three')];
const earlyBack = [gotText('one'), gotPong('two'), gotText('three')];
/** The client answers a ping by itself; the application may come to its messages later. */
const pongFirst = { behavior: 'pass', events: [gotPong('two'), gotText('one'), gotText('three')] } as const;

function pipelined(description: string, chop?: number): UnnumberedCase {
  const response = { pipelined: early, ...(chop === undefined ? {} : { chop }) };
  const inOrder = followedBy(trusted(words(description), response), [], earlyBack);
  return {
    ...inOrder,
    outcomes: [...inOrder.outcomes, pongFirst],
    expectation: 'The server may send as soon as it has answered: messages come back in their order, and the pong.',
  };
}

const behindTheAnswer = group('21.3', 'Frames right behind the answer', [
  pipelined('A message, a ping and a message in the same write as the answer.'),
  pipelined('A message, a ping and a message behind the answer, all octet by octet.', 1),
  pipelined('A message, a ping and a message behind the answer, in pieces of 50 octets.', 50),
]);

// ── Answers to refuse ──────────────────────────────────────────────────────────────────────────────────────────────────────

const rejects = (description: string, headers: HeaderChanges, section = CLIENT): UnnumberedCase =>
  rejected(words(description, section), { headers });

/** A client may keep the transport for another request: that it is no WebSocket shows in a message that nobody answers. */
const status = (code: number, reason: string, headers: HeaderChanges = {}): UnnumberedCase =>
  rejected(words(`Status ${code}, the rest as it should be, and a text message behind it.`), {
    status: code,
    reason,
    headers,
    pipelined: [text('Is anybody there?')],
  });

const badStatuses = group('21.4', 'Answers with another status', [
  status(200, 'OK', { 'Content-Length': '0' }),
  status(204, 'No Content'),
  status(400, 'Bad Request', { 'Content-Length': '0' }),
  status(404, 'Not Found', { 'Content-Length': '0' }),
  status(426, 'Upgrade Required', { 'Content-Length': '0' }),
  status(500, 'Internal Server Error', { 'Content-Length': '0' }),
  watched(words('Status 102, after which another answer has to come.', 'RFC 9110 §15.2'), {
    status: 102,
    reason: 'Processing',
  }),
  watched(words('Status 301, to another place of the same server.'), {
    status: 301,
    reason: 'Moved Permanently',
    headers: { Location: '/elsewhere', 'Content-Length': '0' },
  }),
  watched(words('Status 401, which asks for a name and a password.'), {
    status: 401,
    reason: 'Unauthorized',
    headers: { 'WWW-Authenticate': 'Basic realm="x"', 'Content-Length': '0' },
  }),
  watched(words('A status line of HTTP/1.0, with status 101.'), { version: 'HTTP/1.0' }),
  rejected(words('A status line that is none: “WebSocket 101”.'), { version: 'WebSocket' }),
]);

const badHeaders = group('21.5', 'Answers with wrong header fields', [
  rejects('No Upgrade.', { Upgrade: null }),
  rejects('Upgrade is h2c.', { Upgrade: 'h2c' }),
  rejects('Upgrade is websocketx.', { Upgrade: 'websocketx' }),
  rejects('Upgrade is empty.', { Upgrade: '' }),
  rejects('Upgrade is a list: websocket, h2c.', { Upgrade: 'websocket, h2c' }),
  rejects('No Connection.', { Connection: null }),
  rejects('Connection is keep-alive.', { Connection: 'keep-alive' }),
  rejects('Connection is Upgraded.', { Connection: 'Upgraded' }),
  rejects('No Sec-WebSocket-Accept.', { [ACCEPT]: null }),
  rejects('Sec-WebSocket-Accept is empty.', { [ACCEPT]: '' }),
  rejects('Sec-WebSocket-Accept belongs to another key.', { [ACCEPT]: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' }),
  rejects('Something follows the right Sec-WebSocket-Accept.', { [ACCEPT]: 'ACCEPT x' }),
  rejects('The right Sec-WebSocket-Accept in quotes.', { [ACCEPT]: '"ACCEPT"' }),
  watched(words('Sec-WebSocket-Accept stands there twice, both times right.', 'RFC 6455 §11.3.3'), {
    headers: { [ACCEPT]: ['ACCEPT', 'ACCEPT'] },
  }),
]);

const PROTOCOL = 'Sec-WebSocket-Protocol';
const EXTENSIONS = 'Sec-WebSocket-Extensions';

const notOffered = group('21.6', 'Answers with what was not offered', [
  rejects('A subprotocol that was not offered.', { [PROTOCOL]: 'x-nobody-offered-it' }),
  rejects('Two subprotocols in one header field.', { [PROTOCOL]: 'x-one, x-two' }),
  rejects('Two subprotocols in two header fields.', { [PROTOCOL]: ['x-one', 'x-two'] }),
  watched(words('An empty Sec-WebSocket-Protocol.', 'RFC 6455 §11.3.4'), { headers: { [PROTOCOL]: '' } }),
  rejects('An extension that was not offered.', { [EXTENSIONS]: 'x-nobody-offered-it' }),
  rejects('An extension named __proto__.', { [EXTENSIONS]: '__proto__' }),
  rejects('An extension named constructor.', { [EXTENSIONS]: 'constructor' }),
  rejects('A malformed Sec-WebSocket-Extensions: “;”.', { [EXTENSIONS]: ';' }, 'RFC 6455 §9.1'),
  rejects(
    'A malformed Sec-WebSocket-Extensions: a quote that does not end.',
    { [EXTENSIONS]: 'x; a="b' },
    'RFC 6455 §9.1',
  ),
  rejects(
    'Sec-WebSocket-Extensions with 6 KiB of blanks and no comma.',
    {
      [EXTENSIONS]: `x${' '.repeat(6 * 1024)}y`,
    },
    'RFC 6455 §9.1',
  ),
]);

// ── Broken and oversized heads ─────────────────────────────────────────────────────────────────────────────────────────────

const brokenHeads = group('21.7', 'Answers that are no head, or a very long one', [
  rejected(words('Octets that are no HTTP.'), { raw: 'SSH-2.0-OpenSSH_9.0\r\n\r\n' }),
  rejected(words('A frame instead of a head.'), { raw: Uint8Array.of(0x81, 0x02, 0x48, 0x69, 0x0d, 0x0a, 0x0d, 0x0a) }),
  rejected(words('A header field without a colon.', 'RFC 9112 §5'), {
    raw: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nnonsense\r\n\r\n',
  }),
  watched(words('A head that does not end.', 'RFC 9112 §2.1'), {
    raw: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n',
  }),
  watched(words('A header field of 1 MiB.', 'RFC 9110 §5.4'), { headers: { 'X-Long': 'a'.repeat(0x10_0000) } }),
  watched(words('2,000 header fields.', 'RFC 9110 §5.4'), {
    headers: Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`X-Field-${index}`, `${index}`])),
  }),
  watched(words('A header field that is folded.', 'RFC 9112 §5.2'), { headers: { 'X-Folded': 'one\r\n two' } }),
  watched(words('Lines that end with LF alone.', 'RFC 9112 §2.2'), {
    raw: 'HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: ACCEPT\n\n',
  }),
  watched(words('An answer with status 103 before the one with 101.', 'RFC 9110 §15.2'), {
    status: 103,
    reason: 'Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 101 Switching Protocols',
  }),
]);

export const openingClients: readonly CaseGroup[] = [
  requests,
  goodAnswers,
  behindTheAnswer,
  badStatuses,
  badHeaders,
  notOffered,
  brokenHeads,
];
