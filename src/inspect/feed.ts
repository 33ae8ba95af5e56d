/**
 * What an inspector and its page tell each other over a WebSocket. Text messages are JSON, as below; binary ones are pieces of
 * a recording: the connection's number (32 bits), four bytes for nothing, the number of the first record (64-bit float), and
 * then the packed records, all of it little-endian.
 */
import type { Role } from '../../machines/index.ts';
import type { ReadyState } from '../endpoint/endpoint.ts';
import type { EngineKind } from '../engine/engine.ts';

/** What the list of connections shows of each. Times are milliseconds since 1970. */
export interface ConnectionSummary {
  readonly id: number;
  readonly role: Role;
  /** Where it leads: a URL, or the peer's address. */
  readonly label: string;
  readonly state: ReadyState;
  readonly engine: EngineKind;
  readonly protocol: string;
  readonly extensions: string;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Bytes that wait to be handed to the transport. */
  readonly bufferedAmount: number;
  /** Round trip of the last answered ping in milliseconds. */
  readonly latency: number | null;
  readonly since: number;
  /** It is being recorded. */
  readonly recorded: boolean;
  /** There once it is over. */
  readonly closed: { readonly at: number; readonly clean: boolean; readonly code: number; readonly why: string } | null;
}

/** From the inspector. */
export type FeedMessage =
  | {
      readonly type: 'hello';
      readonly program: { readonly pid: number; readonly title: string; readonly version: string };
      /** The wall clock when the recorder's was 0. */
      readonly epoch: number;
      readonly allowInject: boolean;
    }
  /** Connections that are new, or of which something has changed. */
  | { readonly type: 'connections'; readonly connections: readonly ConnectionSummary[] }
  /** Connections that are over and forgotten. */
  | { readonly type: 'gone'; readonly ids: readonly number[] }
  /** A request that could not be done. */
  | { readonly type: 'refused'; readonly why: string };

/** What the page may do to a connection, where the program allows it. */
export type Injection =
  | { readonly action: 'send'; readonly text: string }
  | { readonly action: 'ping'; readonly text: string }
  | { readonly action: 'close'; readonly code: number; readonly reason: string }
  | { readonly action: 'pause' | 'resume' | 'terminate' };

/** From the page. */
export type FeedRequest =
  /** Records the connection from now on, if it is not recorded yet, and sends what there is of it. */
  | { readonly type: 'watch'; readonly id: number }
  | { readonly type: 'unwatch'; readonly id: number }
  | ({ readonly type: 'inject'; readonly id: number } & Injection);

const HEAD = 16;

/** A piece of a recording as a binary message. */
export function packPiece(id: number, firstSeq: number, words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(HEAD + words.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, id, true);
  view.setFloat64(8, firstSeq, true);
  new Uint32Array(bytes.buffer, HEAD).set(words);
  return bytes;
}

/** @throws {SyntaxError} if it is no piece of a recording */
export function unpackPiece(message: ArrayBuffer): { id: number; firstSeq: number; words: Uint32Array } {
  if (message.byteLength < HEAD || message.byteLength % 4 !== 0)
    throw new SyntaxError('a piece of a recording is damaged');
  const view = new DataView(message);
  return { id: view.getUint32(0, true), firstSeq: view.getFloat64(8, true), words: new Uint32Array(message, HEAD) };
}
