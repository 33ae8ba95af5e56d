/** Opens a connection to a server under test, as a good client does or as a case says. */
import type { Duplex } from 'node:stream';
import { acceptKey, createKey, hasToken, parseStatusLine, parseTokenList } from '../codec/index.ts';
import { type AgreementFault, readAnswer } from './deflate-agreement.ts';
import type { ConformanceCase, Head, RequestChanges } from './model.ts';
import type { OpeningFacts } from './opening-facts.ts';
import {
  changeFields,
  type Fields,
  rawHead,
  readHead,
  valueIn,
  valuesIn,
  writeHead,
  writePaced,
} from './opening-head.ts';
import { encodeFrame } from './wire-frame.ts';

export interface Destination {
  /** Value of Host. */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Fields;
}

export interface OpenedByUs extends OpeningFacts {
  /** What came after the head. */
  readonly rest: Uint8Array;
}

export async function requestOpening(
  stream: Duplex,
  { opening, deflate }: Pick<ConformanceCase, 'opening' | 'deflate'>,
  destination: Destination,
  ms: number,
): Promise<OpenedByUs> {
  const changes = opening?.request ?? {};
  const key = createKey();
  const fields = fieldsOf(changes, destination, key, deflate?.offer);
  const octets = requestOctets(changes, destination, fields, key);
  const pipelined = (changes.pipelined ?? []).map((frame) => encodeFrame(frame, true).octets);
  // The answer may come before all has been sent.
  const { head, rest, problem, silent, text } = await readHead(
    stream,
    ms,
    writePaced(stream, Buffer.concat([octets, ...pipelined]), changes),
  );
  const facts = { httpRequest: Buffer.from(octets).toString('latin1'), httpResponse: text, head, rest, silent };
  if (head === undefined)
    return { ...facts, status: undefined, opened: false, problem, fault: undefined, agreement: undefined };
  return { ...facts, ...judgeResponse(head, fields) };
}

function fieldsOf(
  changes: RequestChanges,
  { host, headers }: Destination,
  key: string,
  offer: string | undefined,
): Fields {
  const fields: Fields = [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', '13'],
    ...(offer === undefined ? [] : [['Sec-WebSocket-Extensions', offer] as const]),
    ...headers,
  ];
  return changeFields(fields, changes.headers ?? {}, 'KEY', key);
}

function requestOctets(changes: RequestChanges, destination: Destination, fields: Fields, key: string): Uint8Array {
  if (changes.raw !== undefined) return rawHead(changes.raw, 'KEY', key);
  const { method = 'GET', target = destination.target, version = 'HTTP/1.1' } = changes;
  return writeHead(`${method} ${target} ${version}`, fields);
}

type Judged = Pick<OpeningFacts, 'status' | 'opened' | 'problem' | 'fault' | 'agreement'>;

function judgeResponse(head: Head, sent: Fields): Judged {
  const line = parseStatusLine(head.startLine);
  const shut = { opened: false, fault: undefined, agreement: undefined };
  if (line === undefined) return { ...shut, status: undefined, problem: `answered ${JSON.stringify(head.startLine)}` };
  const { status, reason } = line;
  if (status !== 101) return { ...shut, status, problem: `answered ${status} ${reason}`.trim() };
  const offered = sentValue(sent, 'sec-websocket-extensions');
  const { agreement, fault: refusal } = readAnswer(offered, valueIn(head, 'sec-websocket-extensions'));
  const fault = responseFault(head, line.version, sent) ?? refusal;
  if (fault === undefined) return { status, opened: true, problem: '', fault, agreement };
  return { status, opened: false, problem: 'answered 101 with a head that is wrong', fault, agreement: undefined };
}

function sentValue(sent: Fields, name: string): string | undefined {
  const values = sent.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

function responseFault(head: Head, version: string, sent: Fields): AgreementFault | undefined {
  const wrong = (text: string, section = 'RFC 6455 §4.1') => ({ section, text });
  if (version !== 'HTTP/1.1') return wrong(`The answer is ${version}, not HTTP/1.1.`, 'RFC 6455 §4.2.2');
  if (valueIn(head, 'upgrade')?.toLowerCase() !== 'websocket') {
    return wrong(`Upgrade in the answer is ${String(valueIn(head, 'upgrade'))}, not websocket.`);
  }
  if (!hasToken(valueIn(head, 'connection'), 'upgrade')) return wrong('Connection in the answer does not say Upgrade.');
  // Blanks around a value do not belong to it (RFC 9110 §5.5).
  const key = sentValue(sent, 'sec-websocket-key')?.trim();
  const accepts = valuesIn(head, 'sec-websocket-accept');
  if (accepts.length !== 1) return wrong(`The answer has Sec-WebSocket-Accept ${accepts.length} times.`);
  if (key !== undefined && accepts[0] !== acceptKey(key)) {
    return wrong(`Sec-WebSocket-Accept is ${accepts[0]}; the key ${key} wants ${acceptKey(key)}.`);
  }
  return protocolFault(valuesIn(head, 'sec-websocket-protocol'), sentValue(sent, 'sec-websocket-protocol'));
}

function protocolFault(chosen: readonly string[], offered: string | undefined): AgreementFault | undefined {
  const [protocol, second] = chosen;
  if (protocol === undefined) return undefined;
  const section = 'RFC 6455 §4.1';
  if (second !== undefined) return { section, text: 'The answer has Sec-WebSocket-Protocol more than once.' };
  const offers = offered === undefined ? undefined : parseTokenList(offered);
  if (offers?.includes(protocol) === true) return undefined;
  return { section, text: `The server chose the subprotocol ${JSON.stringify(protocol)}, which was not offered.` };
}
