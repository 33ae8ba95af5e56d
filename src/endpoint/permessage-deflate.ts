/**
 * permessage-deflate (RFC 7692) for one connection: which zlib streams it uses, and when.
 *
 * With context takeover a direction has a stream of its own, kept from message to message and made by its first compressed
 * message. Without, a stream is borrowed for each message: all connections share a few.
 */
import { type ExtensionOffer, serializeExtensions } from '../codec/header-values.ts';
import { agreeOnDeflate, checkDeflateAnswer, type DeflateWishes, offerDeflate } from '../codec/permessage-deflate.ts';
import { copyOf } from '../codec/word-view.ts';
import type { CompressionSettings } from './compression-options.ts';
import type { DeflateEngine, Deflater, DeflateSettings, Inflater } from './deflate-engine.ts';
import type { Agreement, Extension, InflateFault, MessageCodec } from './extension.ts';
import { COPY_LIMIT } from './output.ts';
import type { Platform } from './platform.ts';

/** From this many bytes on a message is compressed in the background: it would hold others up for a millisecond or more. */
const LARGE = 32 * 1024;
/** Most streams of a kind that wait to be borrowed. */
const MOST_IDLE = 8;

const nothing = new Uint8Array(0);
/** An empty message, or an end with nothing to add: the header of an empty block, whose rest is the tail (RFC 7692 §7.2.3.6). */
const emptyBlock = Uint8Array.of(0x00);
/** What is left out at the end of a message (RFC 7692 §7.2.1). */
const TAIL_LENGTH = 4;

/** Streams that nobody uses. */
class Pool<T extends { reset(): void; close(): void }> {
  readonly #idle: T[] = [];
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  take(): T {
    return this.#idle.pop() ?? this.#make();
  }

  giveBack(stream: T): void {
    if (this.#idle.length === MOST_IDLE) stream.close();
    else {
      stream.reset();
      this.#idle.push(stream);
    }
  }
}

/** What one side does, from its own point of view. */
interface Sides {
  readonly takeover: boolean;
  readonly peerTakeover: boolean;
  readonly windowBits: number;
  readonly peerWindowBits: number;
}

/** One agreement's streams, and what all its connections have in common. */
class DeflateAgreement implements Agreement {
  readonly header: string;
  readonly takeover: boolean;
  readonly peerTakeover: boolean;
  readonly settings: DeflateSettings;
  /** See `MessageCodec`. */
  readonly kind: string | undefined;
  readonly threshold: number;
  readonly engine: DeflateEngine;
  readonly platform: Platform;
  readonly deflaters: Pool<Deflater>;
  readonly inflaters: Pool<Inflater>;

  constructor(header: string, sides: Sides, options: CompressionSettings, engine: DeflateEngine, platform: Platform) {
    this.header = header;
    this.takeover = sides.takeover;
    this.peerTakeover = sides.peerTakeover;
    this.settings = { windowBits: sides.windowBits, level: options.level, memLevel: options.memLevel };
    this.kind = sides.takeover ? undefined : Object.values(this.settings).join(' ');
    this.threshold = options.threshold;
    this.engine = engine;
    this.platform = platform;
    this.deflaters = new Pool(() => engine.createDeflater(this.settings));
    this.inflaters = new Pool(() => engine.createInflater(sides.peerWindowBits, !sides.peerTakeover));
  }

  createCodec(): MessageCodec {
    return new DeflateCodec(this);
  }
}

class DeflateCodec implements MessageCodec {
  inflatedLength = 0;
  volatile = false;
  readonly #agreement: DeflateAgreement;
  #deflater: Deflater | undefined;
  #inflater: Inflater | undefined;
  #inflated: Uint8Array = nothing;

  constructor(agreement: DeflateAgreement) {
    this.#agreement = agreement;
  }

  get kind(): string | undefined {
    return this.#agreement.kind;
  }

  get atRest(): boolean {
    return this.#deflater === undefined && this.#inflater === undefined;
  }

  inflate(bytes: Uint8Array, start: number, end: number, last: boolean, room: number): InflateFault {
    const { inflaters, peerTakeover } = this.#agreement;
    this.#inflater ??= inflaters.take();
    const fault = this.#inflateWith(this.#inflater, bytes, start, end, last, room);
    if (fault !== '') {
      // It may be anywhere in its data: of no use to others.
      this.#inflater.close();
      this.#inflater = undefined;
    } else if (last && !peerTakeover) {
      inflaters.giveBack(this.#inflater);
      this.#inflater = undefined;
    }
    return fault;
  }

  #inflateWith(
    inflater: Inflater,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: boolean,
    room: number,
  ): InflateFault {
    inflater.push(bytes, start, end, last, room);
    const full: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const made = inflater.next();
      if (typeof made === 'string') return made;
      length += made;
      if (length > room) return 'too-large';
      if (made < inflater.output.length) break;
      full.push(copyOf(inflater.output, 0, made));
    }
    this.inflatedLength = length;
    this.volatile = full.length === 0;
    if (this.volatile) this.#inflated = inflater.output;
    else this.#inflated = joined(full, inflater.output, length, this.#agreement.platform);
    return '';
  }

  takeInflated(): Uint8Array {
    const inflated = this.#inflated;
    this.#inflated = nothing;
    return inflated;
  }

  worthwhile(length: number): boolean {
    return length >= this.#agreement.threshold;
  }

  large(length: number): boolean {
    return length >= LARGE;
  }

  get mayGiveUp(): boolean {
    return !this.#agreement.takeover;
  }

  deflate(payload: string | Uint8Array, length: number, last: boolean): Uint8Array {
    const { deflaters, takeover } = this.#agreement;
    this.#deflater ??= deflaters.take();
    const compressed = length === 0 ? nothing : this.#deflateWith(this.#deflater, payload, length);
    if (last && !takeover) {
      deflaters.giveBack(this.#deflater);
      this.#deflater = undefined;
    }
    if (!last) return owned(compressed, compressed.length);
    return length === 0 ? emptyBlock : owned(compressed, compressed.length - TAIL_LENGTH);
  }

  async deflateLater(payload: string | Uint8Array, length: number): Promise<Uint8Array> {
    const { engine, settings, platform } = this.#agreement;
    const bytes = typeof payload === 'string' ? encodeApart(payload, length, platform) : payload;
    const compressed = await engine.deflateApart(bytes, settings);
    // The message is longer than any window: what was sent before it is out of reach anyway.
    this.#deflater?.reset();
    return compressed.subarray(0, compressed.length - TAIL_LENGTH);
  }

  #deflateWith(deflater: Deflater, payload: string | Uint8Array, length: number): Uint8Array {
    if (typeof payload !== 'string') return deflater.deflate(payload, 0, length);
    return deflater.deflate(encode(payload, length, this.#agreement.platform), 0, length);
  }

  close(): void {
    this.#deflater?.close();
    this.#inflater?.close();
    this.#deflater = undefined;
    this.#inflater = undefined;
  }
}

/** permessage-deflate for connections of one role with the same options. */
export class PermessageDeflate implements Extension {
  readonly offer: string;
  readonly #options: CompressionSettings;
  readonly #wishes: DeflateWishes;
  readonly #engine: DeflateEngine;
  readonly #platform: Platform;
  /** Agreements by their header: there are few, and connections share them. */
  readonly #agreements = new Map<string, DeflateAgreement>();

  constructor(options: CompressionSettings, engine: DeflateEngine, platform: Platform) {
    this.#options = options;
    this.#wishes = options;
    this.#engine = engine;
    this.#platform = platform;
    this.offer = serializeExtensions(offerDeflate(options));
  }

  agree(offers: readonly ExtensionOffer[]): Agreement | undefined {
    const agreed = agreeOnDeflate(offers, this.#wishes);
    if (agreed === undefined) return undefined;
    const { parameters } = agreed;
    return this.#agreement(serializeExtensions([agreed.answer]), {
      takeover: !parameters.serverNoContextTakeover,
      peerTakeover: !parameters.clientNoContextTakeover,
      windowBits: parameters.serverMaxWindowBits,
      peerWindowBits: parameters.clientMaxWindowBits,
    });
  }

  check(answer: readonly ExtensionOffer[]): Agreement | 'not-offered' | 'bad-parameters' {
    const checked = checkDeflateAnswer(answer, this.#wishes);
    if ('fault' in checked) return checked.fault;
    const { parameters } = checked;
    return this.#agreement(serializeExtensions(answer), {
      takeover: !parameters.clientNoContextTakeover,
      peerTakeover: !parameters.serverNoContextTakeover,
      windowBits: parameters.clientMaxWindowBits,
      peerWindowBits: parameters.serverMaxWindowBits,
    });
  }

  #agreement(header: string, sides: Sides): DeflateAgreement {
    let agreement = this.#agreements.get(header);
    if (agreement === undefined) {
      agreement = new DeflateAgreement(header, sides, this.#options, this.#engine, this.#platform);
      this.#agreements.set(header, agreement);
    }
    return agreement;
  }
}

/** Memory for text that is about to be compressed; of everybody's, as that happens at once. */
let scratch: Uint8Array = nothing;

function encode(text: string, length: number, platform: Platform): Uint8Array {
  if (length > LARGE) return encodeApart(text, length, platform);
  if (scratch.length === 0) scratch = platform.allocate(LARGE);
  platform.encodeText(text, scratch, 0, length);
  return scratch;
}

/** In memory of its own. */
function encodeApart(text: string, length: number, platform: Platform): Uint8Array {
  const bytes = platform.allocate(length);
  platform.encodeText(text, bytes, 0, length);
  return bytes;
}

/** The output copies what is short; what is long it takes as it is. */
function owned(bytes: Uint8Array, length: number): Uint8Array {
  return length > COPY_LIMIT ? copyOf(bytes, 0, length) : bytes.subarray(0, length);
}

function joined(full: readonly Uint8Array[], last: Uint8Array, length: number, platform: Platform): Uint8Array {
  const whole = platform.allocate(length);
  let at = 0;
  for (const part of full) {
    whole.set(part, at);
    at += part.length;
  }
  whole.set(last.subarray(0, length - at), at);
  return whole;
}
