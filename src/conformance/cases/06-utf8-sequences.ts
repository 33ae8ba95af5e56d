/**
 * Octets that a UTF-8 decoder has to take or to refuse (RFC 3629), in the order of Markus Kuhn's decoder stress test:
 * borders of the sequence lengths, stray and missing continuation octets, overlong forms, surrogates, non-characters.
 */
import { encodeUtf8, Utf8Validator } from '../../codec/utf8.ts';
import { hex } from './parts.ts';

export interface Sequence {
  readonly octets: Uint8Array;
  readonly valid: boolean;
}

export interface Sequences {
  readonly title: string;
  readonly of: readonly Sequence[];
}

function valid(...digits: readonly string[]): Sequence[] {
  return digits.map((each) => ({ octets: hex(each), valid: true }));
}

function invalid(...digits: readonly string[]): Sequence[] {
  return digits.map((each) => ({ octets: hex(each), valid: false }));
}

/** Octets from `first` to `last`, each followed by `separator`, in hexadecimal. */
function run(first: number, last: number, separator = ''): string {
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index).toString(16) + separator).join('');
}

/** κόσμε */
const world = 'cebae1bdb9cf83cebcceb5';

/** Every beginning of a word whose letters take two and three octets. */
function prefixes(): Sequence[] {
  const whole = hex(world);
  return Array.from(whole, (_, index) => {
    const validator = new Utf8Validator();
    const octets = whole.subarray(0, index + 1);
    return { octets, valid: validator.push(octets, 0, octets.length) < 0 && validator.complete };
  });
}

/** Starts of sequences of two to six octets whose last octet is missing: first the smallest of each length, then the largest. */
const unfinished = [
  ...['c0', 'e080', 'f08080', 'f8808080', 'fc80808080'],
  ...['df', 'efbf', 'f7bfbf', 'fbbfbfbf', 'fdbfbfbfbf'],
];

/** U+FFFE and U+FFFF of every plane: no characters, but valid UTF-8. */
function nonCharacters(): Sequence[] {
  const planes = Array.from({ length: 17 }, (_, plane) => plane * 0x1_0000);
  const points = planes.flatMap((plane) => [plane + 0xfffe, plane + 0xffff]);
  return points.map((point) => ({ octets: encodeUtf8(String.fromCodePoint(point)), valid: true }));
}

export const sequences: readonly Sequences[] = [
  {
    title: 'some valid sequences',
    of: valid(
      '68656c6c6f24776f726c64',
      '68656c6c6fc2a2776f726c64',
      '68656c6c6fe282ac776f726c64',
      '68656c6c6ff0a4ada2776f726c64',
      world,
    ),
  },
  { title: 'every beginning of a valid text', of: prefixes() },
  { title: 'the first code point of each length', of: valid('00', 'c280', 'e0a080', 'f0908080') },
  { title: 'the first sequence of five and of six octets', of: invalid('f888808080', 'fc8480808080') },
  { title: 'the last code point of each length', of: valid('7f', 'dfbf', 'efbfbf', 'f48fbfbf') },
  { title: 'the last sequence of four, five and six octets', of: invalid('f7bfbfbf', 'fbbfbfbfbf', 'fdbfbfbfbfbf') },
  {
    title: 'other borders',
    of: [...valid('ed9fbf', 'ee8080', 'efbfbd', 'f48fbfbf'), ...invalid('f4908080')],
  },
  {
    title: 'stray continuation octets',
    of: invalid('80', 'bf', '80bf', '80bf80', '80bf80bf', '80bf80bf80', '80bf80bf80bf', run(0x80, 0xbe)),
  },
  {
    title: 'start octets without a continuation',
    of: invalid(
      run(0xc0, 0xde, '20'),
      run(0xe0, 0xee, '20'),
      run(0xf0, 0xf6, '20'),
      run(0xf8, 0xfa, '20'),
      run(0xfc, 0xfc, '20'),
    ),
  },
  { title: 'sequences without their last octet', of: invalid(...unfinished) },
  { title: 'such sequences, one behind the other', of: invalid(unfinished.join('')) },
  { title: 'octets that never occur', of: invalid('fe', 'ff', 'fefeffff') },
  {
    title: 'overlong forms of a slash',
    of: invalid('c0af', 'e080af', 'f08080af', 'f8808080af', 'fc80808080af'),
  },
  {
    title: 'the largest overlong forms',
    of: invalid('c1bf', 'e09fbf', 'f08fbfbf', 'f887bfbfbf', 'fc83bfbfbfbf'),
  },
  {
    title: 'overlong forms of U+0000',
    of: invalid('c080', 'e08080', 'f0808080', 'f880808080', 'fc8080808080'),
  },
  {
    title: 'single UTF-16 surrogates',
    of: invalid('eda080', 'edadbf', 'edae80', 'edafbf', 'edb080', 'edbe80', 'edbfbf'),
  },
  {
    title: 'pairs of UTF-16 surrogates',
    of: ['eda080', 'edadbf', 'edae80', 'edafbf'].flatMap((high) => invalid(`${high}edb080`, `${high}edbfbf`)),
  },
  { title: 'non-characters, which are valid', of: nonCharacters() },
  {
    title: 'U+FFF9 to U+FFFF, the replacement character among them',
    of: valid('efbfb9', 'efbfba', 'efbfbb', 'efbfbc', 'efbfbd', 'efbfbe', 'efbfbf'),
  },
];
