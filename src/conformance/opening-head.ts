/** Heads of the opening handshake: ours with anything changed, the subject's read as they come. */
import type { Duplex } from 'node:stream';
import { HttpHeadParser } from '../codec/index.ts';
import type { Head, HeaderChanges, Pace, Payload } from './model.ts';
import { octetsOf } from './wire-payload.ts';

/** More than any honest head has; a subject that floods is cut off here. */
const LIMITS = { maxBytes: 64 * 1024, maxHeaders: 256 };

export interface HeadRead {
  /** As it came, whatever it is. */
  readonly text: string;
  /** Absent if no head came. */
  readonly head: Head | undefined;
  /** What came after the head. */
  readonly rest: Uint8Array;
  /** Why there is no head, in words that follow “it”. */
  readonly problem: string;
  /** Nothing came in time, and the transport is still open. */
  readonly silent: boolean;
}

/**
 * Reads one head, and leaves the stream paused behind it. Never fails.
 * @param asked when the milliseconds begin: what is sent in small pieces takes its time
 */
export function readHead(stream: Duplex, ms: number, asked: Promise<void> = Promise.resolve()): Promise<HeadRead> {
  const parser = new HttpHeadParser(LIMITS);
  const chunks: Uint8Array[] = [];
  return new Promise((resolve) => {
    let settled = false;
    let timer: NodeJS.Timeout | undefined;
    const settle = (problem: string, rest: Uint8Array = new Uint8Array(0), silent = false) => {
      settled = true;
      clearTimeout(timer);
      stream.pause();
      stream.off('data', read).off('end', ended).off('close', ended).off('error', failed);
      const octets = Buffer.concat(chunks);
      const text = octets.subarray(0, Math.min(octets.length - rest.length, LIMITS.maxBytes)).toString('latin1');
      resolve({ text, head: problem === '' ? headOf(parser) : undefined, rest, problem, silent });
    };
    const read = (chunk: Uint8Array) => {
      chunks.push(chunk);
      const end = parser.push(chunk, 0, chunk.length);
      if (!parser.done) return;
      if (parser.fault === '') settle('', chunk.subarray(end));
      else settle(`sent what is not the head of an HTTP message (${parser.fault}): ${shown(chunks)}`);
    };
    const ended = () =>
      settle(chunks.length === 0 ? 'ended the connection without a word' : 'ended the connection within its head');
    const failed = () => settle('reset the connection');
    const late = () =>
      settle(`sent ${chunks.length === 0 ? 'nothing' : 'no whole head'} within ${ms} ms`, undefined, true);
    void asked.then(() => {
      if (!settled) timer = setTimeout(late, ms);
    });
    stream.on('data', read).on('end', ended).on('close', ended).on('error', failed);
    // It may have been paused on its way here; and it may have ended before anybody listened.
    if (stream.errored) failed();
    else if (stream.destroyed || stream.readableEnded) ended();
    else stream.resume();
  });
}

function headOf({ head }: HttpHeadParser): Head {
  return { startLine: head.startLine, headers: head.headers.map(([name, value]) => [name.toLowerCase(), value]) };
}

function shown(chunks: readonly Uint8Array[]): string {
  return JSON.stringify(Buffer.concat(chunks).subarray(0, 60).toString('latin1'));
}

/** The values of a header field, one for each time that it stands there. */
export function valuesIn(head: Head, name: string): string[] {
  return head.headers.filter(([each]) => each === name).map(([, value]) => value);
}

/** The values of a field as one, undefined if there is none. */
export function valueIn(head: Head, name: string): string | undefined {
  const values = valuesIn(head, name);
  return values.length === 0 ? undefined : values.join(', ');
}

export type Fields = readonly (readonly [name: string, value: string])[];

/** @param word stands in a header's text for `meaning` */
export function changeFields(fields: Fields, changes: HeaderChanges, word: string, meaning: string): Fields {
  const left = new Map(Object.entries(changes).map(([name, value]) => [name.toLowerCase(), { name, value }] as const));
  const changed = fields.flatMap((field) => {
    const change = left.get(field[0].toLowerCase());
    if (change === undefined) return [field];
    left.delete(field[0].toLowerCase());
    return repeated(change);
  });
  const added = [...left.values()].flatMap(repeated);
  return [...changed, ...added].map(([name, value]) => [name, substitute(value, word, meaning)] as const);
}

function repeated({ name, value }: { name: string; value: string | readonly string[] | null }) {
  const values = value === null ? [] : typeof value === 'string' ? [value] : value;
  return values.map((each) => [name, each] as const);
}

function substitute(text: string, word: string, meaning: string): string {
  // `Sec-WebSocket-KEY` is no place for it.
  return text.replace(new RegExp(`(?<![-\\w])${word}(?![-\\w])`, 'g'), () => meaning);
}

/** A head as octets. Nothing is checked: wrong ones are what a case may be about. */
export function writeHead(startLine: string, fields: Fields): Uint8Array {
  const lines = [startLine, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** A head that a case gives as a whole. */
export function rawHead(raw: Payload, word: string, meaning: string): Uint8Array {
  return typeof raw === 'string' ? Buffer.from(substitute(raw, word, meaning), 'latin1') : octetsOf(raw);
}

/** Writes a head and what follows it, in pieces if the pace says so. */
export async function writePaced(stream: Duplex, octets: Uint8Array, { chop, pause = 0 }: Pace): Promise<void> {
  const size = Math.max(1, chop ?? octets.length);
  for (let at = 0; at < octets.length && stream.writable; at += size) {
    stream.write(octets.subarray(at, at + size));
    if (chop === undefined) return;
    await new Promise((resolve) => (pause > 0 ? setTimeout(resolve, pause) : setImmediate(resolve)));
  }
}
