/**
 * How wide a text is, known without a browser: advance widths of Helvetica, which Arial and Liberation Sans share. What is
 * drawn in another font is fitted into the same width (`textLength`), so a picture is the same everywhere.
 */

/** Thousandths of the font size, for the characters from space to tilde. */
const advances = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
/** Arrows, ellipses and the like. */
const otherAdvance = 1000;
/** Bold letters are this much wider, about. */
const boldness = 1.08;

/** Width in pixels at a font size in pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  let thousandths = 0;
  for (const character of text) thousandths += advances[(character.codePointAt(0) ?? 0) - 32] ?? otherAdvance;
  return round((thousandths / 1000) * size * (bold ? boldness : 1));
}

/** To a tenth of a pixel: what is written down is short, and the same wherever it is computed. */
export function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
