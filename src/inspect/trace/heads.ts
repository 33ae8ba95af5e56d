/** The opening handshake of a recording: as it was, or, where recording began later, one that fits what was agreed on. */
import { acceptKey } from '../../codec/accept-key.ts';
import type { Journal } from '../journal.ts';

export interface Head {
  /** Milliseconds on the recorder's clock; undefined where it is made up. */
  readonly time: number | undefined;
  /** Up to and with the blank line. */
  readonly text: string;
}

export interface Heads {
  /** Undefined if none passed: the connection failed before. */
  readonly request: Head | undefined;
  readonly response: Head | undefined;
}

/** The key of RFC 6455 §1.3. */
const EXAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

export function headsOf(journal: Journal): Heads {
  const { request, response } = recorded(journal);
  // What is missing of a recording from the start has never been there.
  if (journal.head?.fromStart === true && journal.frames.length === 0) return { request, response };
  const asked = request ?? { time: undefined, text: requestFor(journal) };
  return { request: asked, response: response ?? { time: undefined, text: responseFor(journal, asked.text) } };
}

function recorded(journal: Journal): Heads {
  const client = journal.head?.role === 'client';
  let request: Head | undefined;
  let response: Head | undefined;
  for (let index = 0; index < journal.length; index++) {
    if (journal.kindAt(index) === 'frame' || (request !== undefined && response !== undefined)) break;
    const record = journal.record(index);
    if (record.kind !== 'handshake') continue;
    const head = { time: record.time, text: whole(record.head) };
    if ((record.direction === 'out') === client) request ??= head;
    else response ??= head;
  }
  return { request, response };
}

/** A head that was cut ends behind its last whole line. */
function whole(head: string): string {
  const end = head.indexOf('\r\n\r\n');
  return end < 0 ? `${head.slice(0, head.lastIndexOf('\r\n') + 2)}\r\n` : head.slice(0, end + 4);
}

function requestFor({ protocol, extensions }: Journal): string {
  return textOf([
    'GET / HTTP/1.1',
    'Host: recorded-later.invalid',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${EXAMPLE_KEY}`,
    'Sec-WebSocket-Version: 13',
    ...agreed(protocol, extensions),
  ]);
}

function responseFor({ protocol, extensions }: Journal, request: string): string {
  const [, key = EXAMPLE_KEY] = /^sec-websocket-key: *(\S+)/im.exec(request) ?? [];
  return textOf([
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(key)}`,
    ...agreed(protocol, extensions),
  ]);
}

function agreed(protocol: string, extensions: string): string[] {
  return [
    ...(protocol === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ...(extensions === '' ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
  ];
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}
