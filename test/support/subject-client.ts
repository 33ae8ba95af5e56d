/** The plain subject as a client that goes through Autobahn's well-known loop. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { SubjectConnection } from './subject-connection.ts';
import type { Defect, Defects } from './subject-defects.ts';
import { SubjectDeflate } from './subject-deflate.ts';
import { OFFER, readAnswer } from './subject-extensions.ts';
import { acceptOf, hasToken, listOf, readHead, type SubjectHead, valuesOf, writeHead } from './subject-head.ts';

const sound: Defects = new Set<Defect>();

/** Asks how many cases there are, goes through them, several at a time, and asks for the report. */
export async function runSubjectClient(url: string, defects: Defects, parallel: number): Promise<void> {
  const count = Number(await visit(`${url}/getCaseCount`, sound, true));
  let next = 1;
  const worker = async () => {
    for (let number = next++; number <= count; number = next++) {
      await visit(`${url}/runCase?case=${number}&agent=subject`, defects, false);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  await visit(`${url}/updateReports?agent=subject`, sound, true);
}

/** One connection, until it has ended. @returns the last message, if it listens; else messages are echoed */
async function visit(url: string, defects: Defects, listens: boolean): Promise<string> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true });
  const closed = once(socket, 'close').catch(() => {});
  const key = randomBytes(defects.has('sends a short key') ? 8 : 16).toString('base64');
  socket.write(
    writeHead(`GET ${pathname}${search} HTTP/1.1`, [
      ['Host', host],
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Key', key],
      ['Sec-WebSocket-Version', defects.has('asks for another version') ? '8' : '13'],
      ['Sec-WebSocket-Extensions', defects.has('offers a window that is too large') ? `${OFFER}=16` : OFFER],
    ]),
  );
  const { head, rest } = await readHead(socket, defects);
  const terms = typeof head === 'string' ? 'refused' : termsOf(head, key, defects);
  let said = '';
  if (terms === 'refused') socket.destroy();
  else {
    const deflate = terms === 'none' ? undefined : new SubjectDeflate(terms, defects);
    const onMessage = (payload: Buffer) => {
      said = payload.toString();
    };
    const listening = listens ? { onMessage } : {};
    const connection = new SubjectConnection({ stream: socket, role: 'client', deflate, defects, ...listening });
    if (rest.length > 0 && !defects.has('forgets what came with the answer')) connection.receive(rest);
    socket.resume();
  }
  await closed;
  return said;
}

function termsOf(head: SubjectHead, key: string, defects: Defects): ReturnType<typeof readAnswer> {
  const has = (defect: Defect) => defects.has(defect);
  if (!/^HTTP\/1\.1 101( |$)/.test(head.startLine) && !has('takes any status')) return 'refused';
  const written = listOf(head, 'upgrade');
  const upgrade = has('minds the case of Upgrade') ? written : written?.toLowerCase();
  if (upgrade !== 'websocket' && !has('takes an answer without Upgrade')) return 'refused';
  if (!hasToken(listOf(head, 'connection'), 'upgrade') && !has('takes an answer without Connection')) return 'refused';
  const accepts = valuesOf(head, 'sec-websocket-accept');
  if ((accepts.length !== 1 || accepts[0] !== acceptOf(key)) && !has('takes any accept')) return 'refused';
  const protocols = valuesOf(head, 'sec-websocket-protocol');
  if (protocols.length > 0 && !has('takes a subprotocol that it did not offer')) return 'refused';
  return readAnswer(listOf(head, 'sec-websocket-extensions'), defects);
}
