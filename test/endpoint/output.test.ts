import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Output, payloadLength, Slab } from '../../src/endpoint/output.ts';
import { portable } from '../../src/endpoint/platform.ts';
import { PreparedMessage } from '../../src/endpoint/prepared.ts';
import { decodeFrames } from '../support/vector-frames.ts';
import { concat } from '../support/wire.ts';

const sizes = fc.oneof(
  fc.integer({ min: 0, max: 130 }),
  fc.constantFrom(4095, 4096, 4097, 16_380, 65_535, 65_536),
  fc.integer({ min: 0, max: 20_000 }),
);

/** One frame for one of several outputs that share a slab, as text, as bytes, encoded before, or streamed in two pieces; or a flush. */
const action = fc.record({
  to: fc.integer({ min: 0, max: 2 }),
  size: sizes,
  how: fc.constantFrom('bytes', 'text', 'ready', 'streamed', 'take'),
});

test('outputs that share a slab do not mix their frames', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const platform = { ...portable, slab: new Slab() };
      const outputs = [true, false, false].map((masked) => new Output(platform, masked));
      const expected: string[][] = [[], [], []];
      const taken: Uint8Array[][] = [[], [], []];
      for (const [index, { to, size, how }] of actions.entries()) {
        const output = outputs[to] as Output;
        const bytes = new Uint8Array(size).fill(97 + (index % 20));
        if (how === 'take') {
          const before = output.size;
          const chunks = output.take().map((chunk) => chunk.slice());
          expect(concat(chunks)).toHaveLength(before);
          taken[to]?.push(...chunks);
          continue;
        }
        if (how === 'streamed') {
          output.frameHeader(2, true, size);
          output.data(bytes.subarray(0, size >> 1));
          output.data(bytes.subarray(size >> 1));
        } else if (how === 'ready') {
          output.ready(new PreparedMessage(bytes, false, platform).plain, 2);
        } else {
          const payload = how === 'text' ? Buffer.from(bytes).toString() : bytes;
          output.frame(2, true, payload, payloadLength(payload, platform));
        }
        expected[to]?.push(Buffer.from(bytes).toString());
      }
      for (const [to, output] of outputs.entries()) {
        const frames = decodeFrames(concat([...(taken[to] ?? []), ...output.take()]));
        expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual(expected[to]);
        for (const frame of frames) expect(frame.key !== undefined).toBe(to === 0);
        expect(output.size).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

test('masking keys differ from frame to frame', () => {
  const output = new Output({ ...portable, slab: new Slab() }, true);
  for (let each = 0; each < 50; each++) output.frame(1, true, 'x', 1);
  const keys = decodeFrames(concat(output.take())).map(({ key }) => Buffer.from(key ?? []).toString('hex'));
  expect(new Set(keys).size).toBe(50);
});

test('small frames of one turn become one chunk', () => {
  const output = new Output({ ...portable, slab: new Slab() }, false);
  for (let each = 0; each < 100; each++) output.frame(1, true, 'x', 1);
  expect(output.take()).toHaveLength(1);
});

test('a frame that is ready leaves uncopied if it is the only one, or large; else it joins the small ones', () => {
  const platform = { ...portable, slab: new Slab() };
  const output = new Output(platform, false);
  const [small, large] = [10, 5000].map((size) => new PreparedMessage(new Uint8Array(size), false, platform).plain);
  if (small === undefined || large === undefined) throw new Error('two were made');
  output.ready(small, 2);
  expect(output.size).toBe(12);
  expect(output.take()).toEqual([small.frame]);
  for (const each of [small, small, small, large]) output.ready(each, 2);
  const [first, second, third, ...rest] = output.take();
  expect([first, second?.length, third, rest]).toEqual([small.frame, 24, large.frame, []]);
  expect(first).toBe(small.frame);
  expect(third).toBe(large.frame);
});

test('cleared, nothing is left', () => {
  const output = new Output({ ...portable, slab: new Slab() }, false);
  output.frame(1, true, 'x', 1);
  output.clear();
  expect([output.size, output.take().length]).toEqual([0, 0]);
  output.frame(1, true, 'y', 1);
  expect(decodeFrames(concat(output.take()))).toHaveLength(1);
});

test('bytes of a text are counted as UTF-8', () => {
  expect(payloadLength('Grüße 😀', portable)).toBe(Buffer.byteLength('Grüße 😀'));
  expect(payloadLength('\ud800', portable)).toBe(3);
});
