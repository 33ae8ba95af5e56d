/**
 * The byte loops that JavaScript is too slow for, in WebAssembly (`kernel.wat`), and the memory that they work in. The
 * buffer that sockets are read into lies in that memory, too: what is read is unmasked and decoded where it lies.
 *
 * Where a page's policy forbids WebAssembly there is no kernel, and JavaScript does the same, more slowly.
 */
import { kernelModule } from './generated/kernel.ts';
import { decodeTables } from './kernel-tables.ts';

/** The exports of `kernel.wat`; what they take is said there. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  mask(at: number, length: number, key: number): void;
  isAscii(at: number, length: number): number;
  utf8ToUtf16(at: number, length: number, to: number, shuffles: number, steps: number): number;
  utf16ToUtf8(at: number, units: number, to: number): number;
  narrow(at: number, units: number): void;
}

const PAGE = 64 * 1024;
/** Where things lie in the memory: a page of scratch, one that sockets are read into, one for results, and the tables. */
export const SCRATCH = 0;
const READ = PAGE;
export const RESULT = 2 * PAGE;
const SHUFFLES = 3 * PAGE;
const STEPS = 4 * PAGE;

/** Bytes of the scratch memory, of the read buffer, and of the results. */
export const KERNEL_PAGE = PAGE;

export class Kernel {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** See `readBuffer`. */
  readonly readBuffer: Uint8Array<ArrayBuffer>;
  readonly mask: Exports['mask'];
  readonly isAscii: Exports['isAscii'];
  readonly utf16ToUtf8: Exports['utf16ToUtf8'];
  readonly narrow: Exports['narrow'];
  readonly #decode: Exports['utf8ToUtf16'];
  #hasTables = false;

  constructor({ memory, mask, isAscii, utf8ToUtf16, utf16ToUtf8, narrow }: Exports) {
    this.memory = new Uint8Array(memory.buffer);
    this.readBuffer = this.memory.subarray(READ, READ + PAGE);
    this.mask = mask;
    this.isAscii = isAscii;
    this.utf16ToUtf8 = utf16ToUtf8;
    this.narrow = narrow;
    this.#decode = utf8ToUtf16;
  }

  /** Writes valid UTF-8 as UTF-16 to `RESULT`. Returns twice the number of units, plus 1 if none of them is above FF. */
  utf8ToUtf16(at: number, length: number): number {
    if (!this.#hasTables) this.#writeTables();
    return this.#decode(at, length, RESULT, SHUFFLES, STEPS);
  }

  /** At the first text that is not ASCII. */
  #writeTables(): void {
    const { shuffles, steps } = decodeTables();
    this.memory.set(shuffles, SHUFFLES);
    this.memory.set(steps, STEPS);
    this.#hasTables = true;
  }
}

/** Made at first use; null where it cannot be. */
let made: Kernel | null | undefined;

export function kernel(): Kernel | null {
  if (made === undefined) made = make();
  return made;
}

function make(): Kernel | null {
  try {
    const bytes = Uint8Array.from(atob(kernelModule), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    // What `kernel.wat` exports.
    return new Kernel(exports as unknown as Exports);
  } catch {
    return null;
  }
}

/** Used in place of the kernel's where there is none. */
let plainBuffer: Uint8Array<ArrayBuffer> | undefined;

/**
 * Memory for sockets to be read into: 64 KiB that all of them share, as what is read is dealt with before the next read.
 * Nobody may keep a view of it.
 */
export function readBuffer(): Uint8Array<ArrayBuffer> {
  const own = kernel()?.readBuffer;
  if (own !== undefined) return own;
  plainBuffer ??= new Uint8Array(PAGE);
  return plainBuffer;
}

/** Where in the kernel's memory the byte `start` of `bytes` lies, or -1 if it lies elsewhere. */
export function placeInKernel(bytes: Uint8Array, start: number): number {
  return made !== undefined && made !== null && bytes === made.readBuffer ? READ + start : -1;
}
