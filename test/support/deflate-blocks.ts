/** Reads DEFLATE (RFC 1951) as an outsider, to tell what a compressor made of its input. Slow and plain; fails on what is wrong. */

export interface DeflateFacts {
  /** What the data inflates to. */
  readonly bytes: Uint8Array;
  /** How far the farthest match reaches back; 0 without any. */
  readonly farthest: number;
  /** The type of each block, and whether it says that it is the last one. */
  readonly blocks: readonly { readonly type: 'stored' | 'fixed' | 'dynamic'; readonly last: boolean }[];
}

const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBases = Array.from({ length: 30 }, (_, code) =>
  code < 4 ? code + 1 : 2 ** ((code >> 1) - 1) * (2 + (code & 1)) + 1,
);
const distanceBits = Array.from({ length: 30 }, (_, code) => (code < 4 ? 0 : (code >> 1) - 1));
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A Huffman code by `length:bits`. */
type Code = Map<string, number>;

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length * 8;
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw new Error('the data ends in the middle of a block');
    return (byte >> (this.#at++ & 7)) & 1;
  }

  number(bits: number): number {
    let value = 0;
    for (let index = 0; index < bits; index++) value |= this.bit() << index;
    return value;
  }

  symbol(code: Code): number {
    let bits = '';
    for (;;) {
      bits += this.bit();
      const symbol = code.get(bits);
      if (symbol !== undefined) return symbol;
      if (bits.length > 15) throw new Error('no such symbol');
    }
  }

  toByteBorder(): void {
    this.#at = (this.#at + 7) & ~7;
  }
}

function codeOf(lengths: readonly number[]): Code {
  const code: Code = new Map();
  let next = 0;
  for (let length = 1; length <= 15; length++) {
    for (const [symbol, own] of lengths.entries()) {
      if (own === length) code.set((next++).toString(2).padStart(length, '0'), symbol);
    }
    next <<= 1;
  }
  return code;
}

const fixedLiterals = codeOf(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const fixedDistances = codeOf(new Array(30).fill(5));

function dynamicCodes(bits: Bits): [literals: Code, distances: Code] {
  const literals = bits.number(5) + 257;
  const distances = bits.number(5) + 1;
  const lengthLengths = new Array<number>(19).fill(0);
  const count = bits.number(4) + 4;
  for (const symbol of orderOfLengths.slice(0, count)) lengthLengths[symbol] = bits.number(3);
  const lengthCode = codeOf(lengthLengths);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = bits.symbol(lengthCode);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) repeat(lengths, lengths.at(-1) ?? 0, 3 + bits.number(2));
    else repeat(lengths, 0, symbol === 17 ? 3 + bits.number(3) : 11 + bits.number(7));
  }
  return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
}

function repeat(lengths: number[], value: number, times: number): void {
  for (let index = 0; index < times; index++) lengths.push(value);
}

/** @param history what came before and may be leaned on */
export function readDeflate(data: Uint8Array, history: Uint8Array = new Uint8Array(0)): DeflateFacts {
  const bits = new Bits(data);
  const out = [...history];
  const blocks: { type: 'stored' | 'fixed' | 'dynamic'; last: boolean }[] = [];
  let farthest = 0;
  const readCompressed = (literals: Code, distances: Code) => {
    for (let symbol = bits.symbol(literals); symbol !== 256; symbol = bits.symbol(literals)) {
      if (symbol < 256) {
        out.push(symbol);
        continue;
      }
      const length = (lengthBases[symbol - 257] ?? Number.NaN) + bits.number(lengthBits[symbol - 257] ?? 0);
      const code = bits.symbol(distances);
      const distance = (distanceBases[code] ?? Number.NaN) + bits.number(distanceBits[code] ?? 0);
      if (!(distance <= out.length)) throw new Error(`a match reaches ${distance} bytes back, ${out.length} are there`);
      farthest = Math.max(farthest, distance);
      for (let index = 0; index < length; index++) out.push(out[out.length - distance] ?? 0);
    }
  };
  while (!bits.atEnd) {
    const last = bits.bit() === 1;
    const type = (['stored', 'fixed', 'dynamic'] as const)[bits.number(2)];
    if (type === undefined) throw new Error('no such type of block');
    blocks.push({ type, last });
    if (type === 'fixed') readCompressed(fixedLiterals, fixedDistances);
    else if (type === 'dynamic') readCompressed(...dynamicCodes(bits));
    else {
      bits.toByteBorder();
      const length = bits.number(16);
      if ((bits.number(16) ^ length) !== 0xffff) throw new Error('the length of a stored block stands there wrongly');
      for (let index = 0; index < length; index++) out.push(bits.number(8));
    }
    if (last) bits.toByteBorder();
  }
  return { bytes: Uint8Array.from(out.slice(history.length)), farthest, blocks };
}
