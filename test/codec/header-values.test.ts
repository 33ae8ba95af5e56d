import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasToken,
  isToken,
  parseExtensions,
  parseTokenList,
  serializeExtensions,
} from '../../src/codec/header-values.ts';
import { WorkCounter } from './work-counter.ts';

const token = fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~09azAZ"), minLength: 1, maxLength: 8 });
const oddToken = fc.oneof(token, fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty'));

/** How many characters `parse` looks at in each of two inputs, the second four times the first. */
function growth(make: (size: number) => string, parse: (text: string) => unknown): number {
  const [small, large] = [10_000, 40_000].map((size) => {
    const counter = new WorkCounter();
    parse(counter.text(make(size)));
    return counter.count;
  });
  if (small === undefined || large === undefined || small === 0) throw new Error('nothing was counted');
  return large / small;
}

describe('isToken', () => {
  test('every character: those of RFC 9110 5.6.2, and no other', () => {
    const allowed = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).filter(isToken);
    expect(allowed.join('')).toBe("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");
  });

  test('one wrong character anywhere, or none at all', () => {
    expect(isToken('permessage-deflate')).toBe(true);
    expect([isToken(''), isToken(' a'), isToken('a '), isToken('a b'), isToken('a\0')]).toEqual(Array(5).fill(false));
  });
});

describe('parseTokenList', () => {
  test.each([
    ['chat', ['chat']],
    ['chat, superchat', ['chat', 'superchat']],
    [' \tchat\t,\t superchat ', ['chat', 'superchat']],
    ['a,,b', ['a', 'b']],
    [', a ,, \t,', ['a']],
    ['a,a,A', ['a', 'a', 'A']],
    ['constructor, __proto__', ['constructor', '__proto__']],
  ])('%j', (value, tokens) => {
    expect(parseTokenList(value)).toEqual(tokens);
  });

  test.each([
    [''],
    [' '],
    [','],
    [', ,'],
    ['a b'],
    ['a;b'],
    ['a, b c'],
    ['a, "b"'],
    ['a\0'],
    ['a, ü'],
    ['a/b'],
    ['a\n'],
  ])('%j is malformed', (value) => {
    expect(parseTokenList(value)).toBeUndefined();
  });

  test('gives back any list of tokens', () => {
    fc.assert(
      fc.property(fc.array(oddToken, { minLength: 1 }), fc.constantFrom(',', ', ', ' ,\t', ',,'), (tokens, comma) => {
        expect(parseTokenList(tokens.join(comma))).toEqual(tokens);
      }),
    );
  });

  test('CVE-2021-32640: many blanks between two tokens', () => {
    expect(parseTokenList(`b${' '.repeat(32_000)}x`)).toBeUndefined();
    expect(growth((size) => `b${' '.repeat(size)}x`, parseTokenList)).toBeCloseTo(4, 1);
  });

  test.each([
    ['commas', ','],
    ['tokens', 'a,'],
    ['blanks', ' '],
    ['one token', 'a'],
    ['blank elements', ' , '],
  ])('work grows with the length: %s', (_name, unit) => {
    expect(growth((size) => unit.repeat(size), parseTokenList)).toBeCloseTo(4, 1);
  });
});

describe('hasToken', () => {
  test.each([
    ['Upgrade', 'upgrade', true],
    ['keep-alive, Upgrade', 'upgrade', true],
    ['keep-alive,\tUPGRADE , x', 'Upgrade', true],
    ['HTTP/2.0, websocket', 'websocket', true],
    [',,upgrade', 'upgrade', true],
    ['upgraded', 'upgrade', false],
    ['up grade', 'upgrade', false],
    ['not-upgrade', 'upgrade', false],
    ['upgrade;q=1', 'upgrade', false],
    ['"upgrade"', 'upgrade', false],
    ['', 'upgrade', false],
    [undefined, 'upgrade', false],
    ['\u212Aeep-alive', 'keep-alive', false],
  ])('%j has %j: %s', (value, name, expected) => {
    expect(hasToken(value, name)).toBe(expected);
  });

  test('any member of any list', () => {
    fc.assert(
      fc.property(fc.array(oddToken), token, fc.array(oddToken), (before, member, after) => {
        expect(hasToken([...before, member.toUpperCase(), ...after].join(' , '), member.toLowerCase())).toBe(true);
        const others = [...before, ...after].filter((other) => other.toLowerCase() !== member.toLowerCase());
        expect(hasToken(others.join(','), member)).toBe(false);
      }),
    );
  });

  test.each([[' '], [','], ['a '], ['upgrad,'], ['\t , ']])('work grows with the length: %j', (unit) => {
    expect(
      growth(
        (size) => unit.repeat(size),
        (text) => hasToken(text, 'upgrade'),
      ),
    ).toBeCloseTo(4, 1);
  });
});

/** Offers as plain data. */
function plain(value: string) {
  return parseExtensions(value)?.map(({ name, parameters, duplicate }) => [name, [...parameters], duplicate]);
}

describe('parseExtensions', () => {
  test.each([
    ['foo', [['foo', [], false]]],
    [
      'foo, bar; baz=2',
      [
        ['foo', [], false],
        ['bar', [['baz', '2']], false],
      ],
    ],
    [
      'foo;bar;baz',
      [
        [
          'foo',
          [
            ['bar', true],
            ['baz', true],
          ],
          false,
        ],
      ],
    ],
    [
      ' foo ; bar = 1\t, ,, baz ',
      [
        ['foo', [['bar', '1']], false],
        ['baz', [], false],
      ],
    ],
    [
      'foo; a="1"; b="x-y"',
      [
        [
          'foo',
          [
            ['a', '1'],
            ['b', 'x-y'],
          ],
          false,
        ],
      ],
    ],
    ['foo; a="\\1\\2"', [['foo', [['a', '12']], false]]],
    ['foo; a=1; a=2', [['foo', [['a', '1']], true]]],
    [
      'foo; a, foo; a=2',
      [
        ['foo', [['a', true]], false],
        ['foo', [['a', '2']], false],
      ],
    ],
    [
      'constructor; __proto__; toString=1',
      [
        [
          'constructor',
          [
            ['__proto__', true],
            ['toString', '1'],
          ],
          false,
        ],
      ],
    ],
    ['permessage-deflate; client_max_window_bits', [['permessage-deflate', [['client_max_window_bits', true]], false]]],
  ])('%j', (value, offers) => {
    expect(plain(value)).toEqual(offers);
  });

  test.each([
    [''],
    [' '],
    [','],
    [';'],
    ['foo;'],
    ['foo; '],
    ['foo;;a'],
    ['foo; =1'],
    ['foo; a='],
    ['foo; a=,b'],
    ['foo a'],
    ['foo; a b'],
    ['foo; a=1 2'],
    ['foo; a=""'],
    ['foo; a="'],
    ['foo; a="1'],
    ['foo; a="1\\'],
    ['foo; a="1\\"'],
    ['foo; a="1 2"'],
    ['foo; a="1,2"'],
    ['foo; a="1"2'],
    ['foo; a="\\""'],
    ['foo; a="ü"'],
    ['"foo"'],
    ['foo=1'],
    ['foo; a==1'],
    ['foo, ü'],
    ['foo\0'],
    ['foo; a=\0'],
  ])('%j is malformed', (value) => {
    expect(parseExtensions(value)).toBeUndefined();
  });

  test('names of Object.prototype are names like any other', () => {
    const [offer] = parseExtensions('constructor') ?? [];
    expect(offer?.parameters.get('constructor')).toBeUndefined();
    expect(offer?.duplicate).toBe(false);
  });

  test('gives back what was serialised', () => {
    const parameters = fc
      .uniqueArray(fc.tuple(oddToken, fc.oneof(token, fc.constant<true>(true))), { selector: ([name]) => name })
      .map((pairs) => new Map(pairs));
    const offer = fc.record({ name: oddToken, parameters, duplicate: fc.constant(false) });
    fc.assert(
      fc.property(fc.array(offer, { minLength: 1, maxLength: 5 }), (offers) => {
        expect(parseExtensions(serializeExtensions(offers))).toEqual(offers);
      }),
    );
  });

  test('CVE-2020-7662: a string of escapes that nobody closes', () => {
    expect(parseExtensions(`a; b="${'\\c'.repeat(50_000)}`)).toBeUndefined();
    expect(growth((size) => `a; b="${'\\c'.repeat(size)}`, parseExtensions)).toBeCloseTo(4, 1);
  });

  test.each([
    ['blanks in front', (size: number) => `${' '.repeat(size)}"`],
    ['blanks inside', (size: number) => `a${' '.repeat(size)}b`],
    ['offers', (size: number) => 'a,'.repeat(size)],
    ['parameters', (size: number) => `a${';b'.repeat(size)}`],
    ['quoted values', (size: number) => `a${';b="c"'.repeat(size)}`],
    ['commas', (size: number) => ','.repeat(size)],
    ['one value', (size: number) => `a;b=${'c'.repeat(size)}`],
  ])('work grows with the length: %s', (_name, make) => {
    expect(growth(make, parseExtensions)).toBeCloseTo(4, 1);
  });
});

describe('serializeExtensions', () => {
  test('several offers', () => {
    const parameters = new Map<string, string | true>([
      ['server_no_context_takeover', true],
      ['bits', '10'],
    ]);
    const offers = [
      { name: 'permessage-deflate', parameters },
      { name: 'foo', parameters: new Map() },
    ];
    expect(serializeExtensions(offers)).toBe('permessage-deflate; server_no_context_takeover; bits=10, foo');
    expect(serializeExtensions([])).toBe('');
  });

  test.each([
    ['a b', new Map(), /extension/],
    ['', new Map(), /extension/],
    ['a', new Map([['b\r\n', 'c']]), /parameter of a/],
    ['a', new Map([['b', 'c, d']]), /value of a; b/],
    ['a', new Map([['b', '']]), /value of a; b/],
  ])('refuses what is not a token: %j %j', (name, parameters, message) => {
    expect(() => serializeExtensions([{ name, parameters }])).toThrow(TypeError);
    expect(() => serializeExtensions([{ name, parameters }])).toThrow(message);
  });
});
