/** Texts of all scripts, for what reads and writes them. */
import fc from 'fast-check';

/** First and last characters of each width as UTF-8 (RFC 3629 3), around the surrogates, and around what Latin-1 has. */
export const borderCharacters = [
  0, 0x7f, 0x80, 0xff, 0x100, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x1_0000, 0x10_ffff,
].map((point) => String.fromCodePoint(point));

const ranges = {
  ascii: [0x20, 0x7e],
  latin1: [0x80, 0xff],
  twoBytes: [0x100, 0x7ff],
  threeBytes: [0x800, 0xd7ff],
  afterSurrogates: [0xe000, 0xffff],
  fourBytes: [0x1_0000, 0x10_ffff],
} as const;

function character([min, max]: readonly [number, number]): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((point) => String.fromCodePoint(point));
}

const any = fc.oneof(...Object.values(ranges).map(character));
const halves = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));

/** Several characters of one kind each, as scripts have them, or of all. */
function runs(kinds: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const run = fc.oneof(...kinds.map((kind) => fc.array(kind, { maxLength: 40 })));
  return fc.array(run, { maxLength: 6 }).map((all) => all.flat().join(''));
}

const kinds = [...Object.values(ranges).map(character), any];

/** Any text without halves of surrogate pairs. */
export const texts = runs(kinds);
/** Any text, among them such as UTF-8 cannot carry. */
export const brokenTexts = runs([...kinds, halves, fc.oneof(halves, any)]);
/** Texts that Latin-1 can carry. */
export const latin1Texts = runs([character(ranges.ascii), character(ranges.latin1)]);

/** Every character there is, in texts of `size` characters. */
export function* everyCharacter(size: number): Generator<string> {
  let text: string[] = [];
  for (let point = 0; point <= 0x10_ffff; point++) {
    if (point === 0xd800) point = 0xe000;
    text.push(String.fromCodePoint(point));
    if (text.length === size || point === 0x10_ffff) {
      yield text.join('');
      text = [];
    }
  }
}

/** `unit` again and again, then as many bytes of ASCII as are missing from `bytes` bytes of UTF-8. */
export function filledText(unit: string, bytes: number): string {
  const each = Buffer.byteLength(unit);
  return unit.repeat(Math.floor(bytes / each)) + 'x'.repeat(bytes % each);
}
