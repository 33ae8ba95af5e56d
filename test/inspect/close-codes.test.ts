import { expect, test } from 'vitest';
import { isReceivableCloseCode } from '../../src/codec/close-payload.ts';
import { closeCodeMeaning } from '../../src/inspect/close-codes.ts';

test('every code that may not be sent is said to be so, and no other', () => {
  for (let code = 0; code <= 5001; code++) {
    // 1005 is what stands for no code at all.
    if (code === 1005) continue;
    expect(closeCodeMeaning(code).includes('may not be sent'), String(code)).toBe(!isReceivableCloseCode(code));
  }
  expect(closeCodeMeaning(4321)).toContain('private');
});
