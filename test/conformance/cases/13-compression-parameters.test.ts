import { expect, test } from 'vitest';
import { parseExtensions } from '../../../src/codec/index.ts';
import { compressionParameters } from '../../../src/conformance/cases/13-compression-parameters.ts';

const first = compressionParameters.map(({ cases: [one] }) => one?.deflate);
const base = 'permessage-deflate; client_no_context_takeover; client_max_window_bits';

test('what is offered to servers', () => {
  expect(first.map((deflate) => deflate?.offer)).toEqual([
    base,
    `${base}; server_no_context_takeover`,
    `${base}; server_max_window_bits=9`,
    `${base}; server_max_window_bits=15`,
    `${base}; server_no_context_takeover; server_max_window_bits=9`,
    `${base}; server_no_context_takeover; server_max_window_bits=15`,
    `${base}; server_no_context_takeover; server_max_window_bits=9, ${base}; server_no_context_takeover, ${base}`,
  ]);
  for (const deflate of first)
    expect(parseExtensions(deflate?.offer ?? '')?.every(({ duplicate }) => !duplicate)).toBe(true);
});

test('what is granted to clients', () => {
  expect(first.map((deflate) => deflate?.grant)).toEqual([
    [{}],
    [{ clientNoContextTakeover: true }],
    [{ clientMaxWindowBits: 9 }],
    [{ clientMaxWindowBits: 15 }],
    [{ clientNoContextTakeover: true, clientMaxWindowBits: 9 }],
    [{ clientNoContextTakeover: true, clientMaxWindowBits: 15 }],
    [{ clientNoContextTakeover: true, clientMaxWindowBits: 9 }, { clientNoContextTakeover: true }, {}],
  ]);
});

test('all cases of a group ask for the same', () => {
  compressionParameters.forEach(({ cases }, index) => {
    expect(cases).toHaveLength(18);
    for (const { deflate } of cases) expect(deflate).toEqual(first[index]);
  });
});
