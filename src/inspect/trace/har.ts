/**
 * A recording as an HTTP archive (HAR 1.2) with the messages where Chrome's developer tools put them, `_webSocketMessages`:
 * text as it is, binary in base64; no pings, pongs and close frames. `send` is what this side has sent.
 */
import { decodeLatin1 } from '../../codec/latin1.ts';
import { TEXT } from '../../codec/opcodes.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import type { Journal } from '../journal.ts';
import { headsOf } from './heads.ts';
import { messagesOf, type RecordedMessage } from './messages.ts';

export function toHar(journals: ReadonlyMap<number, Journal>): string {
  const entries = [...journals.values()].map(entryOf);
  const creator = { name: 'wirechart', version: '1' };
  return `${JSON.stringify({ log: { version: '1.2', creator, entries } }, null, 2)}\n`;
}

function entryOf(journal: Journal): object {
  const epoch = journal.head?.epoch ?? 0;
  const [begin, end] = journal.length === 0 ? [0, 0] : [journal.timeAt(0), journal.timeAt(journal.length - 1)];
  const { request, response } = headsOf(journal);
  const asked = headOf(request?.text ?? '');
  // Chrome, too, writes 0 where there was no answer.
  const answered = headOf(response?.text ?? 'HTTP/1.1 0');
  const [method = 'GET', target = '/'] = asked.line === '' ? [] : asked.line.split(' ');
  const [version = 'HTTP/1.1', status = '0', ...reason] = answered.line.split(' ');
  return {
    startedDateTime: dateOf(epoch + begin),
    time: end - begin,
    request: {
      ...nothingOf(asked),
      method,
      url: urlOf(journal, asked, target),
      queryString: [...new URLSearchParams(target.split('?').slice(1).join('?'))].map(([name, value]) => ({
        name,
        value,
      })),
    },
    response: {
      ...nothingOf(answered),
      httpVersion: version,
      status: Number(status) || 0,
      statusText: reason.join(' '),
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
    },
    cache: {},
    timings: { send: 0, wait: end - begin, receive: 0 },
    _resourceType: 'websocket',
    _webSocketMessages: messagesOf(journal).map((message) => messageOf(message, epoch)),
  };
}

/** A file from elsewhere may say any time. */
function dateOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

/** A client is labelled with its URL; of a server nothing says whether it spoke over TLS. */
function urlOf({ head }: Journal, { fields }: ReturnType<typeof headOf>, target: string): string {
  const label = head?.role === 'client' ? head.label : '';
  const host = fields.find(({ name }) => name.toLowerCase() === 'host')?.value;
  if (host === undefined) return label;
  return `${/^wss:/i.test(label) ? 'wss' : 'ws'}://${host}${target}`;
}

function nothingOf({ fields }: ReturnType<typeof headOf>) {
  return { httpVersion: 'HTTP/1.1', headers: fields, cookies: [], headersSize: -1, bodySize: 0 };
}

function messageOf({ direction, opcode, time, bytes, incomplete }: RecordedMessage, epoch: number): object {
  return {
    type: direction === 'out' ? 'send' : 'receive',
    time: (epoch + time) / 1000,
    opcode,
    data: opcode === TEXT ? decodeUtf8(bytes, 0, bytes.length) : btoa(decodeLatin1(bytes, 0, bytes.length)),
    ...(incomplete ? { _incomplete: true } : {}),
  };
}

function headOf(text: string) {
  const [line = '', ...rest] = text.split('\r\n');
  const fields = rest.flatMap((each) => {
    const colon = each.indexOf(':');
    return colon < 1 ? [] : [{ name: each.slice(0, colon), value: each.slice(colon + 1).trim() }];
  });
  return { line, fields };
}
