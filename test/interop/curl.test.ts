/** What somebody sees who asks our server with curl. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Server, serve } from '../../src/api/index.ts';
import { selfSigned } from '../support/certificate.ts';
import { need, Program } from '../support/program.ts';

/** The example of RFC 6455 §1.2. */
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

let server: Server;

beforeEach(async () => {
  server = await serve({ port: 0, path: '/chat' });
});

afterEach(() => server.close({ deadline: 0 }));

function curl(url: string, headers: readonly string[] = [], ...options: readonly string[]): Program {
  const fields = headers.flatMap((field) => ['--header', field]);
  const common = ['--silent', '--show-error', '--no-buffer', '--dump-header', '-', '--http1.1', '--noproxy', '*'];
  return new Program(need('/usr/bin/curl', 'curl'), [...common, ...options, ...fields, url]);
}

const at = (path: string) => server.url.replace('ws:', 'http:') + path;

test('a plain request is told to upgrade', async () => {
  const said = await curl(at('/chat')).finished();
  expect(said).toMatch(/^HTTP\/1\.1 426 Upgrade Required$/m);
  expect(said).toMatch(/^Upgrade: websocket$/m);
  expect(said).toMatch(/^This is a WebSocket server: connect with ws:\/\/ or wss:\/\/$/m);
});

test('so it is over TLS', async () => {
  const secure = await serve({ port: 0, tls: selfSigned() });
  const said = await curl(secure.url.replace('wss:', 'https:'), [], '--insecure').finished();
  await secure.close();
  expect(said).toMatch(/^HTTP\/1\.1 426 Upgrade Required$/m);
});

test('a request with the headers of an upgrade gets one, with the right answer to its key', async () => {
  await using program = curl(at('/chat'), upgrade);
  expect(await program.line()).toBe('HTTP/1.1 101 Switching Protocols');
  expect(await program.line(/^Sec-WebSocket-Accept/)).toBe('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

test.each([
  ['another path', 404, '/other', upgrade],
  ['a version that is not spoken', 426, '/chat', upgrade.map((field) => field.replace('13', '12'))],
  ['no key', 400, '/chat', upgrade.slice(0, 3)],
  ['a key that is none', 400, '/chat', [...upgrade.slice(0, 3), 'Sec-WebSocket-Key: short']],
])('%s gets %i', async (_, status, path, headers) => {
  const said = await curl(at(path), headers).finished();
  expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  if (status === 426) expect(said).toMatch(/^Sec-WebSocket-Version: 13$/m);
});
