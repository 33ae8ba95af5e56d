/**
 * UTF-8 (RFC 3629): checking it as it streams in (RFC 6455 8.1), and text to bytes and back.
 */

import { decodeLatin1 } from './latin1.ts';
import { viewOf } from './word-view.ts';

/** After this many bytes of ASCII, more are looked for by words. Between 8 and 48 no difference stood out from noise. */
const WORTH_WORDS = 24;

// `as number` in this file: the index lies below an `end` inside the array, where every element exists.

/** Up to this many bytes the way to a platform's own check takes longer than ours. */
const WORTH_ASKING = 256;

/** Whether these bytes are valid UTF-8, and whole. */
export type TextCheck = (bytes: Uint8Array, start: number, end: number) => boolean;

/**
 * Checks a stream that is split anywhere, and fails at the first byte that no valid text can have at its place: bad
 * text is refused as soon as it can be known, not at the end of the message.
 */
export class Utf8Validator {
  /** Continuation bytes that the sequence under way still wants. */
  private pending = 0;
  /** What the next continuation byte may be; narrower than 80..BF after E0, ED, F0 and F4. */
  private lowest = 0x80;
  private highest = 0xbf;
  private readonly isText: TextCheck | undefined;

  /** @param isText a platform's own check, for long pieces */
  constructor(isText?: TextCheck) {
    this.isText = isText;
  }

  /** Whether the text may end here: no sequence is under way, and nothing was wrong. */
  get complete(): boolean {
    return this.pending === 0;
  }

  /** Begins a new text. */
  reset(): void {
    this.pending = 0;
    this.lowest = 0x80;
    this.highest = 0xbf;
  }

  /**
   * Checks the next bytes of the text. After a failure every further byte fails, until `reset`.
   * @returns -1, or the offset in `bytes` of the first byte that cannot be part of valid UTF-8
   */
  push(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    if (this.pending > 0) {
      at = this.continueSequence(bytes, at, end);
      if (at < 0) return ~at;
    }
    if (this.isText !== undefined && end - at >= WORTH_ASKING) {
      // A sequence that the next piece goes on with is not for it.
      const border = lastBorder(bytes, end);
      if (this.isText(bytes, at, border)) at = border;
    }
    while (at < end) {
      at = skipValid(bytes, at, end);
      if (at < end) {
        at = this.beginSequence(bytes, at, end);
        if (at < 0) return ~at;
      }
    }
    return -1;
  }

  /** Reads a lead byte and what follows. Returns the offset after, or the complement of the offending offset. */
  private beginSequence(bytes: Uint8Array, start: number, end: number): number {
    const lead = bytes[start] as number;
    // 80..BF continue nothing; C0 and C1 would be overlong; F5 and above lie beyond U+10FFFF.
    if (lead < 0xc2 || lead > 0xf4) return this.fail(start);
    this.pending = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    this.lowest = lowestSecond(lead);
    this.highest = highestSecond(lead);
    return this.continueSequence(bytes, start + 1, end);
  }

  private continueSequence(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (this.pending > 0 && at < end) {
      const byte = bytes[at] as number;
      if (byte < this.lowest || byte > this.highest) return this.fail(at);
      this.pending--;
      this.lowest = 0x80;
      this.highest = 0xbf;
      at++;
    }
    return at;
  }

  /** Leaves a state in which no byte can follow. */
  private fail(at: number): number {
    this.pending = 1;
    this.lowest = 0x100;
    return ~at;
  }
}

/** The last place up to `end` that no sequence lies across, if the bytes before are valid. */
function lastBorder(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[end - back] as number;
    if (byte < 0x80) return end;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? end - back : end;
  }
  return end;
}

/** E0 and F0 exclude overlong forms (RFC 3629 4). */
function lowestSecond(lead: number): number {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

/** ED excludes surrogates, F4 what lies beyond U+10FFFF (RFC 3629 4). */
function highestSecond(lead: number): number {
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
}

/**
 * Skips ASCII and sequences that are valid and whole. Stops at all that is cut or wrong: telling those apart is left to
 * the validator's own, slower steps. One loop with everything in it, as calls per sequence cost more than the checks.
 */
function skipValid(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      const probeEnd = Math.min(at + WORTH_WORDS, end);
      do at++;
      while (at < probeEnd && (bytes[at] as number) < 0x80);
      if (at === probeEnd) at = skipAscii(bytes, at, end);
    } else if (lead < 0xe0) {
      if (lead < 0xc2 || at + 1 >= end || !continues(bytes[at + 1] as number)) return at;
      at += 2;
    } else if (lead < 0xf0) {
      if (at + 2 >= end) return at;
      const second = bytes[at + 1] as number;
      if (!continues(second) || !continues(bytes[at + 2] as number)) return at;
      if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return at;
      at += 3;
    } else {
      if (lead > 0xf4 || at + 3 >= end) return at;
      const second = bytes[at + 1] as number;
      if (second < lowestSecond(lead) || second > highestSecond(lead)) return at;
      if (!continues(bytes[at + 2] as number) || !continues(bytes[at + 3] as number)) return at;
      at += 4;
    }
  }
  return at;
}

function continues(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The offset of the first byte from `start` on that is not ASCII, or `end`. */
function skipAscii(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (end - start >= WORTH_WORDS) {
    const words = viewOf(bytes);
    for (const last = end - 16; at <= last; at += 16) {
      const merged = words.getInt32(at) | words.getInt32(at + 4) | words.getInt32(at + 8) | words.getInt32(at + 12);
      if ((merged & 0x80808080) !== 0) break;
    }
  }
  while (at < end && (bytes[at] as number) < 0x80) at++;
  return at;
}

/** Up to this many bytes of ASCII, or characters to write, own loops are faster than the platform's coder. Measured. */
const SHORT_TO_DECODE = 24;
const SHORT_TO_ENCODE = 24;

const encoder = new TextEncoder();
// A byte order mark is part of a message, not a hint about it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of `bytes[start, end)`, which must be valid UTF-8; anything else becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT_TO_DECODE && skipAscii(bytes, start, end) === end) return decodeLatin1(bytes, start, end);
  return decoder.decode(bytes.subarray(start, end));
}

/** The text as new bytes. Lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Bytes that `text` takes as UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      length += 1;
    } else {
      length += 2;
      // A pair is four bytes for two units.
      if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(at + 1))) at++;
    }
  }
  return length;
}

/**
 * Writes the text as UTF-8 to `target` at `offset`. Lone surrogates become U+FFFD.
 * @returns the bytes written
 * @throws RangeError if `target` has no room; what it then holds is undefined
 */
export function encodeUtf8Into(text: string, target: Uint8Array, offset: number): number {
  if (text.length <= SHORT_TO_ENCODE) {
    const end = writeShort(text, target, offset);
    if (end <= target.length) return end - offset;
  } else {
    const result = encoder.encodeInto(text, offset === 0 ? target : target.subarray(offset));
    if (result.read === text.length) return result.written;
  }
  throw new RangeError(`target: no room for ${utf8Length(text)} bytes at ${offset} of ${target.length}`);
}

/** Returns the offset after the text, even where that lies beyond `target`: such writes have no effect. */
function writeShort(text: string, target: Uint8Array, offset: number): number {
  let at = offset;
  for (let index = 0; index < text.length; index++) {
    let point = text.charCodeAt(index);
    if (point < 0x80) {
      target[at++] = point;
      continue;
    }
    if (point < 0x800) {
      target[at++] = 0xc0 | (point >> 6);
      target[at++] = 0x80 | (point & 0x3f);
      continue;
    }
    if (isSurrogate(point)) {
      const low = text.charCodeAt(index + 1);
      if (isHighSurrogate(point) && isLowSurrogate(low)) {
        point = 0x1_0000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        target[at++] = 0xf0 | (point >> 18);
        target[at++] = 0x80 | ((point >> 12) & 0x3f);
        target[at++] = 0x80 | ((point >> 6) & 0x3f);
        target[at++] = 0x80 | (point & 0x3f);
        index++;
        continue;
      }
      point = 0xfffd;
    }
    target[at++] = 0xe0 | (point >> 12);
    target[at++] = 0x80 | ((point >> 6) & 0x3f);
    target[at++] = 0x80 | (point & 0x3f);
  }
  return at;
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800;
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

/** False for the NaN beyond a text's end. */
function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
