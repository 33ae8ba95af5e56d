/**
 * permessage-deflate on our side, RFC 7692. Every message is worked on by itself, at once, with the window that went
 * before handed in as the dictionary: so the window is exactly as long as was agreed on, and a subject that keeps more
 * of it, or keeps it where it must not, is found out.
 */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DeflateParameters } from '../codec/index.ts';

/** What the two sides agreed on. */
export type DeflateAgreement = DeflateParameters;

/** How one side compresses. */
export interface DeflateDirection {
  readonly noContextTakeover: boolean;
  readonly windowBits: number;
}

export function directionOf(agreement: DeflateAgreement, sender: 'server' | 'client'): DeflateDirection {
  return sender === 'server'
    ? { noContextTakeover: agreement.serverNoContextTakeover, windowBits: agreement.serverMaxWindowBits }
    : { noContextTakeover: agreement.clientNoContextTakeover, windowBits: agreement.clientMaxWindowBits };
}

/** What a sync flush ends with, and a message leaves out (RFC 7692 §7.2.1). */
const TAIL = Buffer.of(0x00, 0x00, 0xff, 0xff);
/** An empty final block. Behind the tail only a message gets to it that ends as it has to: between two blocks. */
const FINAL = Buffer.of(0x01, 0x00, 0x00, 0xff, 0xff);

/** Sending is not to be the suite's main work. */
const LEVEL = 1;

/** The last octets of one side's messages, as many as its window holds. */
class Window {
  octets: Uint8Array = new Uint8Array(0);
  readonly #size: number;

  constructor({ noContextTakeover, windowBits }: DeflateDirection) {
    this.#size = noContextTakeover ? 0 : 1 << windowBits;
  }

  append(octets: Uint8Array): void {
    if (this.#size === 0 || octets.length === 0) return;
    if (octets.length >= this.#size) this.octets = octets.subarray(octets.length - this.#size);
    else {
      const kept = Math.min(this.octets.length, this.#size - octets.length);
      this.octets = Buffer.concat([this.octets.subarray(this.octets.length - kept), octets]);
    }
  }
}

function dictionaryOf({ octets }: Window): { dictionary: Uint8Array } | object {
  return octets.length === 0 ? {} : { dictionary: octets };
}

export class Deflater {
  readonly #window: Window;
  readonly #windowBits: number;

  constructor(direction: DeflateDirection) {
    this.#window = new Window(direction);
    // zlib has no raw window of 256 octets. One of 512 never refers back further than 512 - 262, which is within 256.
    this.#windowBits = Math.max(9, direction.windowBits);
  }

  deflate(payload: Uint8Array): Uint8Array {
    const octets = deflateRawSync(payload, {
      level: LEVEL,
      windowBits: this.#windowBits,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...dictionaryOf(this.#window),
    });
    this.#window.append(payload);
    return octets.subarray(0, octets.length - TAIL.length);
  }
}

export class InflationFault extends Error {
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge: boolean) {
    super(message);
    this.tooLarge = tooLarge;
  }
}

/** zlib looks no further back than the window and what it has written in this step: small steps leave little beyond. */
const STEP_IN_SMALL_WINDOWS = 64;
/** So many octets are looked at in small steps, as these are slow. Whoever uses too large a window does so early. */
const STRICT_OCTETS = 2 * 1024 * 1024;

export class Inflater {
  readonly #window: Window;
  readonly #direction: DeflateDirection;
  #seen = 0;
  #lastLength = 0;

  constructor(direction: DeflateDirection) {
    this.#window = new Window(direction);
    this.#direction = direction;
  }

  /** @throws {InflationFault} in words for a report */
  inflate(octets: Uint8Array, limit: number): Uint8Array {
    // No compressor makes no octets of an empty message; what they mean is not said (RFC 7692 §7.2.3.6).
    if (octets.length === 0) return octets;
    try {
      const payload = inflateRawSync(Buffer.concat([octets, TAIL, FINAL]), {
        windowBits: this.#direction.windowBits,
        maxOutputLength: limit,
        chunkSize: this.#chunkSize(),
        ...dictionaryOf(this.#window),
      });
      this.#seen += payload.length;
      this.#lastLength = payload.length;
      this.#window.append(payload);
      return payload;
    } catch (error) {
      throw this.#faultOf(error, limit);
    }
  }

  #chunkSize(): number {
    if (this.#direction.windowBits < 15 && this.#seen < STRICT_OCTETS) return STEP_IN_SMALL_WINDOWS;
    // Messages of a loop are about equally long: one step for each.
    return Math.min(1 << 18, Math.max(1 << 10, this.#lastLength + 64));
  }

  #faultOf(error: unknown, limit: number): InflationFault {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      return new InflationFault(`A message inflates to more than ${limit} octets.`, true);
    if (code === undefined || !code.startsWith('Z_')) throw error;
    const { noContextTakeover, windowBits } = this.#direction;
    const context = noContextTakeover
      ? 'no context takeover was agreed on: a message must not refer back beyond its beginning'
      : `the window agreed on has ${1 << windowBits} octets`;
    return new InflationFault(`A compressed message cannot be inflated: ${message} (${context}).`, false);
  }
}
