import { describe, expect, test } from 'vitest';
import { chooseStrings, documented, strings } from '../../src/node/raw-strings.ts';

const undocumented = chooseStrings(Buffer.prototype as Parameters<typeof chooseStrings>[0]);
const ways = Object.entries({ documented, undocumented });
const latin1 = Array.from({ length: 256 }, (_, unit) => String.fromCharCode(unit)).join('');
const wide = 'aÿĀ語🦊\ud83e';

test('the methods are there, and taken; the documented ones are another way', () => {
  expect(strings).toBe(undocumented);
  expect(strings).not.toBe(documented);
});

test.each(['latin1Slice', 'ucs2Slice', 'latin1Write', 'ucs2Write'])('without %s the documented ones do', (name) => {
  const all = { latin1Slice: () => '', ucs2Slice: () => '', latin1Write: () => 0, ucs2Write: () => 0 };
  expect(chooseStrings(all)).toBe(undocumented);
  expect(chooseStrings({ ...all, [name]: undefined })).toBe(documented);
  expect(chooseStrings({})).toBe(documented);
});

describe.each(ways)('%s', (_, way) => {
  test('Latin-1, each byte a unit', () => {
    const bytes = Buffer.from([9, ...latin1].map((_, index) => (index === 0 ? 9 : index - 1)).concat(9));
    expect(way.latin1(bytes, 1, 257)).toBe(latin1);
    expect(way.latin1(bytes, 5, 5)).toBe('');
    expect(way.latin1(bytes, 256, 258)).toBe('ÿ\t');
  });

  test('UTF-16, halves of pairs as they are', () => {
    const bytes = Buffer.concat([Buffer.of(9), Buffer.from(wide, 'utf16le'), Buffer.of(9)]);
    expect(way.utf16(bytes, 1, 1 + 2 * wide.length)).toBe(wide);
    expect(way.utf16(bytes, 1, 1)).toBe('');
  });

  test.each([
    ['Latin-1', latin1, 'latin1'],
    ['one unit', 'ÿ', 'latin1'],
    ['nothing', '', 'latin1'],
    ['UTF-16', wide, 'utf16le'],
    ['nothing wide', '', 'utf16le'],
  ] as const)('%s written, and no byte beside', (_, text, encoding) => {
    const content = Buffer.from(text, encoding);
    for (const at of [0, 1, 7]) {
      const target = Buffer.alloc(at + content.length + 9, 0xa5);
      if (encoding === 'latin1') way.writeLatin1(text, target, at);
      else way.writeUtf16(text, target, at);
      expect(target.subarray(at, at + content.length)).toEqual(content);
      expect([...target.subarray(0, at), ...target.subarray(at + content.length)]).toEqual(Array(at + 9).fill(0xa5));
    }
  });
});
