/**
 * Where extensions come in (RFC 6455 §9). An extension is negotiated in the opening handshake; what was agreed on gives each
 * connection a codec for its messages, which the charts switch on with the reserved bit that it defines. There is one,
 * permessage-deflate. Another would be a further `Extension`, with the rule for its bit in machines/read-loop.ts.
 */
import type { ExtensionOffer } from '../codec/header-values.ts';

export interface Extension {
  /** Client: the value of Sec-WebSocket-Extensions to ask with. */
  readonly offer: string;
  /** Client: judges the server's answer. */
  check(answer: readonly ExtensionOffer[]): Agreement | 'not-offered' | 'bad-parameters';
  /** Server: takes one of the client's offers, or none. */
  agree(offers: readonly ExtensionOffer[]): Agreement | undefined;
}

/** What both sides agreed on. Connections with the same agreement share this object. */
export interface Agreement {
  /** As the server writes it in Sec-WebSocket-Extensions. */
  readonly header: string;
  /** For one connection. */
  createCodec(): MessageCodec;
}

export type InflateFault = '' | 'bad-data' | 'too-large';

/** Compresses what one connection sends and inflates what it receives. */
export interface MessageCodec {
  /** Codecs of the same kind make the same of a message. Undefined where messages lean on those before them. */
  readonly kind: string | undefined;
  /** Nothing is under way and no history is kept: it may be let go of. */
  readonly atRest: boolean;

  /** What `inflate` made last, from 0 to `inflatedLength`. It can be had once: large messages are not kept. */
  takeInflated(): Uint8Array;
  readonly inflatedLength: number;
  /** What `takeInflated` gives is memory that the next call of any codec overwrites. */
  readonly volatile: boolean;
  /**
   * Takes compressed payload in.
   * @param last it is the end of its message
   * @param room bytes that may come out; inflating stops there
   */
  inflate(bytes: Uint8Array, start: number, end: number, last: boolean, room: number): InflateFault;

  /** Whether a message of so many bytes is worth it, if the application does not say. */
  worthwhile(length: number): boolean;
  /** A message of so many bytes would hold everybody up: it is to be compressed with `deflateLater`. */
  large(length: number): boolean;
  /**
   * Compresses a message, or the part of it that makes one frame.
   * @param last it is the end of its message
   * @returns bytes that are overwritten by the next call, unless they are many
   */
  deflate(payload: string | Uint8Array, length: number, last: boolean): Uint8Array;
  /** Compresses a whole message elsewhere, a few at a time of all connections. No other may be compressed meanwhile. */
  deflateLater(payload: string | Uint8Array, length: number): Promise<Uint8Array>;
  /** Whether a message may be sent as it is after all, when compressing has made it no smaller. */
  readonly mayGiveUp: boolean;

  /** The connection is over. */
  close(): void;
}
