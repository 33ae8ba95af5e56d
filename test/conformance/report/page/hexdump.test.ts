import { expect, test } from 'vitest';
import { hexdump } from '../../../../src/conformance/report/page/hexdump.ts';

test('rows of sixteen: offset, hexadecimal in two halves, ASCII', () => {
  const octets = Uint8Array.from({ length: 18 }, (_, index) => 0x1f + index * 6);
  expect(hexdump({ octets, length: 1018 }).split('\n')).toEqual([
    '0000  1f 25 2b 31 37 3d 43 49  4f 55 5b 61 67 6d 73 79  ·%+17=CIOU[agmsy',
    '0010  7f 85                                             ··',
    '      … 1,000 more',
  ]);
});
