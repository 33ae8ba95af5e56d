import { expect, test } from 'vitest';
import { FIN, type Line, MASKED } from '../../../../src/conformance/report/page/data.ts';
import { wireLog } from '../../../../src/conformance/report/page/wire-log.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const wire: Line[] = [
  [0, 0, base64('<b>'), 3, 1, MASKED, 0x01020304],
  [0.2, 2, base64('<b>'), 3],
  [12, 1, '', 0, 9, FIN, 0],
  [13, 4, 'Broke <it>'],
  [14, 4, 'A note'],
];

/** The text of each line, without markup. */
const lines = (markup: string) =>
  markup
    .split('<li ')
    .slice(1)
    .map((line) =>
      `<li ${line}`
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );

test('a line for every frame, every piece of octets, and every note', () => {
  expect(lines(wireLog(wire, 1234).text)).toEqual([
    '0.0 ms → text “&lt;b&gt;” not final 3 octets · mask 01020304 &lt;b&gt; 0000 3c 62 3e &lt;b&gt;',
    '0.2 ms → octets “&lt;b&gt;” (3 octets) 0000 3c 62 3e &lt;b&gt;',
    '12 ms ← ping, empty 0 octets · no mask No payload.',
    '13 ms Broke &lt;it&gt;',
    '14 ms A note',
    '1,234 more lines were left out.',
  ]);
});
