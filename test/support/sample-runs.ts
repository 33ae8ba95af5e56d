/** Runs for the tests of the reports, as if a suite had been run against subjects: made by rule, the same every time. */
import type { CaseGroup, CaseResult, ConformanceCase, Run, Side, WireEntry } from '../../src/conformance/model.ts';

const started = Date.UTC(2024, 0, 2, 3, 4, 5, 678);

export const octets = (text: string) => new TextEncoder().encode(text);

export function frame(
  kind: 'frame-out' | 'frame-in',
  at: number,
  opcode: number,
  payload: Uint8Array,
  more: Partial<NonNullable<WireEntry['frame']>> = {},
): WireEntry {
  const masked = kind === 'frame-out';
  const rest = { fin: true, rsv: 0, masked, maskingKey: masked ? 0x1a2b3c4d : 0, ...more };
  return { at, kind, octets: payload.slice(0, 256), length: payload.length, frame: { opcode, ...rest } };
}

export function note(at: number, text: string): WireEntry {
  return { at, kind: 'note', octets: new Uint8Array(), length: 0, note: text };
}

export function rawOctets(kind: 'octets-out' | 'octets-in', at: number, bytes: Uint8Array): WireEntry {
  return { at, kind, octets: bytes.slice(0, 256), length: bytes.length };
}

const request = [
  'GET /chat HTTP/1.1',
  'Host: 127.0.0.1:9001',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '',
  '',
].join('\r\n');

const response = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  '',
  '',
].join('\r\n');

/** A result that passed: a text goes and comes back, and the connection is closed with 1000. */
export function passed(id: string, change: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    behavior: 'pass',
    behaviorClose: 'pass',
    result: 'All events came as expected.',
    resultClose: 'The connection was closed cleanly, code 1000.',
    broke: '',
    observed: [{ kind: 'message', type: 'text', payload: octets('Hello') }],
    wire: [
      rawOctets('octets-out', 0.4, Uint8Array.of(0x81, 0x85, 0x1a, 0x2b, 0x3c, 0x4d, 0x52, 0x4e, 0x50, 0x21, 0x75)),
      frame('frame-out', 0.4, 1, octets('Hello')),
      rawOctets('octets-in', 1.2, Uint8Array.of(0x81, 5, ...octets('Hello'))),
      frame('frame-in', 1.2, 1, octets('Hello')),
      frame('frame-out', 1.3, 8, Uint8Array.of(3, 0xe8, ...octets('done'))),
      frame('frame-in', 2.1, 8, Uint8Array.of(3, 0xe8)),
      note(2.4, 'The subject ends its side (FIN).'),
    ],
    started,
    duration: 2.6,
    localCloseCode: 1000,
    remoteCloseCode: 1000,
    remoteCloseReason: '',
    closedBy: 'us',
    wasClean: true,
    httpRequest: request,
    httpResponse: response,
    ...change,
  };
}

export function sampleCase(id: string, change: Partial<ConformanceCase> = {}): ConformanceCase {
  return {
    id,
    description: 'We send a text message of five octets.',
    expectation: 'The subject echoes it.',
    section: 'RFC 6455 §5.6',
    script: [{ do: 'message', type: 'text', payload: 'Hello' }],
    outcomes: [{ behavior: 'pass', events: [{ kind: 'message', type: 'text', payload: 'Hello' }] }],
    close: { by: 'us', codes: [1000], clean: true },
    ...change,
  };
}

export function sampleRun(agent: string, results: readonly CaseResult[], change: Partial<Run> = {}): Run {
  return { agent, side: 'server', started, duration: 14_250, full: false, results, missing: [], ...change };
}

/** Groups, by id and title, each with so many cases. */
const titles: readonly (readonly [id: string, title: string, count: number])[] = [
  ['1.1', 'Text messages', 8],
  ['1.2', 'Binary messages', 8],
  ['2', 'Pings and pongs', 11],
  ['3', 'Reserved bits', 7],
  ['4.1', 'Reserved opcodes of data', 5],
  ['4.2', 'Reserved opcodes of control', 5],
  ['5', 'Fragmentation', 20],
  ['6.4', 'Bad UTF-8 is refused at once', 4],
  ['6.12', 'Characters that are none', 8],
  ['7.7', 'Close codes that are allowed', 13],
  ['7.9', 'Close codes that are not', 9],
  ['9.1', 'Large text messages', 6],
  ['12.1', 'Compressed JSON', 18],
  ['20.1', 'Requests that a server refuses', 24],
  ['24.1', 'Control frames in every gap', 12],
];

export function sampleGroups(factor = 1): CaseGroup[] {
  return titles.map(([id, title, count]) => ({
    id,
    title,
    cases: Array.from({ length: count * factor }, (_, index) => describedCase(id, index + 1)),
  }));
}

function describedCase(group: string, number: number): ConformanceCase {
  const id = `${group}.${number}`;
  if (group === '2') {
    return sampleCase(id, {
      description: `A ping with ${number * 11} octets is sent between two fragments of a text message, in pieces of ${number} octets.`,
      expectation: 'A pong with the same payload comes back before the message.',
      section: 'RFC 6455 §5.5.2',
    });
  }
  if (group === '7.9') {
    return sampleCase(id, {
      description: `A close frame with code ${999 + number}, which may not be sent.`,
      expectation: 'The subject closes with 1002, or drops the connection.',
      section: 'RFC 6455 §7.4.2',
      outcomes: [{ behavior: 'pass', events: [] }],
      close: { by: 'subject', codes: [1002], clean: false },
    });
  }
  if (group === '6.4') {
    return sampleCase(id, {
      description: 'A text message in three fragments, the second of which is no UTF-8; then a pause.',
      expectation: 'The connection is failed with 1007 as soon as the octets have come.',
      section: 'RFC 6455 §8.1',
      outcomes: [
        { behavior: 'pass', events: [], meaning: 'Refused before the pause ended.' },
        { behavior: 'acceptable', events: [{ kind: 'mark', name: 'A' }], meaning: 'Refused after the whole message.' },
      ],
      close: { by: 'subject', codes: [1007], clean: false },
    });
  }
  return sampleCase(id, group === '9.1' || group === '12.1' ? { heavy: true } : {});
}

/** A run of all cases in which some things go wrong: more of them the higher `trouble` is. */
export function troubledRun(agent: string, side: Side, groups: readonly CaseGroup[], trouble: number): Run {
  const ids = groups
    .flatMap(({ cases }) => cases.map(({ id }) => id))
    .filter((id) => side === 'server' || !id.startsWith('20.'));
  const results: CaseResult[] = [];
  const missing: { id: string; reason: string }[] = [];
  for (const [index, id] of ids.entries()) {
    if (trouble > 3 && id.startsWith('24.1.1')) missing.push({ id, reason: 'the subject refused the connection' });
    else results.push(resultOf(id, index, trouble));
  }
  return sampleRun(agent, results, { side, missing, duration: 9_000 + trouble * 1_700 });
}

function resultOf(id: string, index: number, trouble: number): CaseResult {
  if (id.startsWith('6.4.')) return trouble > 0 ? late(id) : passed(id, { observed: [] });
  if (id.startsWith('12.') && trouble === 2) return unsupported(id);
  if (id.startsWith('7.9.') && trouble > 1) return index % 2 === 0 ? accepted(id) : wrongCode(id);
  if (id === '7.7.13') return passed(id, { behavior: 'informational', behaviorClose: 'informational' });
  if (id.startsWith('2.') && index % 5 === trouble - 2) return brokenMask(id);
  if (id.startsWith('5.') && index % 9 === trouble - 1)
    return passed(id, {
      behaviorClose: 'unclean',
      resultClose: 'The connection was dropped without a close frame.',
      wasClean: false,
      remoteCloseCode: undefined,
    });
  return passed(id, id.startsWith('9.') || id.startsWith('12.') ? { wire: [], observed: [], duration: 140 } : {});
}

function late(id: string): CaseResult {
  return passed(id, {
    behavior: 'acceptable',
    result: 'Refused, though only after the whole message had come.',
    resultClose: 'The subject closed with 1007.',
    observed: [{ kind: 'mark', name: 'A' }],
    wire: [
      frame('frame-out', 0.3, 1, octets('κόσμε'), { fin: false }),
      frame('frame-out', 0.4, 0, Uint8Array.of(0xf4, 0x90, 0x80, 0x80), { fin: false }),
      note(310.2, 'mark: A'),
      frame('frame-out', 310.3, 0, octets('edited'), {}),
      frame('frame-in', 311.1, 8, Uint8Array.of(3, 0xef, ...octets('invalid UTF-8'))),
      frame('frame-out', 311.4, 8, Uint8Array.of(3, 0xef)),
      note(312, 'The subject ends its side (FIN).'),
    ],
    duration: 312.4,
    localCloseCode: 1007,
    remoteCloseCode: 1007,
    remoteCloseReason: 'invalid UTF-8',
    closedBy: 'subject',
  });
}

function unsupported(id: string): CaseResult {
  return passed(id, {
    behavior: 'unsupported',
    behaviorClose: 'unsupported',
    result: 'The subject did not agree on permessage-deflate.',
    resultClose: '',
    observed: [],
  });
}

function wrongCode(id: string): CaseResult {
  return passed(id, {
    behaviorClose: 'wrong-code',
    result: 'No message came, as expected.',
    resultClose: 'The subject closed with 1000; 1002 was expected.',
    observed: [],
    wire: [
      frame('frame-out', 0.3, 8, Uint8Array.of(3, 0xe7)),
      frame('frame-in', 0.9, 8, Uint8Array.of(3, 0xe8)),
      note(1.1, 'The subject ends its side (FIN).'),
    ],
  });
}

function accepted(id: string): CaseResult {
  return passed(id, {
    behavior: 'fail',
    behaviorClose: 'fail',
    result: 'The subject went on as if nothing had happened.',
    resultClose: 'We closed the connection after 2,000 ms: the subject had to do it.',
    wasClean: false,
    remoteCloseCode: undefined,
    duration: 2003,
  });
}

function brokenMask(id: string): CaseResult {
  const fragments = Array.from({ length: 30 }, (_, index) =>
    frame('frame-out', index / 10, 0, octets('fragment'), { fin: false }),
  );
  return passed(id, {
    behavior: 'fail',
    behaviorClose: 'fail',
    result: 'The pong came with a mask, and with another payload.',
    resultClose: 'We failed the connection with 1002.',
    broke: 'RFC 6455 §5.1: A server must not mask any frames that it sends to the client.',
    observed: [{ kind: 'pong', payload: Uint8Array.of(0, 255, 254, 1) }],
    wire: [
      frame('frame-out', 0, 1, octets('fragment'), { fin: false }),
      ...fragments,
      frame(
        'frame-out',
        3.2,
        9,
        Uint8Array.from({ length: 125 }, (_, index) => index),
      ),
      rawOctets('octets-in', 4.8, Uint8Array.of(0x8a, 0x84, 1, 2, 3, 4, 1, 253, 253, 5)),
      frame('frame-in', 4.8, 10, Uint8Array.of(0, 255, 254, 1), { masked: true, maskingKey: 0x01020304 }),
      note(4.8, 'Broke RFC 6455 §5.1: A server must not mask any frames that it sends to the client.'),
      frame('frame-out', 4.9, 8, Uint8Array.of(3, 0xea)),
      note(5.4, 'The connection is reset.'),
    ],
    duration: 5.6,
    wasClean: false,
    localCloseCode: 1002,
    remoteCloseCode: undefined,
  });
}
