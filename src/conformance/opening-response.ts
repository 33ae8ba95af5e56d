/** Answers the opening handshake of a client under test, as a good server does or as a case says. */
import type { Duplex } from 'node:stream';
import { acceptKey } from '../codec/index.ts';
import { chooseGrant } from './deflate-agreement.ts';
import type { ConformanceCase, Head } from './model.ts';
import type { OpeningFacts } from './opening-facts.ts';
import { changeFields, type Fields, type HeadRead, rawHead, valueIn, writeHead, writePaced } from './opening-head.ts';
import { encodeFrame } from './wire-frame.ts';

/** Answers as the case wants it. What the request does wrong is for the cases to say that are about requests. */
export async function answerOpening(
  stream: Duplex,
  { opening, deflate }: Pick<ConformanceCase, 'opening' | 'deflate'>,
  { head, text }: HeadRead & { readonly head: Head },
): Promise<OpeningFacts> {
  const changes = opening?.response ?? {};
  const accept = acceptKey(valueIn(head, 'sec-websocket-key') ?? '');
  const granted = deflate && chooseGrant(valueIn(head, 'sec-websocket-extensions'), deflate.grant);
  const good: Fields = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', accept],
    ...(granted === undefined ? [] : [['Sec-WebSocket-Extensions', granted.value] as const]),
  ];
  const { version = 'HTTP/1.1', status = 101, reason = 'Switching Protocols' } = changes;
  const fields = changeFields(good, changes.headers ?? {}, 'ACCEPT', accept);
  const octets =
    changes.raw === undefined
      ? writeHead(`${version} ${status} ${reason}`, fields)
      : rawHead(changes.raw, 'ACCEPT', accept);
  const pipelined = (changes.pipelined ?? []).map((frame) => encodeFrame(frame, false).octets);
  await writePaced(stream, Buffer.concat([octets, ...pipelined]), changes);
  return {
    httpRequest: text,
    httpResponse: Buffer.from(octets).toString('latin1'),
    head,
    status: undefined,
    opened: true,
    problem: '',
    silent: false,
    fault: undefined,
    agreement: granted?.agreement,
  };
}
