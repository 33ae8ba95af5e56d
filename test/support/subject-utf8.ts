/** UTF-8 of the plain subject, octet by octet, with the ways to be too generous. */
import type { Defects } from './subject-defects.ts';

export class Utf8Check {
  /** Continuation octets that are still to come, and between which values the next one has to be. */
  #left = 0;
  #least = 0x80;
  #most = 0xbf;
  readonly #defects: Defects;

  constructor(defects: Defects) {
    this.#defects = defects;
  }

  /** Whether the text may end here. */
  get complete(): boolean {
    return this.#left === 0 || this.#defects.has('takes text that ends within a code point');
  }

  /** Whether the octets are valid behind those that went before. */
  push(octets: Buffer): boolean {
    if (this.#defects.has('takes any octets for text')) return true;
    for (const octet of octets) {
      if (this.#left === 0) {
        if (octet >= 0x80 && !this.#begin(octet)) return false;
      } else {
        if (octet < this.#least || octet > this.#most) return false;
        this.#left -= 1;
        this.#least = 0x80;
        this.#most = 0xbf;
      }
    }
    return true;
  }

  #begin(octet: number): boolean {
    const has = (defect: Parameters<Defects['has']>[0]) => this.#defects.has(defect);
    const overlong = has('takes overlong UTF-8');
    if (octet < (overlong ? 0xc0 : 0xc2) || octet > (has('takes code points beyond U+10FFFF') ? 0xf7 : 0xf4)) {
      return false;
    }
    this.#left = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
    if (octet === 0xe0 && !overlong) this.#least = 0xa0;
    if (octet === 0xf0 && !overlong) this.#least = 0x90;
    if (octet === 0xed && !has('takes surrogates')) this.#most = 0x9f;
    if (octet === 0xf4 && !has('takes code points beyond U+10FFFF')) this.#most = 0x8f;
    return true;
  }
}
