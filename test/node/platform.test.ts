import { expect, test } from 'vitest';
import { acceptKey } from '../../src/codec/accept-key.ts';
import { nodePlatform } from '../../src/node/platform.ts';

test('memory is nobody else’s: not from the pool that Node shares', () => {
  const bytes = nodePlatform.allocate(10);
  expect([bytes.length, bytes.byteOffset, bytes.buffer.byteLength]).toEqual([10, 0, 10]);
});

test('text is decoded from plain bytes and from Buffers alike', () => {
  const bytes = Buffer.from('xaü€😀x');
  for (const each of [bytes, new Uint8Array(bytes)])
    expect(nodePlatform.decodeText(each, 1, bytes.length - 1)).toBe('aü€😀');
});

test('the clock never goes back', () => {
  const first = nodePlatform.now();
  expect(nodePlatform.now()).toBeGreaterThanOrEqual(first);
});

test('the digest is SHA-1 of Latin-1, as the portable one', () => {
  const key = 'dGhlIHNhbXBsZSBub25jZQ==';
  expect(acceptKey(key, nodePlatform.digest)).toBe(acceptKey(key));
});
