/**
 * A message that goes to many connections, encoded once: text becomes UTF-8 once, and a server's frame, which is not masked,
 * is the same for all of them. So is what compressing makes of it, where connections compress each message by itself.
 */
import { encodeFrameHeader, frameHeaderLength } from '../codec/frame-header.ts';
import { BINARY, TEXT } from '../codec/opcodes.ts';
import type { MessageCodec } from './extension.ts';
import { FIN, payloadLength, RSV1 } from './output.ts';
import type { Platform } from './platform.ts';

/** A message's payload, and the frame that holds it, not masked. */
export interface Encoded {
  readonly payload: Uint8Array;
  readonly frame: Uint8Array;
}

/** Kinds of codec whose results one message keeps; connections of one server have few. */
const MOST_KINDS = 8;

/** Made by `prepareMessage`. Its bytes are its own: changing those it was made of changes nothing. */
export class PreparedMessage {
  readonly type: 'text' | 'binary';
  /** Bytes of payload, as UTF-8 if it is text. */
  readonly length: number;
  /** Whether it is to be compressed; undefined: if it is worth it. */
  readonly compress: boolean | undefined;
  readonly #platform: Platform;
  readonly #plain: Encoded;
  /** What codecs of a kind made of it, or are about to. */
  #compressed: Map<string, Encoded | Promise<Encoded>> | undefined;

  constructor(message: string | Uint8Array, compress: boolean | undefined, platform: Platform) {
    const text = typeof message === 'string';
    this.type = text ? 'text' : 'binary';
    this.length = payloadLength(message, platform);
    this.compress = compress;
    this.#platform = platform;
    this.#plain = this.#encode(this.opcode, message, this.length);
  }

  /** @internal */
  get opcode(): number {
    return this.type === 'text' ? TEXT : BINARY;
  }

  /** @internal As it is. */
  get plain(): Encoded {
    return this.#plain;
  }

  /**
   * @internal What is there already of the codec's compressing; `plain` if that makes it no smaller.
   * @returns undefined where each connection compresses for itself
   */
  compressed(codec: MessageCodec): Encoded | undefined {
    const { kind } = codec;
    if (kind === undefined) return undefined;
    const known = this.#compressed?.get(kind);
    if (known !== undefined && !(known instanceof Promise)) return known;
    return this.#keep(kind, this.#take(codec.deflate(this.#plain.payload, this.length, true)));
  }

  /**
   * @internal As `compressed`, done in the background: by the first connection that asks, for all.
   * @returns undefined where each connection compresses for itself
   */
  compressedLater(codec: MessageCodec): Promise<Encoded> | undefined {
    const { kind } = codec;
    if (kind === undefined) return undefined;
    const known = this.#compressed?.get(kind);
    if (known !== undefined) return Promise.resolve(known);
    const made = codec.deflateLater(this.#plain.payload, this.length).then(
      (bytes) => this.#keep(kind, this.#take(bytes)),
      (error: unknown) => {
        // The next one may find memory for it.
        this.#compressed?.delete(kind);
        throw error;
      },
    );
    return this.#keep(kind, made);
  }

  /** @internal Compressing it with this codec takes no time. */
  hasCompressed({ kind }: MessageCodec): boolean {
    const known = kind === undefined ? undefined : this.#compressed?.get(kind);
    return known !== undefined && !(known instanceof Promise);
  }

  #take(compressed: Uint8Array): Encoded {
    if (compressed.length >= this.length) return this.#plain;
    return this.#encode(this.opcode | RSV1, compressed, compressed.length);
  }

  #keep<T extends Encoded | Promise<Encoded>>(kind: string, made: T): T {
    this.#compressed ??= new Map();
    if (this.#compressed.size === MOST_KINDS && !this.#compressed.has(kind)) this.#compressed.clear();
    this.#compressed.set(kind, made);
    return made;
  }

  #encode(opcode: number, payload: string | Uint8Array, length: number): Encoded {
    const header = frameHeaderLength(length, false);
    const frame = this.#platform.allocate(header + length);
    encodeFrameHeader(frame, 0, opcode | FIN, length, false, 0);
    if (typeof payload === 'string') this.#platform.encodeText(payload, frame, header, length);
    else frame.set(payload, header);
    return { payload: frame.subarray(header), frame };
  }
}
