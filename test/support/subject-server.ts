/** The plain subject as a server that echoes. */
import { once } from 'node:events';
import net from 'node:net';
import { SubjectConnection } from './subject-connection.ts';
import type { Defect, Defects } from './subject-defects.ts';
import { SubjectDeflate } from './subject-deflate.ts';
import { type Agreement, acceptOffer, parseExtensions } from './subject-extensions.ts';
import {
  acceptOf,
  hasToken,
  listOf,
  type ReadHead,
  readHead,
  type SubjectHead,
  TOKEN,
  valuesOf,
  writeHead,
} from './subject-head.ts';

export interface SubjectServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startSubjectServer(defects: Defects): Promise<SubjectServer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    void open(socket, defects);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { url: `ws://127.0.0.1:${port}`, close };
}

async function open(socket: net.Socket, defects: Defects): Promise<void> {
  const { head, rest } = await readHead(socket, defects);
  const answer = answerTo(head, defects);
  if (answer === undefined) {
    socket.destroy();
    return;
  }
  socket.write(answer.text);
  if (answer.agreement === 'refused') {
    socket.end();
    socket.resume();
    socket.on('end', () => socket.destroy());
    return;
  }
  const { agreement } = answer;
  const deflate = agreement === undefined ? undefined : new SubjectDeflate(agreement.terms, defects);
  const connection = new SubjectConnection({ stream: socket, role: 'server', deflate, defects });
  if (rest.length > 0) connection.receive(rest);
  socket.resume();
}

interface Answer {
  readonly text: string;
  readonly agreement: Agreement | undefined | 'refused';
}

function refusal(status: string, ...fields: readonly (readonly [string, string])[]): Answer {
  const text = writeHead(`HTTP/1.1 ${status}`, [...fields, ['Content-Length', '0'], ['Connection', 'close']]);
  return { text, agreement: 'refused' };
}

function answerTo(head: ReadHead['head'], defects: Defects): Answer | undefined {
  if (head === 'ended') return undefined;
  if (head === 'malformed') return refusal('400 Bad Request');
  if (head === 'too large') return refusal('431 Request Header Fields Too Large');
  const offered = listOf(head, 'sec-websocket-extensions');
  const offers = offered === undefined ? [] : parseExtensions(offered);
  const refused = refusalOf(head, defects);
  if (refused !== undefined) return refused;
  if (offers === undefined && !defects.has('takes malformed extensions')) return refusal('400 Bad Request');
  const agreement = acceptOffer(offers ?? [], defects);
  return { text: acceptance(head, agreement, defects), agreement };
}

const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const TOKENS = new RegExp(`^${TOKEN}([ \\t]*,[ \\t]*${TOKEN})*$`);

function refusalOf(head: SubjectHead, defects: Defects): Answer | undefined {
  const has = (defect: Defect) => defects.has(defect);
  const [method, target, version, ...more] = head.startLine.split(' ');
  const malformed = target === undefined || more.length > 0;
  if (malformed || version !== 'HTTP/1.1' || valuesOf(head, 'host').length !== 1) {
    const old = version === 'HTTP/1.0' && has('takes requests of HTTP/1.0');
    const nameless =
      valuesOf(head, 'host').length === 0 && version === 'HTTP/1.1' && has('takes requests without a host');
    if (!old && !nameless) return refusal('400 Bad Request');
  }
  if (method !== 'GET' && !has('takes any method')) return refusal('405 Method Not Allowed', ['Allow', 'GET']);
  const written = listOf(head, 'upgrade') ?? '';
  const upgrade = has('minds the case of Upgrade') ? written : written.toLowerCase();
  if (upgrade !== 'websocket' && !(has('looks at how Upgrade begins') && upgrade.startsWith('websocket'))) {
    return refusal('426 Upgrade Required', ['Upgrade', 'websocket'], ['Sec-WebSocket-Version', '13']);
  }
  const connection = listOf(head, 'connection');
  const contains = has('looks for a part of Connection') && connection?.toLowerCase().includes('upgrade');
  if (!hasToken(connection, 'upgrade') && contains !== true) return refusal('400 Bad Request');
  const versions = valuesOf(head, 'sec-websocket-version');
  if ((versions.length !== 1 || versions[0] !== '13') && !has('takes any version')) {
    if (has('does not say which version it speaks')) return refusal('400 Bad Request');
    return refusal('426 Upgrade Required', ['Upgrade', 'websocket'], ['Sec-WebSocket-Version', '13']);
  }
  const keys = valuesOf(head, 'sec-websocket-key');
  if (!has('takes any key') && (keys.length !== 1 || !KEY.test(keys[0] ?? ''))) return refusal('400 Bad Request');
  const protocols = listOf(head, 'sec-websocket-protocol');
  return protocols === undefined || TOKENS.test(protocols) ? undefined : refusal('400 Bad Request');
}

function acceptance(head: SubjectHead, agreement: Agreement | undefined, defects: Defects): string {
  const [key = ''] = valuesOf(head, 'sec-websocket-key');
  const accept = acceptOf(defects.has('computes the accept from another key') ? `${key}=` : key);
  const invented = defects.has('chooses a subprotocol that was not offered');
  const stranger = defects.has('uses an extension that was not offered');
  return writeHead('HTTP/1.1 101 Switching Protocols', [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', accept],
    ...(invented ? [['Sec-WebSocket-Protocol', 'chat'] as const] : []),
    ...(agreement === undefined ? [] : [['Sec-WebSocket-Extensions', agreement.answer] as const]),
    ...(stranger && agreement === undefined ? [['Sec-WebSocket-Extensions', 'permessage-deflate'] as const] : []),
  ]);
}
