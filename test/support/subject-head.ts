/** Heads of HTTP messages, as the plain subject reads and writes them. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Defects } from './subject-defects.ts';

export const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

export interface SubjectHead {
  readonly startLine: string;
  /** Names in lower case. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export interface ReadHead {
  /** `malformed`, `too large`; `ended` if the transport did before. */
  readonly head: SubjectHead | 'malformed' | 'too large' | 'ended';
  readonly rest: Buffer;
}

const END = '\r\n\r\n';
const LARGEST = 16 * 1024;

/** Reads a head, and leaves the stream paused behind it. */
export function readHead(stream: Duplex, defects: Defects): Promise<ReadHead> {
  let octets: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (head: ReadHead['head'], rest: Buffer) => {
      stream.off('data', take).off('end', ended).off('close', ended).pause();
      resolve({ head, rest });
    };
    const ended = () => settle('ended', octets);
    const take = (chunk: Buffer) => {
      octets = Buffer.concat([octets, chunk]);
      const end = octets.indexOf(END);
      if (end < 0 && defects.has('expects the head in one piece')) settle('malformed', octets);
      else if (end < 0 && octets.length > LARGEST) settle('too large', octets);
      if (end >= 0) settle(parseHead(octets.toString('latin1', 0, end)), octets.subarray(end + END.length));
    };
    stream.on('error', () => stream.destroy());
    stream.on('data', take).on('end', ended).on('close', ended);
  });
}

const FIELD = new RegExp(`^(${TOKEN}):(.*)$`);

function parseHead(text: string): SubjectHead | 'malformed' | 'too large' {
  if (text.length > LARGEST) return 'too large';
  const [startLine = '', ...lines] = text.split('\r\n');
  const fields: [string, string][] = [];
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) return 'malformed';
    fields.push([name.toLowerCase(), value.trim()]);
  }
  return { startLine, fields };
}

export function writeHead(startLine: string, fields: readonly (readonly [string, string])[]): string {
  return [startLine, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

export function valuesOf({ fields }: SubjectHead, name: string): string[] {
  return fields.filter(([each]) => each === name).map(([, value]) => value);
}

/** The values of a field as one list, undefined if it is not there. */
export function listOf(head: SubjectHead, name: string): string | undefined {
  const values = valuesOf(head, name);
  return values.length === 0 ? undefined : values.join(', ');
}

export function hasToken(list: string | undefined, token: string): boolean {
  return (list ?? '').split(',').some((each) => each.trim().toLowerCase() === token);
}

export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
