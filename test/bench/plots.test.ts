import { expect, test } from 'vitest';
import { drawBars, drawCurves } from './plots.ts';
import type { Row } from './report.ts';

const row = (workload: string, peer: string, theirs: number): Row => ({
  workload,
  peer,
  ratio: theirs / 10,
  ours: 10,
  theirs,
  unit: 'µs/message',
});

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('bars stand in order, the best on top, with what each needs', () => {
  const svg = drawBars([row('echo', 'ws', 31.4), row('echo', 'bun', 5), row('decode', 'ws', 123_456)]);
  expect(texts(svg)).toEqual(expect.arrayContaining(['echo', 'decode', '5', '10', '31.4', '123 k', 'µs/message']));
  const names = texts(svg).filter((text) => ['ws', 'wirechart', 'bun'].includes(text ?? ''));
  expect(names.slice(0, 3)).toEqual(['bun', 'wirechart', 'ws']);
});

test('what is drawn is well-formed, and the same whenever it is drawn', () => {
  const rows = [1, 100, 10_000].map(
    (at): Row => ({ ...row(`scaling ${at}`, 'ws', 3 * at), ours: at, curve: { name: 'connections', at } }),
  );
  for (const draw of [() => drawCurves(rows), () => drawBars(rows)]) {
    const svg = draw();
    expect(svg).toBe(draw());
    // No attribute has a quotation mark within.
    for (const [tag] of svg.matchAll(/<\w[^>]*>/g)) expect(tag).toMatch(/^<[\w:]+(\s+[\w:-]+="[^"<]*")*\s*\/?>$/);
  }
});
