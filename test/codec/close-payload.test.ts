import { describe, expect, test } from 'vitest';
import {
  decodeClosePayload,
  encodeClosePayload,
  isReceivableCloseCode,
  isSendableCloseCode,
} from '../../src/codec/close-payload.ts';

/** RFC 6455 7.4 and IANA's registry, as ranges. */
const valid: [first: number, last: number][] = [
  [1000, 1003],
  [1007, 1014],
  [3000, 4999],
];

function wire(code: number, ...reason: number[]): Uint8Array {
  return Uint8Array.of(code >> 8, code & 255, ...reason);
}

function decode(payload: Uint8Array) {
  // Neighbours that must not be read.
  const padded = Uint8Array.of(0xff, ...payload, 0xff);
  return decodeClosePayload(padded, 1, 1 + payload.length);
}

describe('close codes', () => {
  test('all 65536: valid ones decode and encode, the others do neither', () => {
    for (let code = 0; code <= 65_535; code++) {
      const isValid = valid.some(([first, last]) => code >= first && code <= last);
      const decoded = decodeClosePayload(wire(code), 0, 2);
      const right =
        isReceivableCloseCode(code) === isValid &&
        isSendableCloseCode(code) === isValid &&
        decoded.code === code &&
        decoded.fault === (isValid ? '' : 'bad-close-code');
      if (!right) expect({ code, decoded }).toBe(isValid);
    }
    expect(decode(wire(1000))).toEqual({ code: 1000, reason: '', fault: '' });
    expect(decode(wire(1006))).toEqual({ code: 1006, reason: '', fault: 'bad-close-code' });
  });

  test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535])('%i is refused both ways', (code) => {
    expect(decode(wire(code, 0x68, 0x69))).toEqual({ code, reason: '', fault: 'bad-close-code' });
    expect(() => encodeClosePayload(code, '')).toThrow(/^code: /);
    expect(() => encodeClosePayload(code, '')).toThrow(RangeError);
  });

  test.each([1000, 1003, 1007, 1011, 1014, 3000, 4999])('%i goes both ways', (code) => {
    expect([...encodeClosePayload(code, '')]).toEqual([...wire(code)]);
    expect(decode(wire(code, 0x68, 0x69))).toEqual({ code, reason: 'hi', fault: '' });
  });

  test.each([1000.5, Number.NaN, Number.POSITIVE_INFINITY, -1000, 66_536])('%d is no code', (code) => {
    expect(isSendableCloseCode(code)).toBe(false);
    expect(() => encodeClosePayload(code, '')).toThrow(RangeError);
  });
});

describe('decodeClosePayload', () => {
  test('nothing at all is 1005', () => {
    expect(decode(new Uint8Array(0))).toEqual({ code: 1005, reason: '', fault: '' });
  });

  test('one byte is half a code', () => {
    expect(decode(Uint8Array.of(3))).toEqual({ code: 1005, reason: '', fault: 'bad-close-size' });
  });

  test('a reason in UTF-8', () => {
    const payload = Uint8Array.of(0x03, 0xe8, ...new TextEncoder().encode('grüß 🌍'));
    expect(decode(payload)).toEqual({ code: 1000, reason: 'grüß 🌍', fault: '' });
  });

  test.each([
    ['a stray continuation byte', [0x80]],
    ['a surrogate', [0x61, 0xed, 0xa0, 0x80]],
    ['a sequence that is cut', [0x61, 0xf0, 0x9f, 0x8c]],
  ])('a reason with %s', (_name, reason) => {
    expect(decode(wire(1000, ...reason))).toEqual({ code: 1000, reason: '', fault: 'bad-close-reason' });
  });
});

describe('encodeClosePayload', () => {
  test('without a code there is no payload', () => {
    expect(encodeClosePayload(undefined, '').length).toBe(0);
  });

  test('a reason without a code has no form', () => {
    expect(() => encodeClosePayload(undefined, 'why')).toThrow(TypeError);
  });

  test('a reason may take 123 bytes, whatever its characters', () => {
    expect(encodeClosePayload(1000, 'x'.repeat(123)).length).toBe(125);
    expect(encodeClosePayload(1000, `${'ü'.repeat(61)}x`).length).toBe(125);
    expect(() => encodeClosePayload(1000, 'x'.repeat(124))).toThrow(/^reason: 124 bytes/);
    expect(() => encodeClosePayload(1000, 'ü'.repeat(62))).toThrow(RangeError);
    expect(() => encodeClosePayload(1000, '🌍'.repeat(31))).toThrow(RangeError);
  });

  test('a lone surrogate becomes U+FFFD', () => {
    expect(decode(encodeClosePayload(1000, 'a\ud800'))).toEqual({ code: 1000, reason: 'a\ufffd', fault: '' });
  });

  test.each([[new Uint8Array(5)], [7], [null], [{}]])('a reason of the wrong type: %s (CVE-2026-45736)', (reason) => {
    // What a caller without types may pass.
    expect(() => encodeClosePayload(1000, reason as unknown as string)).toThrow(/^reason: expected a string/);
  });

  test.each([['1000'], [null], [{}]])('a code of the wrong type: %j', (code) => {
    // As above.
    expect(() => encodeClosePayload(code as unknown as number, '')).toThrow(/^code: expected a number/);
  });
});
