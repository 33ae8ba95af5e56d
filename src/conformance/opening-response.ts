/** Answers the opening handshake of a client under test, as a good server does or as a case says. */
import type { Duplex } from 'node:stream';
import { acceptKey, hasToken, isValidKey, parseExtensions, parseRequestLine, parseTokenList } from '../codec/index.ts';
import { type AgreementFault, chooseGrant } from './deflate-agreement.ts';
import type { ConformanceCase, Head } from './model.ts';
import type { OpeningFacts } from './opening-facts.ts';
import {
  changeFields,
  type Fields,
  type HeadRead,
  rawHead,
  valueIn,
  valuesIn,
  writeHead,
  writePaced,
} from './opening-head.ts';
import { encodeFrame } from './wire-frame.ts';

/** Answers as the case wants it. What the request does wrong is noted, and answered nevertheless if it has a key. */
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
    fault: requestFault(head),
    agreement: granted?.agreement,
  };
}

/** The first rule that a client's request breaks (RFC 6455 §4.1, the numbered list of the opening handshake). */
export function requestFault(head: Head): AgreementFault | undefined {
  const wrong = (text: string, section = 'RFC 6455 §4.1') => ({ section, text });
  const line = parseRequestLine(head.startLine);
  if (line === undefined) return wrong(`The request line is malformed: ${JSON.stringify(head.startLine)}`);
  if (line.method !== 'GET') return wrong(`The method of the request is ${line.method}, not GET.`);
  if (line.version !== 'HTTP/1.1') return wrong(`The request is ${line.version}, not HTTP/1.1.`);
  if (valuesIn(head, 'host').length !== 1) return wrong('The request has no single Host.');
  if (!hasToken(valueIn(head, 'upgrade'), 'websocket')) return wrong('Upgrade in the request does not say websocket.');
  if (!hasToken(valueIn(head, 'connection'), 'upgrade'))
    return wrong('Connection in the request does not say Upgrade.');
  const keys = valuesIn(head, 'sec-websocket-key');
  if (keys.length !== 1) return wrong(`The request has Sec-WebSocket-Key ${keys.length} times.`);
  if (!isValidKey(keys[0] ?? '')) return wrong(`Sec-WebSocket-Key is not 16 octets in base64: ${keys[0]}`);
  const versions = valuesIn(head, 'sec-websocket-version');
  if (versions.length !== 1 || versions[0] !== '13') return wrong('Sec-WebSocket-Version in the request is not 13.');
  return listFault(head);
}

function listFault(head: Head): AgreementFault | undefined {
  const extensions = valueIn(head, 'sec-websocket-extensions');
  if (extensions !== undefined && parseExtensions(extensions) === undefined) {
    return { section: 'RFC 6455 §9.1', text: `Sec-WebSocket-Extensions is malformed: ${extensions}` };
  }
  const protocols = valueIn(head, 'sec-websocket-protocol');
  if (protocols === undefined) return undefined;
  const names = parseTokenList(protocols);
  if (names !== undefined && new Set(names).size === names.length) return undefined;
  return { section: 'RFC 6455 §4.1', text: `Sec-WebSocket-Protocol is malformed or names one twice: ${protocols}` };
}
