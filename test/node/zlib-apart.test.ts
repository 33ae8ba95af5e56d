/** Compressing in the background: a few at a time, first come, first served, whatever becomes of the others. */
import zlib from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { deflateApart } from '../../src/node/zlib-apart.ts';
import { readDeflate } from '../support/deflate-blocks.ts';
import { against, TAIL, usual } from '../support/deflate-engines.ts';
import { patternBytes } from '../support/messages.ts';
import { outcomes } from '../support/wire.ts';

type Done = (error: Error | null, result: Buffer) => void;

afterEach(() => void vi.restoreAllMocks());

/** zlib that is done when the test says so. */
function manualZlib(): { started: number[]; finish: Done[] } {
  const started: number[] = [];
  const finish: Done[] = [];
  vi.spyOn(zlib, 'deflateRaw').mockImplementation(((bytes: Uint8Array, _: object, done: Done) => {
    started.push(bytes.length);
    finish.push(done);
    // Of its forms this is the one with options.
  }) as never);
  return { started, finish };
}

test.each([8, 9, 15])('what comes out ends at a byte, with the tail (window of %i bits)', async (windowBits) => {
  const message = patternBytes(50_000);
  const data = new Uint8Array(await deflateApart(message, { ...usual, windowBits }));
  expect(data.subarray(-4)).toEqual(TAIL);
  const { bytes, farthest } = readDeflate(data);
  expect(against(bytes, message)).toBe('as sent');
  expect(farthest).toBeLessThanOrEqual(2 ** windowBits);
});

test('three at once, the others in their order, after a failure, too', async () => {
  const { started, finish } = manualZlib();
  const promises = [1, 2, 3, 4, 5, 6].map((size) => deflateApart(new Uint8Array(size), usual));
  expect(started).toEqual([1, 2, 3]);
  finish[1]?.(null, Buffer.from('two'));
  expect(started).toEqual([1, 2, 3, 4]);
  finish[0]?.(new Error('no memory'), Buffer.alloc(0));
  expect(started).toEqual([1, 2, 3, 4, 5]);
  for (const done of finish.slice(2)) done(null, Buffer.from('more'));
  expect(started).toEqual([1, 2, 3, 4, 5, 6]);
  finish[5]?.(null, Buffer.from('last'));
  expect(await outcomes(promises)).toEqual(['Error: no memory', 'done', 'done', 'done', 'done', 'done']);
  // Nothing is counted as running that is not.
  const again = [7, 8, 9].map((size) => deflateApart(new Uint8Array(size), usual));
  expect(started.slice(6)).toEqual([7, 8, 9]);
  for (const done of finish.slice(6)) done(null, Buffer.from('done'));
  await Promise.all(again);
});

test('a zlib that throws at once fails its own message only', async () => {
  const { started, finish } = manualZlib();
  const others = [1, 2, 3].map((size) => deflateApart(new Uint8Array(size), usual));
  // No such window: zlib refuses its options when its turn has come.
  const [failing, behind] = [deflateApart(new Uint8Array(4), usual), deflateApart(new Uint8Array(5), usual)];
  const throwing = vi.mocked(zlib.deflateRaw).getMockImplementation();
  vi.mocked(zlib.deflateRaw).mockImplementationOnce(() => {
    throw new RangeError('refused');
  });
  expect(throwing).toBeDefined();
  for (const done of finish.splice(0)) done(null, Buffer.from('done'));
  for (const done of finish.splice(0)) done(null, Buffer.from('done'));
  expect(started).toEqual([1, 2, 3, 5]);
  expect(await outcomes([...others, failing, behind])).toEqual(['done', 'done', 'done', 'RangeError: refused', 'done']);
});
