/** Runs a vector against an endpoint, its bytes cut and handed over as the caller likes, and writes down what came of it. */
import { createHash } from 'node:crypto';
import type { CloseRecord } from '../../src/endpoint/close-record.ts';
import { resolveCompression } from '../../src/endpoint/compression-options.ts';
import type { Handlers } from '../../src/endpoint/levels.ts';
import { requestOf } from '../../src/endpoint/opening.ts';
import { PermessageDeflate } from '../../src/endpoint/permessage-deflate.ts';
import type { Platform } from '../../src/endpoint/platform.ts';
import { nodeZlib } from '../../src/node/zlib.ts';
import { type Feeding, given } from './feeding.ts';
import type { Vector } from './vector-file.ts';
import { decodeFrames, frameText, parseFrame, parsePayload, payloadText, words } from './vector-frames.ts';
import { concat, makeSide, requestHeaders, type Side } from './wire.ts';

/** All that a vector is judged by. */
export interface Outcome {
  readonly events: readonly string[];
  readonly out: readonly string[];
  readonly closed: string | undefined;
}

/** Cuts bytes into pieces; `offset` is where in the whole vector they begin. */
export type Cut = (bytes: Uint8Array, offset: number) => readonly Uint8Array[];

/** What a handler was told; its payload is looked at when all is over, as an application may keep it. */
interface Told {
  readonly words: string;
  readonly payload?: readonly (Uint8Array | string)[];
}

/** The bytes between two actions, put together. */
interface Segment {
  readonly bytes: Uint8Array;
  readonly action: readonly string[] | undefined;
}

export function runVector(vector: Vector, cut: Cut, { platform, feed }: Feeding = given): Outcome {
  const events: Told[] = [];
  const side = begin(vector, events, platform);
  let offset = 0;
  for (const { bytes, action } of segmentsOf(vector, side)) {
    for (const piece of cut(bytes, offset)) feed(side.endpoint, piece);
    offset += bytes.length;
    if (action !== undefined) act(side, action);
  }
  const stillOpen = side.endpoint.state === 'open' && vector.closed === undefined;
  if (!stillOpen) side.endpoint.transportEnded();
  const out = describeOutput(written(side), vector);
  const [record] = side.records;
  return { events: events.map(eventText), out, closed: record === undefined ? undefined : closeText(record) };
}

/** What the vector says should come of it. */
export function expectedOutcome({ events, out, closed }: Vector): Outcome {
  return {
    events: events.map(canonicalEvent),
    out: out.map((line) => (line.startsWith('frame ') ? canonicalFrame(line) : line)),
    closed,
  };
}

/** The offsets in the whole vector where cuts matter: all of short steps, both ends of long ones, and some between. */
export function cutPlaces(vector: Vector): number[] {
  const places = new Set<number>();
  let length = 0;
  for (const step of vector.steps) {
    if (step.kind !== 'bytes') continue;
    const size = step.make({ accept: '-'.repeat(28) }).length;
    const stride = Math.ceil(size / 8);
    for (let at = 0; at < size; at++) {
      const near = size <= 40 || at < 15 || size - at < 5;
      if (near || at % stride === 0) places.add(length + at);
    }
    length += size;
  }
  places.delete(0);
  return [...places];
}

function begin(vector: Vector, events: Told[], platform: Platform): Side {
  const { role, level, bounds, opening, protocols } = vector;
  const side = makeSide({
    role,
    bounds,
    base: platform,
    handlers: { ...handlersFor(level, events), ...(opening ? openingHandlers(events) : {}) },
    extension: extensionOf(vector, platform),
    request: { target: '/chat', host: 'server.example.com', protocols, headers: [] },
    decide: (endpoint, request) => {
      const protocol = request.protocols.find((each) => protocols.includes(each));
      endpoint.accept(protocol === undefined ? {} : { protocol });
    },
  });
  const { endpoint } = side;
  endpoint.transportReady();
  if (opening) return side;
  const { compression, extensions } = vector;
  if (role === 'server') {
    const asked = compression === undefined ? [] : ([['Sec-WebSocket-Extensions', extensions]] as const);
    endpoint.receiveRequest(requestOf('GET', '/chat', 'HTTP/1.1', [...requestHeaders, ...asked]));
  } else {
    const accept = acceptOf(written(side));
    const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}`;
    const agreed = compression === undefined ? '' : `\r\nSec-WebSocket-Extensions: ${extensions}`;
    endpoint.receive(Uint8Array.from(Buffer.from(`${head}${agreed}\r\n\r\n`)));
  }
  if (compression !== undefined && endpoint.agreement === undefined) throw new Error(`declined: ${extensions}`);
  side.transport.take();
  return side;
}

function extensionOf({ compression, role }: Vector, platform: Platform): PermessageDeflate | undefined {
  const settings = compression === undefined ? undefined : resolveCompression(compression, role);
  return settings && new PermessageDeflate(settings, nodeZlib(), platform);
}

function handlersFor(level: Vector['level'], events: Told[]): Handlers<Side> {
  const tell = (words: string, ...payload: (Uint8Array | string)[]) => void events.push({ words, payload });
  const common: Handlers<Side> = {
    ping: (_, payload) => tell('ping', payload),
    pong: (_, payload) => tell('pong', payload),
    closing: () => void events.push({ words: 'closing' }),
  };
  if (level === 1) {
    return {
      ...common,
      message: (_, message) => tell(`message ${typeof message === 'string' ? 'text' : 'binary'}`, message),
    };
  }
  if (level === 2) {
    return {
      ...common,
      messageBegin: (_, type) => void events.push({ words: `messageBegin ${type}` }),
      messageFrame: (_, payload) => tell('messageFrame', payload),
      messageEnd: () => void events.push({ words: 'messageEnd' }),
    };
  }
  // How the data of a frame is cut depends on how the bytes are: it is put together again.
  let begun = '';
  let data: Uint8Array[] = [];
  return {
    ...common,
    frameBegin: (_, { type, first, last, length }) => {
      begun = `frame ${type}${first ? ' first' : ''}${last ? ' last' : ''} ${length}`;
    },
    frameData: (_, bytes) => void data.push(bytes),
    frameEnd: () => {
      tell(begun, ...data);
      data = [];
    },
  };
}

function openingHandlers(events: Told[]): Handlers<Side> {
  return { open: ({ endpoint }) => void events.push({ words: `open ${JSON.stringify(endpoint.protocol)}` }) };
}

function eventText({ words, payload }: Told): string {
  if (payload === undefined) return words;
  const bytes = payload.map((each) => (typeof each === 'string' ? Buffer.from(each, 'utf8') : each));
  return `${words} ${payloadText(concat(bytes))}`;
}

function segmentsOf(vector: Vector, side: Side): Segment[] {
  const accept = vector.opening && vector.role === 'client' ? acceptOf(written(side)) : '';
  const segments: Segment[] = [];
  let parts: Uint8Array[] = [];
  for (const step of vector.steps) {
    if (step.kind === 'bytes') parts.push(step.make({ accept }));
    else {
      segments.push({ bytes: concat(parts), action: step.words });
      parts = [];
    }
  }
  segments.push({ bytes: concat(parts), action: undefined });
  return segments;
}

function act({ endpoint, transport, clock }: Side, [name, ...rest]: readonly string[]): void {
  const payload = () => parsePayload(rest.slice(1));
  if (name === 'send') void endpoint.send(rest[0] === 'text' ? 1 : 2, payload());
  else if (name === 'ping') endpoint.ping(parsePayload(rest));
  else if (name === 'close') endpoint.close(Number(rest[0]), rest[1] === undefined ? '' : JSON.parse(rest[1]));
  else if (name === 'pause') endpoint.pause();
  else if (name === 'resume') endpoint.resume();
  else if (name === 'block') transport.accepts = false;
  else if (name === 'drain') {
    transport.accepts = true;
    endpoint.drained();
  } else if (name === 'flush') endpoint.flush();
  else if (name === 'end') endpoint.transportEnded();
  else if (name === 'wait') {
    clock.time += Number(rest[0]);
    endpoint.wake();
  } else throw new Error(`no action ${name}`);
}

/** Everything that the endpoint has written and nobody has taken. */
function written({ endpoint, transport }: Side): Uint8Array {
  endpoint.flush();
  return concat(transport.chunks);
}

function acceptOf(request: Uint8Array): string {
  const key = /Sec-WebSocket-Key: (\S+)/.exec(Buffer.from(request).toString('latin1'))?.[1] ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

function describeOutput(bytes: Uint8Array, { role, opening }: Vector): string[] {
  const lines: string[] = [];
  let frames = bytes;
  if (opening && bytes.length > 0) {
    const text = Buffer.from(bytes).toString('latin1');
    const end = text.indexOf('\r\n\r\n') + 4;
    const head = text.slice(0, end - 4).split('\r\n');
    const [start = ''] = head;
    const status = /^HTTP\/1.1 (\d+)/.exec(start)?.[1];
    if (status !== undefined && status !== '101') return [`status ${status}`];
    lines.push(...head.map((line) => `| ${line.replace(/^(Sec-WebSocket-Key:).*/, '$1 …')}`), '|');
    frames = bytes.subarray(end);
  }
  for (const frame of decodeFrames(frames)) {
    if ((frame.key !== undefined) !== (role === 'client')) throw new Error(`wrongly masked: ${frameText(frame)}`);
    lines.push(`frame ${frameText(frame)}`);
  }
  return lines;
}

function canonicalFrame(line: string): string {
  return `frame ${frameText(parseFrame(words(line).slice(1), undefined))}`;
}

/** The words of an event, then its payload. */
function canonicalEvent(line: string): string {
  const plain = /^(closing|messageBegin|messageEnd|open)\b/;
  if (plain.test(line)) return line;
  const items = words(line);
  const [name] = items;
  const count = name === 'message' ? 2 : name === 'frame' ? items.findIndex((item) => /^\d+$/.test(item)) + 1 : 1;
  return [...items.slice(0, count), payloadText(parsePayload(items.slice(count)))].join(' ');
}

function closeText({ clean, code, reason, began, violation }: CloseRecord): string {
  const quoted = reason === '' ? '' : ` ${JSON.stringify(reason)}`;
  const text = `${clean ? 'clean' : 'unclean'} ${code}${quoted} by ${began === '' ? 'nobody' : began}`;
  if (violation === undefined) return text;
  const { id, machine, state, offset } = violation;
  const place = `${offset < 0 ? '' : ` at ${offset}`}${machine === '' ? '' : ` in ${machine} ${state}`}`;
  return `${text}: ${id}${place}`;
}
