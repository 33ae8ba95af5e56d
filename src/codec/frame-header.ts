/**
 * The frame header, RFC 6455 5.2: two fixed bytes, 0, 2 or 8 bytes of length, 0 or 4 bytes of masking key.
 *
 * Decoding only reads what is there; which headers are violations is for the read loop to say. The decoder fills one
 * header object over and over, so that no frame costs an allocation.
 */

/** A header as it stood on the wire. */
export interface FrameHeader {
  fin: boolean;
  /** 0..7: RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  rsv: number;
  /** 0..15. */
  opcode: number;
  masked: boolean;
  /** Payload bytes; `Number.MAX_SAFE_INTEGER` when `oversized`. */
  length: number;
  /** The length was written in the shortest form (RFC 6455 5.2: "the minimal number of bytes MUST be used"). */
  minimal: boolean;
  /** A 64-bit length beyond 2^53 - 1, or with the top bit, which MUST be 0. */
  oversized: boolean;
  /** The key as an int32, its first byte the most significant; 0 if unmasked. */
  maskingKey: number;
  /** Bytes of the header itself on the wire, 2..14. */
  headerLength: number;
}

const LONGEST_HEADER = 14;
const TWO_TO_32 = 0x1_0000_0000;
/** The upper half of 2^53 - 1. */
const LARGEST_HIGH_WORD = 0x1f_ffff;

/** A header object to hand to a `FrameHeaderDecoder`: every field has its final type, so its shape never changes. */
export function createFrameHeader(): FrameHeader {
  return {
    fin: false,
    rsv: 0,
    opcode: 0,
    masked: false,
    length: 0,
    minimal: true,
    oversized: false,
    maskingKey: 0,
    headerLength: 0,
  };
}

// `as number` in this file: the index lies below an `end` that was compared before, where every element exists.

/** Reads headers from chunks split anywhere, into the one object it was given. */
export class FrameHeaderDecoder {
  private readonly header: FrameHeader;
  /** The beginning of a header that the last chunk cut; made when a chunk first does so. */
  private held: Uint8Array | undefined;
  private heldLength = 0;
  private whole = false;

  /** @param header filled whenever a header is complete; may be any object that has these fields and more. */
  constructor(header: FrameHeader) {
    this.header = header;
  }

  /** Whether the last `decode` reached the end of a header: `header` is valid. */
  get complete(): boolean {
    return this.whole;
  }

  /** Whether a header was begun and is not complete. */
  get underWay(): boolean {
    return this.heldLength > 0;
  }

  /** Forgets a header that is under way. */
  reset(): void {
    this.heldLength = 0;
    this.whole = false;
  }

  /**
   * Consumes header bytes, never payload. Begins a new header if the last one is complete.
   * @param start offset in `bytes` of the first byte to read
   * @param end offset after the last byte that may be read
   * @returns the offset after the last consumed byte
   */
  decode(bytes: Uint8Array, start: number, end: number): number {
    if (this.heldLength === 0 && end - start >= 2) {
      const length = wireLength(bytes[start + 1] as number);
      if (end - start >= length) {
        readHeader(this.header, bytes, start, length);
        this.whole = true;
        return start + length;
      }
    }
    return this.decodeSplit(bytes, start, end);
  }

  /** The path for a header that is cut by the border of a chunk: its bytes are gathered first. */
  private decodeSplit(bytes: Uint8Array, start: number, end: number): number {
    this.held ??= new Uint8Array(LONGEST_HEADER);
    this.whole = false;
    let at = start;
    while (at < end) {
      this.held[this.heldLength++] = bytes[at++] as number;
      if (this.heldLength < 2) continue;
      const length = wireLength(this.held[1] as number);
      if (this.heldLength === length) {
        readHeader(this.header, this.held, 0, length);
        this.heldLength = 0;
        this.whole = true;
        break;
      }
    }
    return at;
  }
}

/** Bytes of a header, told by its second byte. */
function wireLength(secondByte: number): number {
  const shortLength = secondByte & 0x7f;
  const fixed = secondByte >= 0x80 ? 6 : 2;
  return shortLength < 126 ? fixed : shortLength === 126 ? fixed + 2 : fixed + 8;
}

function readHeader(header: FrameHeader, bytes: Uint8Array, start: number, headerLength: number): void {
  const first = bytes[start] as number;
  const second = bytes[start + 1] as number;
  const shortLength = second & 0x7f;
  header.fin = first >= 0x80;
  header.rsv = (first >> 4) & 0x7;
  header.opcode = first & 0xf;
  header.headerLength = headerLength;
  if (shortLength < 126) {
    header.length = shortLength;
    header.minimal = true;
    header.oversized = false;
  } else if (shortLength === 126) {
    const length = ((bytes[start + 2] as number) << 8) | (bytes[start + 3] as number);
    header.length = length;
    header.minimal = length > 125;
    header.oversized = false;
  } else {
    readLongLength(header, bytes, start + 2);
  }
  if (second >= 0x80) {
    header.masked = true;
    header.maskingKey = readInt32(bytes, start + headerLength - 4);
  } else {
    header.masked = false;
    header.maskingKey = 0;
  }
}

function readLongLength(header: FrameHeader, bytes: Uint8Array, at: number): void {
  const high = readInt32(bytes, at) >>> 0;
  const low = readInt32(bytes, at + 4) >>> 0;
  header.oversized = high > LARGEST_HIGH_WORD;
  header.length = header.oversized ? Number.MAX_SAFE_INTEGER : high * TWO_TO_32 + low;
  header.minimal = header.length > 0xffff;
}

function readInt32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

/** Bytes of the minimal header for a payload of `payloadLength` bytes: 2..14. */
export function frameHeaderLength(payloadLength: number, masked: boolean): number {
  const fixed = masked ? 6 : 2;
  return payloadLength < 126 ? fixed : payloadLength <= 0xffff ? fixed + 2 : fixed + 8;
}

/**
 * Writes a header in its minimal form. The caller provides `frameHeaderLength(…)` bytes of room.
 * @param firstByte FIN, RSV and opcode already combined, 0..255
 * @param payloadLength bytes, a non-negative safe integer
 * @param maskingKey int32, its first byte the most significant; ignored unless `masked`
 * @returns the offset after the header
 */
export function encodeFrameHeader(
  target: Uint8Array,
  offset: number,
  firstByte: number,
  payloadLength: number,
  masked: boolean,
  maskingKey: number,
): number {
  const maskBit = masked ? 0x80 : 0;
  let at = offset;
  target[at++] = firstByte;
  if (payloadLength < 126) {
    target[at++] = maskBit | payloadLength;
  } else if (payloadLength <= 0xffff) {
    target[at++] = maskBit | 126;
    target[at++] = payloadLength >> 8;
    target[at++] = payloadLength;
  } else {
    target[at++] = maskBit | 127;
    writeInt32(target, at, Math.floor(payloadLength / TWO_TO_32));
    writeInt32(target, at + 4, payloadLength);
    at += 8;
  }
  if (masked) {
    writeInt32(target, at, maskingKey);
    at += 4;
  }
  return at;
}

/** Writes the low 32 bits of an integer, most significant byte first. */
function writeInt32(target: Uint8Array, at: number, value: number): void {
  const word = value | 0;
  target[at] = word >> 24;
  target[at + 1] = word >> 16;
  target[at + 2] = word >> 8;
  target[at + 3] = word;
}
