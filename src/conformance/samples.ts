/**
 * Five samples for the long loops, made by code and the same on every machine: what compresses like prose, a picture, a
 * document of text and compressed streams, JSON and HTML. The ones that are sent as text are ASCII, so that they may be cut
 * anywhere.
 */
import type { SampleName } from './model.ts';

export interface SampleKind {
  readonly title: string;
  /** How Autobahn sends its counterpart: the prose goes as binary, too. */
  readonly type: 'text' | 'binary';
  readonly size: number;
}

/** In the order of Autobahn's 12.1 to 12.5. Sizes are those of its files, but for the document, whose file has 1 MB. */
export const sampleKinds: Readonly<Record<SampleName, SampleKind>> = {
  json: { title: 'JSON', type: 'text', size: 194_056 },
  bitmap: { title: 'a grey picture', type: 'binary', size: 263_222 },
  prose: { title: 'prose, German in its sound', type: 'binary', size: 222_218 },
  html: { title: 'HTML', type: 'text', size: 263_527 },
  document: { title: 'a document of text and compressed streams', type: 'binary', size: 262_144 },
};

const makers: Readonly<Record<SampleName, (size: number) => Uint8Array>> = {
  json: (size) => asciiOf(size, jsonPart),
  bitmap: makeBitmap,
  prose: (size) => asciiOf(size, paragraph),
  html: (size) => asciiOf(size, htmlPart),
  document: makeDocument,
};

const made = new Map<SampleName, Uint8Array>();

/** A sample, made when it is first asked for. Nobody may write to it. */
export function sample(name: SampleName): Uint8Array {
  let octets = made.get(name);
  if (octets === undefined) {
    octets = makers[name](sampleKinds[name].size);
    made.set(name, octets);
  }
  return octets;
}

// ── Chance that is the same every time ─────────────────────────────────────────────────────────────────────────────────────

/** Numbers that look random and are the same every time (xorshift32). */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A whole number of 32 bits, 0 or more. */
  next(): number {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state;
    return state >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  /** Small numbers often, large ones seldom, as words are frequent in a language. */
  skewed(limit: number): number {
    const chance = this.next() / 0x1_0000_0000;
    return Math.floor(limit ** chance) - 1;
  }

  pick<T>(from: readonly T[]): T {
    // The index is below the length, and no list in this file is empty.
    return from[this.below(from.length)] as T;
  }
}

// ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const onsets = 'b d f g h k l m n r s t w z br dr fl fr gl gr kl kr pf schl schm schw sp st str tr zw'.split(' ');
const vowels = 'a e i o u ae oe ue ei au ie eu e e i a'.split(' ');
const codas = 'b ch ck ft g hl l ld m mpf n nd ng nk r rn rt s sch ss st t tz'.split(' ');
const endings = ['', '', 'e', 'en', 'er', 'em', 'es', 'ung', 'lich', 'heit', 'ig', 'keit'];
const VOCABULARY = 6_000;

let vocabulary: readonly string[] | undefined;

function words(): readonly string[] {
  if (vocabulary === undefined) {
    const dice = new Dice(1808);
    vocabulary = Array.from({ length: VOCABULARY }, (_, rank) => makeWord(dice, rank));
  }
  return vocabulary;
}

/** Frequent words are short. */
function makeWord(dice: Dice, rank: number): string {
  let word = '';
  for (let syllables = rank < 60 ? 1 : 1 + dice.below(3); syllables > 0; syllables -= 1) {
    word += dice.pick(onsets) + dice.pick(vowels) + (dice.below(2) === 0 ? dice.pick(codas) : '');
  }
  return rank < 60 ? word : word + dice.pick(endings);
}

function word(dice: Dice): string {
  // As in `pick`: `skewed` stays below the limit.
  return words()[dice.skewed(VOCABULARY)] as string;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentence(dice: Dice): string {
  const parts = Array.from({ length: 4 + dice.below(14) }, () => {
    const next = word(dice);
    return dice.below(4) === 0 ? capitalized(next) : next;
  });
  if (parts.length > 8) parts[3] += ',';
  return capitalized(parts.join(' ')) + dice.pick(['.', '.', '.', '!', '?', ';']);
}

// ── Text ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** As many parts as it takes to fill `size` octets; the last is cut. */
function asciiOf(size: number, part: (dice: Dice, index: number) => string): Uint8Array {
  const dice = new Dice(size);
  let text = '';
  for (let index = 0; text.length < size; index += 1) text += part(dice, index);
  return new TextEncoder().encode(text.slice(0, size));
}

/** Verses, each on a line of its own. */
function paragraph(dice: Dice): string {
  const lines = Array.from({ length: 3 + dice.below(6) }, () => `  ${sentence(dice)}\r\n`);
  return `${capitalized(word(dice)).toUpperCase()}:\r\n${lines.join('')}\r\n`;
}

function jsonPart(dice: Dice, index: number): string {
  const record = {
    id: 100_000 + index,
    name: `${capitalized(word(dice))} ${capitalized(word(dice))}`,
    active: dice.below(3) > 0,
    balance: dice.below(10_000_000) / 100,
    created: `20${10 + dice.below(15)}-0${1 + dice.below(9)}-${10 + dice.below(19)}T1${dice.below(10)}:${10 + dice.below(50)}:00Z`,
    tags: Array.from({ length: dice.below(4) }, () => word(dice)),
    position: { latitude: dice.below(180_000) / 1000 - 90, longitude: dice.below(360_000) / 1000 - 180 },
    note: dice.below(3) === 0 ? sentence(dice) : null,
  };
  return `${index === 0 ? '[\n' : ',\n'}${JSON.stringify(record, undefined, 2)}`;
}

function htmlPart(dice: Dice, index: number): string {
  if (index === 0) return '<!DOCTYPE html>\n<html>\n<head>\n<title>A sample</title>\n</head>\n<body>\n';
  const link = `<a href="/wiki/${capitalized(word(dice))}" title="${word(dice)}">${word(dice)}</a>`;
  return [
    `<div class="entry" id="entry-${index}">\n`,
    `  <h2 class="title"><span class="number">${index}</span> ${capitalized(word(dice))}</h2>\n`,
    `  <p class="text">${sentence(dice)} ${link}</p>\n`,
    dice.below(3) === 0 ? `  <ul class="list">\n    <li>${word(dice)}</li>\n    <li>${word(dice)}</li>\n  </ul>\n` : '',
    '</div>\n',
  ].join('');
}

// ── Binary ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const BITMAP_HEAD = 1_078;
const WIDTH = 512;

/** Grey values that change softly from one dot to the next, with noise: it hardly compresses. */
function makeBitmap(size: number): Uint8Array {
  const dice = new Dice(512);
  const octets = new Uint8Array(size);
  octets.set([0x42, 0x4d], 0);
  // The palette: 256 greys of four octets.
  for (let grey = 0; grey < 256; grey += 1) octets.set([grey, grey, grey, 0], BITMAP_HEAD - 1_024 + 4 * grey);
  for (let index = BITMAP_HEAD; index < size; index += 1) {
    const column = (index - BITMAP_HEAD) % WIDTH;
    const row = (index - BITMAP_HEAD - column) / WIDTH;
    const light = 128 + 60 * Math.sin(column / 71) * Math.cos(row / 53) + 40 * Math.sin((column + 2 * row) / 29);
    octets[index] = Math.round(light + dice.below(17) + dice.below(17) - 16);
  }
  return octets;
}

const STREAM = 3_072;

/** Objects with a plain head, and streams of octets that are as good as random. */
function makeDocument(size: number): Uint8Array {
  const dice = new Dice(1_042_328);
  const octets = new Uint8Array(size);
  const encoder = new TextEncoder();
  let at = 0;
  const put = (part: Uint8Array): void => {
    octets.set(part.subarray(0, size - at), at);
    at = Math.min(size, at + part.length);
  };
  put(encoder.encode('%PDF-1.4\n'));
  for (let index = 1; at < size; index += 1) {
    const length = STREAM + dice.below(STREAM);
    const text = Array.from({ length: 12 }, () => `(${sentence(dice)}) Tj\n0 -14 Td\n`).join('');
    put(encoder.encode(`${index} 0 obj\n<< /Length ${length} /Filter /FlateDecode >>\nBT\n${text}ET\nstream\n`));
    put(Uint8Array.from({ length }, () => dice.below(256)));
    put(encoder.encode('\nendstream\nendobj\n'));
  }
  return octets;
}
