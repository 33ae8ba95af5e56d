/** Compression of the plain subject: each message by itself, what went before as the dictionary. */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Defects } from './subject-defects.ts';

export interface DeflateTerms {
  /** Whether what we send may refer to earlier messages of ours, and how far back. */
  readonly ownTakeover: boolean;
  readonly ownBits: number;
  /** Whether what the peer sends may. */
  readonly peerTakeover: boolean;
}

const TAIL = Buffer.from('0000ffff', 'hex');
/** An empty final block: whoever is within another one does not come to it. */
const FINAL = Buffer.from('010000ffff', 'hex');
const LARGEST = 1 << 15;
const MESSAGE_LIMIT = 64 * 1024 * 1024;

export class SubjectDeflate {
  readonly #terms: DeflateTerms;
  readonly #defects: Defects;
  /** What the next message may refer to. */
  #sent: Buffer = Buffer.alloc(0);
  #received: Buffer = Buffer.alloc(0);

  constructor(terms: DeflateTerms, defects: Defects) {
    this.#terms = terms;
    this.#defects = defects;
  }

  compress(payload: Buffer): Buffer {
    const has = (defect: Parameters<Defects['has']>[0]) => this.#defects.has(defect);
    const wide = has('compresses with twice the window') ? Math.min(15, this.#terms.ownBits + 1) : this.#terms.ownBits;
    const bits = has('compresses with the largest window') ? 15 : wide;
    const remembers =
      (this.#terms.ownTakeover || has('remembers what it was to forget')) && !has('compresses each message alone');
    const octets = deflateRawSync(payload, {
      // zlib knows no 8; with 9 it goes 250 octets back at most.
      windowBits: Math.max(9, bits),
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(this.#sent.length > 0 ? { dictionary: this.#sent } : {}),
    });
    if (remembers) this.#sent = last(Buffer.concat([this.#sent, payload]), 1 << bits);
    if (has('leaves the end of a flush where it is')) return octets;
    return octets.subarray(0, octets.length - (has('cuts off five octets') ? 5 : 4));
  }

  /** The message in these pieces, or what is wrong with it. */
  expandAll(pieces: readonly Buffer[]): Buffer | 'broken' | 'too large' {
    const expanded: Buffer[] = [];
    for (const piece of pieces) {
      const payload = this.#expand(piece);
      if (typeof payload === 'string') return payload;
      expanded.push(payload);
    }
    return Buffer.concat(expanded);
  }

  /** What the peer may refer to from now on. */
  remember(payload: Buffer): void {
    const remembers = this.#terms.peerTakeover && !this.#defects.has('forgets what the peer remembers');
    if (remembers) this.#received = last(Buffer.concat([this.#received, payload]), LARGEST);
  }

  #expand(octets: Buffer): Buffer | 'broken' | 'too large' {
    try {
      const payload = inflateRawSync(Buffer.concat([octets, TAIL, FINAL]), {
        maxOutputLength: MESSAGE_LIMIT,
        ...(this.#received.length > 0 ? { dictionary: this.#received } : {}),
      });
      this.remember(payload);
      return payload;
    } catch (error) {
      const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      if (tooLarge) return 'too large';
      return this.#defects.has('takes compressed data that is broken') ? Buffer.from('?') : 'broken';
    }
  }
}

function last(octets: Buffer, size: number): Buffer {
  return octets.subarray(Math.max(0, octets.length - size));
}
