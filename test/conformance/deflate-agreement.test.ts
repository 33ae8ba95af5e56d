import { describe, expect, test } from 'vitest';
import { chooseGrant, readAnswer } from '../../src/conformance/deflate-agreement.ts';

const plain = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
};

describe('what a server answers', () => {
  test.each([
    ['permessage-deflate', 'permessage-deflate', plain],
    [
      'permessage-deflate',
      'permessage-deflate; client_no_context_takeover',
      { ...plain, clientNoContextTakeover: true },
    ],
    [
      'permessage-deflate; server_max_window_bits=12',
      'permessage-deflate; server_max_window_bits=10',
      { ...plain, serverMaxWindowBits: 10 },
    ],
    [
      'permessage-deflate; client_max_window_bits',
      'permessage-deflate; client_max_window_bits="9"',
      { ...plain, clientMaxWindowBits: 9 },
    ],
    [
      'x-other, permessage-deflate; server_no_context_takeover',
      'permessage-deflate; server_no_context_takeover',
      { ...plain, serverNoContextTakeover: true },
    ],
    // Any of the offers may have been taken.
    ['permessage-deflate; server_no_context_takeover, permessage-deflate', 'permessage-deflate', plain],
  ])('%s ← %s', (offered, answered, agreement) => {
    expect(readAnswer(offered, answered)).toEqual({ agreement });
  });

  test('nothing is no fault', () => {
    expect(readAnswer('permessage-deflate', undefined)).toEqual({});
  });

  test.each([
    [undefined, 'permessage-deflate', 'RFC 6455 §4.1', /not offered/],
    ['permessage-deflate', 'x-other', 'RFC 6455 §4.1', /x-other, which was not offered/],
    ['permessage-deflate', 'permessage-deflate;;', 'RFC 6455 §9.1', /malformed/],
    ['permessage-deflate', 'permessage-deflate, permessage-deflate', 'RFC 7692 §5', /more than one/],
    ['permessage-deflate', 'permessage-deflate; level=9', 'RFC 7692 §7.1', /Unknown parameter level/],
    ['permessage-deflate', 'permessage-deflate; server_max_window_bits=7', 'RFC 7692 §7.1', /not 8 to 15/],
    ['permessage-deflate', 'permessage-deflate; server_max_window_bits=08', 'RFC 7692 §7.1', /not 8 to 15/],
    ['permessage-deflate', 'permessage-deflate; server_max_window_bits', 'RFC 7692 §7.1', /not 8 to 15/],
    ['permessage-deflate', 'permessage-deflate; server_no_context_takeover=1', 'RFC 7692 §7.1', /takes no value/],
    ['permessage-deflate', 'permessage-deflate; client_max_window_bits=9', 'RFC 7692 §7.1', /was not offered/],
    [
      'permessage-deflate; client_max_window_bits=9',
      'permessage-deflate; client_max_window_bits=10',
      'RFC 7692 §7.1',
      /larger than offered/,
    ],
    ['permessage-deflate; server_max_window_bits=9', 'permessage-deflate', 'RFC 7692 §7.1', /does not promise it/],
    [
      'permessage-deflate; server_max_window_bits=9',
      'permessage-deflate; server_max_window_bits=10',
      'RFC 7692 §7.1',
      /larger/,
    ],
    ['permessage-deflate; server_no_context_takeover', 'permessage-deflate', 'RFC 7692 §7.1', /does not promise it/],
    [
      'permessage-deflate',
      'permessage-deflate; client_no_context_takeover; client_no_context_takeover',
      'RFC 7692 §7.1',
      /twice/,
    ],
  ])('%s ← %s is wrong', (offered, answered, section, text) => {
    const { agreement, fault } = readAnswer(offered, answered);
    expect(agreement).toBeUndefined();
    expect(fault?.section).toBe(section);
    expect(fault?.text).toMatch(text);
  });
});

describe('what a client is granted', () => {
  test.each([
    ['permessage-deflate', [{}], 'permessage-deflate'],
    ['permessage-deflate', [{ clientMaxWindowBits: 9 }, {}], 'permessage-deflate'],
    [
      'permessage-deflate; client_max_window_bits',
      [{ clientMaxWindowBits: 9 }],
      'permessage-deflate; client_max_window_bits=9',
    ],
    ['permessage-deflate; client_max_window_bits=10', [{ clientMaxWindowBits: 12 }], undefined],
    ['permessage-deflate; server_max_window_bits=10', [{}], undefined],
    [
      'permessage-deflate; server_max_window_bits=10',
      [{ serverMaxWindowBits: 9 }],
      'permessage-deflate; server_max_window_bits=9',
    ],
    ['permessage-deflate; server_no_context_takeover, permessage-deflate', [{}], 'permessage-deflate'],
    [
      'permessage-deflate; server_no_context_takeover',
      [{ serverNoContextTakeover: true, clientNoContextTakeover: true }],
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
    ],
    ['permessage-deflate; level=9', [{}], undefined],
    ['x-other', [{}], undefined],
    [undefined, [{}], undefined],
  ])('%s with %j: %s', (offered, grants, value) => {
    expect(chooseGrant(offered, grants)?.value).toBe(value);
  });
});
