/** The tables by which `kernel.wat` reads several characters at once; what they hold is said there. */

/** What `i8x16.swizzle` makes a zero of. */
const NOTHING = 0x80;
const LANES = 16;

/** One entry for each way in which twelve bytes can end characters. */
export function decodeTables(): { shuffles: Uint8Array; steps: Uint8Array } {
  const shuffles = new Uint8Array(4096 * LANES).fill(NOTHING);
  const steps = new Uint8Array(4096 * 2);
  for (let ends = 0; ends < 4096; ends++) {
    const lengths = lengthsOf(ends);
    const count = theyFit(lengths, 6, 2) ? 6 : theyFit(lengths, 4, 3) ? 4 : 0;
    const width = count === 6 ? 2 : 4;
    let at = 0;
    for (let index = 0; index < count; index++) {
      const length = lengths[index] ?? 0;
      // The last byte of a character is the lowest of its lane.
      for (let byte = 0; byte < length; byte++) {
        shuffles[ends * LANES + index * width + byte] = at + length - 1 - byte;
      }
      at += length;
    }
    steps[ends * 2] = at;
    steps[ends * 2 + 1] = count;
  }
  return { shuffles, steps };
}

/** Bytes of each character that ends within twelve. */
function lengthsOf(ends: number): number[] {
  const lengths: number[] = [];
  let from = 0;
  for (let at = 0; at < 12; at++) {
    if ((ends & (1 << at)) === 0) continue;
    lengths.push(at + 1 - from);
    from = at + 1;
  }
  return lengths;
}

function theyFit(lengths: readonly number[], count: number, longest: number): boolean {
  return lengths.length >= count && lengths.slice(0, count).every((length) => length <= longest);
}
