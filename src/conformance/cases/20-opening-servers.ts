/** The opening handshake, against servers: RFC 6455 §4.2 and what HTTP/1.1 asks for. */
import type { CaseGroup, Head, HeaderChanges } from '../model.ts';
import { valuesIn } from '../opening-head.ts';
import { octetCount } from './octet-count.ts';
import { followedBy, type OpeningWords, refused, reported, taken } from './opening-parts.ts';
import { gotPong, gotText, group, ping, text, type UnnumberedCase } from './parts.ts';

const REQUEST = 'RFC 6455 §4.2.1';
const ANSWER = 'RFC 6455 §4.2.2';

/** The key of the RFC's own example, and the accept that belongs to it (RFC 6455 §1.3). */
const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const SAMPLE_ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

const words = (description: string, section: string, fault?: OpeningWords['fault']): OpeningWords =>
  fault === undefined ? { description, section } : { description, section, fault };

/** A request with these header fields is taken. */
function takes(description: string, headers: HeaderChanges, section = REQUEST): UnnumberedCase {
  return taken(words(description, section), { headers });
}

/** A request with these header fields is refused. */
function refuses(description: string, headers: HeaderChanges, section = REQUEST): UnnumberedCase {
  return refused(words(description, section), { headers });
}

// ── The answer ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function single(head: Head, name: string, good: (value: string) => boolean): string | undefined {
  const values = valuesIn(head, name);
  const [value] = values;
  if (value === undefined) return `The answer has no ${name}.`;
  if (values.length > 1) return `The answer has ${name} ${values.length} times.`;
  return good(value) ? undefined : `The answer has ${name}: ${value}`;
}

const answer = group('20.1', 'The answer to a good request', [
  taken(
    words('A good request.', ANSWER, ({ startLine }) =>
      /^HTTP\/1\.1 101( |$)/.test(startLine) ? undefined : `The status line is ${JSON.stringify(startLine)}.`,
    ),
    {},
  ),
  taken(
    words('A good request; Upgrade in the answer is looked at.', ANSWER, (head) =>
      single(head, 'upgrade', (value) => value.toLowerCase() === 'websocket'),
    ),
    {},
  ),
  taken(
    words('A good request; Connection in the answer is looked at.', ANSWER, (head) =>
      single(head, 'connection', (value) => /(^|,)\s*upgrade\s*(,|$)/i.test(value)),
    ),
    {},
  ),
  taken(
    words('The key of the example in the RFC; Sec-WebSocket-Accept is looked at.', ANSWER, (head) =>
      single(head, 'sec-websocket-accept', (value) => value === SAMPLE_ACCEPT),
    ),
    { headers: { 'Sec-WebSocket-Key': SAMPLE_KEY } },
  ),
  taken(
    words('A good request; the answer must not announce a body.', 'RFC 9112 §6.3', (head) => {
      const fields = ['content-length', 'transfer-encoding'].filter((name) => valuesIn(head, name).length > 0);
      return fields.length === 0 ? undefined : `An answer with status 101 has ${fields.join(' and ')}.`;
    }),
    {},
  ),
  taken(
    words('No subprotocol is offered, so none may be chosen.', ANSWER, (head) =>
      valuesIn(head, 'sec-websocket-protocol').length === 0 ? undefined : 'The server chose a subprotocol.',
    ),
    {},
  ),
  taken(
    words('No extension is offered, so none may be used.', 'RFC 6455 §9.1', (head) =>
      valuesIn(head, 'sec-websocket-extensions').length === 0 ? undefined : 'The server uses an extension.',
    ),
    {},
  ),
]);

// ── The request line ───────────────────────────────────────────────────────────────────────────────────────────────────────

const requestLine = group('20.2', 'The request line', [
  refused(words('The request is HTTP/1.0.', REQUEST), { version: 'HTTP/1.0' }),
  refused(words('The request is HTTP/0.9.', REQUEST), { version: 'HTTP/0.9' }),
  refused(words('The version of the request is not one: HTTP/x.y.', REQUEST), { version: 'HTTP/x.y' }),
  refused(words('The version of the request is written in lower case: http/1.1.', 'RFC 9112 §2.3'), {
    version: 'http/1.1',
  }),
  refused(words('The method is POST.', REQUEST), { method: 'POST', headers: { 'Content-Length': '0' } }),
  refused(words('The method is HEAD.', REQUEST), { method: 'HEAD' }),
  refused(words('The method is PUT.', REQUEST), { method: 'PUT', headers: { 'Content-Length': '0' } }),
  refused(words('The method is written in lower case: get. Methods are case-sensitive.', 'RFC 9110 §9.1'), {
    method: 'get',
  }),
  refused(words('The method is unknown: WEBSOCKET.', REQUEST), { method: 'WEBSOCKET' }),
  reported(words('The method is OPTIONS.', REQUEST), { method: 'OPTIONS' }),
  reported(words('The target of the request has a fragment.', 'RFC 6455 §3'), { target: '/#fragment' }),
  reported(words('The target of the request is a whole URI.', REQUEST), { target: 'http://127.0.0.1/' }),
]);

// ── Header fields ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const fields = group('20.3', 'Host, Upgrade and Connection', [
  refused(words('No Host.', REQUEST), { headers: { Host: null } }),
  refused(words('Two different Hosts.', 'RFC 9112 §3.2'), { headers: { Host: ['one.example', 'two.example'] } }),
  refuses('No Upgrade.', { Upgrade: null }),
  refuses('Upgrade is empty.', { Upgrade: '' }),
  refuses('Upgrade is h2c.', { Upgrade: 'h2c' }),
  refuses('Upgrade is websocketx.', { Upgrade: 'websocketx' }),
  refuses('Upgrade is not-websocket.', { Upgrade: 'not-websocket' }),
  takes('Upgrade is written WebSocket.', { Upgrade: 'WebSocket' }),
  takes('Upgrade is written WEBSOCKET.', { Upgrade: 'WEBSOCKET' }),
  reported(words('Upgrade is a list: h2c, websocket.', REQUEST), { headers: { Upgrade: 'h2c, websocket' } }),
  reported(words('Upgrade names a version: websocket/13.', REQUEST), { headers: { Upgrade: 'websocket/13' } }),
  refuses('No Connection.', { Connection: null }),
  refuses('Connection is keep-alive.', { Connection: 'keep-alive' }),
  refuses('Connection is close.', { Connection: 'close' }),
  refuses('Connection is Upgrade-Insecure: the token only begins like Upgrade.', { Connection: 'Upgrade-Insecure' }),
  takes('Connection is written upgrade.', { Connection: 'upgrade' }),
  takes('Connection is written UPGRADE.', { Connection: 'UPGRADE' }),
  takes('Connection is a list: keep-alive, Upgrade.', { Connection: 'keep-alive, Upgrade' }),
  takes('Connection is a list without blanks: keep-alive,Upgrade,foo.', { Connection: 'keep-alive,Upgrade,foo' }),
  takes(
    'Connection stands there twice: keep-alive, then Upgrade.',
    { Connection: ['keep-alive', 'Upgrade'] },
    'RFC 9110 §5.3',
  ),
  takes(
    'Names of header fields in upper case.',
    { HOST: 'localhost', UPGRADE: 'websocket', CONNECTION: 'Upgrade', 'SEC-WEBSOCKET-KEY': 'KEY' },
    'RFC 9110 §5.1',
  ),
  takes(
    'Names of header fields in lower case.',
    { host: 'localhost', upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': 'KEY' },
    'RFC 9110 §5.1',
  ),
  takes(
    'Blanks and tabs around the values.',
    { Upgrade: ' \twebsocket\t ', Connection: '\tUpgrade  ' },
    'RFC 9110 §5.5',
  ),
  takes(
    'Header fields that nobody knows, one with octets beyond ASCII.',
    { 'X-Unknown': 'yes', 'X-Empty': '', 'X-Latin': 'caf\u00e9' },
    'RFC 9110 §5.1',
  ),
]);

const keys = group('20.4', 'Sec-WebSocket-Key', [
  refuses('No Sec-WebSocket-Key.', { 'Sec-WebSocket-Key': null }),
  refuses('Sec-WebSocket-Key is empty.', { 'Sec-WebSocket-Key': '' }),
  refuses('The key has 15 octets.', { 'Sec-WebSocket-Key': 'AAECAwQFBgcICQoLDA0O' }),
  refuses('The key has 17 octets.', { 'Sec-WebSocket-Key': 'AAECAwQFBgcICQoLDA0ODxA=' }),
  refuses('The key has 32 octets.', { 'Sec-WebSocket-Key': `${'A'.repeat(43)}=` }),
  refuses('The key lacks its padding.', { 'Sec-WebSocket-Key': SAMPLE_KEY.slice(0, 22) }),
  refuses('The key is not base64: it has an asterisk.', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub2*jZQ==' }),
  refuses('The key is in the alphabet for URLs.', { 'Sec-WebSocket-Key': '-_-_-_-_-_-_-_-_-_-_-A==' }),
  refuses('The key has a blank in its middle.', { 'Sec-WebSocket-Key': 'dGhlIHNhbXB sZSBub25jZQ==' }),
  refuses('Something follows the key.', { 'Sec-WebSocket-Key': 'KEY; more' }),
  refuses('Sec-WebSocket-Key stands there twice.', { 'Sec-WebSocket-Key': ['KEY', SAMPLE_KEY] }, 'RFC 6455 §11.3.1'),
  takes('Blanks and a tab around the key.', { 'Sec-WebSocket-Key': `  \t${SAMPLE_KEY} ` }, 'RFC 9110 §5.5'),
  takes('A key of zeros.', { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' }),
  takes('A key with slashes and plus signs.', { 'Sec-WebSocket-Key': '+/+/+/+/+/+/+/+/+/+/+A==' }),
  reported(words('The last letter of the key has bits that mean nothing.', REQUEST), {
    headers: { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAB==' },
  }),
]);

// ── The version ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function namesVersions(head: Head): string | undefined {
  const versions = valuesIn(head, 'sec-websocket-version').join(',').split(',');
  return versions.some((version) => version.trim() === '13')
    ? undefined
    : 'The refusal does not say in Sec-WebSocket-Version that version 13 is understood.';
}

function version(description: string, value: string | readonly string[] | null): UnnumberedCase {
  return refused(
    {
      ...words(description, 'RFC 6455 §4.4', namesVersions),
      expectation: 'The server answers 426 (another error is acceptable) with Sec-WebSocket-Version: 13.',
    },
    { headers: { 'Sec-WebSocket-Version': value } },
    [426],
  );
}

const versions = group('20.5', 'Sec-WebSocket-Version', [
  version('Version 12.', '12'),
  version('Version 14.', '14'),
  version('Version 0.', '0'),
  version('Version 255.', '255'),
  version('Version 256.', '256'),
  version('Version -13.', '-13'),
  refuses('No Sec-WebSocket-Version.', { 'Sec-WebSocket-Version': null }),
  refuses('Sec-WebSocket-Version is empty.', { 'Sec-WebSocket-Version': '' }),
  refuses('Version 13.0.', { 'Sec-WebSocket-Version': '13.0' }),
  refuses('Version 13x.', { 'Sec-WebSocket-Version': '13x' }),
  refuses('Version 0x0d.', { 'Sec-WebSocket-Version': '0x0d' }),
  refuses('Version 013: the grammar has no leading zeros.', { 'Sec-WebSocket-Version': '013' }, 'RFC 6455 §4.3'),
  refuses('A list of versions: 8, 13.', { 'Sec-WebSocket-Version': '8, 13' }, 'RFC 6455 §4.3'),
  refuses(
    'Sec-WebSocket-Version stands there twice, with 13 both times.',
    { 'Sec-WebSocket-Version': ['13', '13'] },
    'RFC 6455 §11.3.5',
  ),
  reported(words('Version 8, of a draft that servers may still speak.', 'RFC 6455 §4.4'), {
    headers: { 'Sec-WebSocket-Version': '8' },
  }),
]);

// ── Subprotocols and extensions ────────────────────────────────────────────────────────────────────────────────────────────

function chosenFrom(...offered: readonly string[]): (head: Head) => string | undefined {
  return (head) => {
    const chosen = valuesIn(head, 'sec-websocket-protocol');
    if (chosen.length > 1) return 'The answer has Sec-WebSocket-Protocol more than once.';
    return chosen.every((name) => offered.includes(name)) ? undefined : `The server chose ${chosen.join()}.`;
  };
}

const PROTOCOL = 'Sec-WebSocket-Protocol';

const protocols = group('20.6', 'Subprotocols', [
  taken(
    words('Two subprotocols are offered; one of them or none may be chosen.', ANSWER, chosenFrom('chat', 'superchat')),
    {
      headers: { [PROTOCOL]: 'chat, superchat' },
    },
  ),
  taken(
    words('Two subprotocols are offered in two header fields.', 'RFC 6455 §11.3.4', chosenFrom('chat', 'superchat')),
    {
      headers: { [PROTOCOL]: ['chat', 'superchat'] },
    },
  ),
  taken(words('A subprotocol is offered that nobody knows.', ANSWER, chosenFrom('x-nobody-knows-it')), {
    headers: { [PROTOCOL]: 'x-nobody-knows-it' },
  }),
  taken(
    words('Subprotocols are offered with names of what objects have.', ANSWER, chosenFrom('__proto__', 'constructor')),
    {
      headers: { [PROTOCOL]: '__proto__, constructor' },
    },
  ),
  refuses('Sec-WebSocket-Protocol is empty.', { [PROTOCOL]: '' }, 'RFC 6455 §11.3.4'),
  refuses('A subprotocol has a blank in its name.', { [PROTOCOL]: 'super chat' }, 'RFC 6455 §11.3.4'),
  refuses('A subprotocol has a slash and an at sign in its name.', { [PROTOCOL]: 'chat/1@home' }, 'RFC 6455 §11.3.4'),
  refuses('A subprotocol is in quotes.', { [PROTOCOL]: '"chat"' }, 'RFC 6455 §11.3.4'),
  reported(words('The same subprotocol is offered twice.', 'RFC 6455 §4.1'), { headers: { [PROTOCOL]: 'chat, chat' } }),
]);

const EXTENSIONS = 'Sec-WebSocket-Extensions';
const MALFORMED = 'RFC 6455 §9.1';

/** The server knows none of these extensions, so it leaves them out of its answer. */
function ignores(description: string, value: string | readonly string[]): UnnumberedCase {
  return taken(
    words(description, MALFORMED, (head) =>
      valuesIn(head, 'sec-websocket-extensions').length === 0 ? undefined : 'The server accepted what it cannot know.',
    ),
    { headers: { [EXTENSIONS]: value } },
  );
}

/** The header does not follow the grammar: the connection fails. */
function malformed(description: string, value: string | readonly string[]): UnnumberedCase {
  return refuses(`${description}: ${JSON.stringify(value)}.`, { [EXTENSIONS]: value }, MALFORMED);
}

const extensions = group('20.7', 'Extensions that nobody knows, and malformed ones', [
  ignores('An unknown extension.', 'x-unknown'),
  ignores('An unknown extension with parameters, one of them in quotes.', 'x-unknown; a; b=1; c="two"'),
  ignores('Three unknown extensions in two header fields.', ['x-one, x-two;a=1', 'x-three']),
  ignores('Extensions with names of what objects have.', '__proto__, constructor, toString; __proto__=1; valueOf'),
  ignores('An extension whose name begins like permessage-deflate.', 'permessage-deflate-frame'),
  ignores('An unknown extension with the same parameter twice.', 'x-unknown; a=1; a=2'),
  malformed('An empty header', ''),
  malformed('Only commas', ',,,'),
  malformed('Only a semicolon', ';'),
  malformed('A parameter without an extension', '; a=1'),
  malformed('A semicolon with nothing behind it', 'x-unknown;'),
  malformed('Two semicolons', 'x-unknown;; a'),
  malformed('A parameter without a name', 'x-unknown; =1'),
  malformed('A parameter without a value behind its equals sign', 'x-unknown; a='),
  malformed('Two words without a separator', 'x-unknown x-other'),
  malformed('A quote that does not end', 'x-unknown; a="one'),
  malformed('A quoted value that is not a token', 'x-unknown; a="one two"'),
  malformed('An empty quoted value', 'x-unknown; a=""'),
  malformed('Something behind a quoted value', 'x-unknown; a="one"two'),
  malformed('An extension with a slash in its name', 'x/unknown'),
]);

// ── Pieces, sizes, and values that are slow to read ────────────────────────────────────────────────────────────────────────

const PACE = 'RFC 9112 §2.2';

const pieces = group('20.8', 'Requests in pieces', [
  ...[1, 2, 3, 7, 16, 61].map((chop) =>
    taken(words(`A good request, written in pieces of ${octetCount(chop)}.`, PACE), { chop }),
  ),
  taken(words('A good request in pieces of 40 octets, 20 milliseconds apart.', PACE), { chop: 40, pause: 20 }),
]);

const BIG = 6 * 1024;

/** No rule says how long a header may be: a server may refuse one, and says so in HTTP. */
function perhapsTooLong(long: UnnumberedCase): UnnumberedCase {
  const { opening } = long;
  if (opening === undefined) return long;
  const expectation = `${long.expectation} It is acceptable to refuse a header of this length.`;
  return { ...long, expectation, opening: { ...opening, expect: { ...opening.expect, otherwise: 'acceptable' } } };
}

const sizes = group('20.9', 'Values that are long, many, or slow to read', [
  perhapsTooLong(ignores('6 KiB of blanks between two extensions.', `x-one${' '.repeat(BIG)},x-two`)),
  perhapsTooLong(ignores('6 KiB of tabs before a parameter.', `x-one;${'\t'.repeat(BIG)}a`)),
  malformed('6 KiB of blanks, and no comma', `x-one${' '.repeat(BIG)}x-two`),
  malformed('6 KiB of backslashes in a quote that does not end', `x-one; a="${'\\'.repeat(BIG)}`),
  malformed('6 KiB of quotes', '"'.repeat(BIG)),
  malformed('6 KiB of semicolons', `x-one${';'.repeat(BIG)}`),
  perhapsTooLong(takes('6 KiB of blanks behind Upgrade.', { Upgrade: `websocket${' '.repeat(BIG)}` }, 'RFC 9110 §5.5')),
  perhapsTooLong(
    takes('Connection is a list of 1,000 tokens, the last one Upgrade.', { Connection: `${'a, '.repeat(999)}Upgrade` }),
  ),
  refuses('Connection has 6 KiB of blanks in a token.', { Connection: `Up${' '.repeat(BIG)}grade` }),
  reported(words('A header field of 64 KiB.', 'RFC 9110 §5.4'), { headers: { 'X-Long': 'a'.repeat(0x1_0000) } }),
  reported(words('A header field of 1 MiB.', 'RFC 9110 §5.4'), { headers: { 'X-Long': 'a'.repeat(0x10_0000) } }),
  reported(words('2,000 header fields.', 'RFC 9110 §5.4'), {
    headers: Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`X-Field-${index}`, `${index}`])),
  }),
  reported(words('A target of 64 KiB.', 'RFC 9110 §4.1'), { target: `/?${'a'.repeat(0x1_0000)}` }),
]);

const http = group('20.10', 'HTTP around the handshake', [
  refuses('A blank between the name of a header field and its colon.', { 'X-Blank ': 'yes' }, 'RFC 9112 §5.1'),
  refuses('A header field that has a blank within its name.', { 'X Blank': 'yes' }, 'RFC 9112 §5.1'),
  refuses('A header field without a name.', { '': 'yes' }, 'RFC 9112 §5.1'),
  reported(words('A header field that is folded.', 'RFC 9112 §5.2'), { headers: { 'X-Folded': 'one\r\n two' } }),
  reported(words('A header field with a control character in its value.', 'RFC 9110 §5.5'), {
    headers: { 'X-Control': 'one\u0001two' },
  }),
  reported(words('A request that announces a body of no octets.', REQUEST), { headers: { 'Content-Length': '0' } }),
  reported(words('A request that announces a body of five octets, and brings none.', REQUEST), {
    headers: { 'Content-Length': '5' },
  }),
  reported(words('A request with a body in chunks.', REQUEST), { headers: { 'Transfer-Encoding': 'chunked' } }),
  reported(words('Expect: 100-continue.', 'RFC 9110 §10.1.1'), { headers: { Expect: '100-continue' } }),
]);

const pipelined = group('20.11', 'Frames right behind the request, which a client must not send', [
  {
    ...followedBy(
      reported(words('A text message in the same write as the request.', 'RFC 6455 §4.1'), {
        pipelined: [text('early')],
      }),
      [],
      [gotText('early')],
    ),
    expectation: 'The server echoes the message, or refuses the connection: the RFC forbids it to the client only.',
  },
  {
    ...followedBy(
      reported(words('A ping in the same write as the request, in pieces of one octet.', 'RFC 6455 §4.1'), {
        pipelined: [ping('early')],
        chop: 1,
      }),
      [],
      [gotPong('early')],
    ),
    expectation: 'The server answers the ping, or refuses the connection: the RFC forbids it to the client only.',
  },
]);

export const openingServers: readonly CaseGroup[] = [
  answer,
  requestLine,
  fields,
  keys,
  versions,
  protocols,
  extensions,
  pieces,
  sizes,
  http,
  pipelined,
];
