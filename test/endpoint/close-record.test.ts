import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { explainClose, explainFrame } from '../../src/endpoint/close-record.ts';
import { connected, exchange, give, makeSide, openServer, type Side } from '../support/wire.ts';

function recordOf(side: Side) {
  const [record] = side.records;
  if (record === undefined) throw new Error('not closed');
  return record;
}

test('a clean close, as both sides remember it', () => {
  const { client, server } = connected();
  void client.endpoint.send(TEXT, 'Hello');
  exchange(client, server);
  void server.endpoint.send(BINARY, new Uint8Array(300));
  exchange(client, server);
  client.clock.time += 1500;
  client.endpoint.close(1000, 'bye');
  exchange(client, server);
  expect(recordOf(client)).toMatchObject({
    clean: true,
    code: 1000,
    reason: '',
    began: 'us',
    sent: { code: 1000, reason: 'bye' },
    received: { code: 1000, reason: '' },
    violation: undefined,
    timer: undefined,
    error: undefined,
    bytesReceived: 308,
    bytesSent: 22,
    frames: [
      { direction: 'out', opcode: 1, fin: true, length: 5 },
      { direction: 'in', opcode: 2, fin: true, length: 300 },
      { direction: 'out', opcode: 8, fin: true, length: 5 },
      { direction: 'in', opcode: 8, fin: true, length: 2 },
    ],
    duration: 1500,
  });
  expect(recordOf(server)).toMatchObject({
    clean: true,
    code: 1000,
    reason: 'bye',
    began: 'peer',
    bytesReceived: 22,
    bytesSent: 308,
  });
  expect(explainClose(recordOf(client)).split('\n').slice(0, -1)).toEqual([
    'closed cleanly, code 1000',
    'began:    this side',
    'sent:     1000 "bye"',
    'received: 1000',
    'bytes:    308 in, 22 out, after 1.500 s',
    'frames:   → text 5, ← binary 300, → close 5, ← close 2',
  ]);
});

test('a broken rule: which, where, by whom', () => {
  const side = openServer();
  give(side, 'fin text "Hello"', 'text "a"', 'fin binary "b"');
  side.endpoint.transportEnded();
  const record = recordOf(side);
  expect(record.violation).toEqual({
    id: 'expected-continuation',
    section: 'RFC 6455 §5.4',
    explanation: 'A new message began before the one under way was finished.',
    machine: 'readLoop',
    state: 'message.IN_MSG.header | flow.flowing',
    offset: 18,
  });
  const lines = explainClose(record).split('\n');
  expect(lines).toContain('closed uncleanly, code 1006');
  expect(lines).toContain(
    'rule:     expected-continuation (RFC 6455 §5.4): A new message began before the one under way was finished.',
  );
  expect(lines).toContain('refused:  machine readLoop, state message.IN_MSG.header | flow.flowing, byte 18');
  expect(lines).toContain('received: no close frame');
  expect(lines).toContain('frames:   ← text 5, ← text 1 …, ← binary 1, → close 23');
});

test('the state of every machine when the connection closed', () => {
  const side = openServer();
  const message = side.endpoint.outgoing.begin(BINARY);
  void side.endpoint.outgoing.beginFrame(message, 10, true);
  give(side, 'text "a"');
  side.endpoint.transportEnded();
  const { states } = recordOf(side);
  expect(states).toMatchObject({
    connection: 'open',
    openingHandshake: 'accepted',
    readLoop: 'message.IN_MSG.header | flow.flowing',
    writeLoop: 'IN_MSG.inFrame',
    writeTurn: 'held.byFrame',
    closeHandshake: 'open',
  });
  expect(explainClose(recordOf(side))).toContain('writeLoop IN_MSG.inFrame');
});

test('the states when a timer ended the connection, and when a close did', () => {
  const dead = openServer({ bounds: { idleTimeout: 10, pongTimeout: 10 } });
  for (let each = 0; each < 2; each++) {
    dead.clock.time += 10;
    dead.endpoint.wake();
  }
  expect(recordOf(dead)).toMatchObject({ timer: 'pong', states: { keepAlive: 'awaitingPong', writeTurn: 'free' } });
  const closing = openServer();
  give(closing, 'fin close code 1000');
  closing.endpoint.transportEnded();
  expect(recordOf(closing).states.closeHandshake).toBe('closing.ending');
});

test('an error of the transport’s', () => {
  const side = openServer();
  side.endpoint.transportEnded(new Error('connection reset'));
  const lines = explainClose(recordOf(side)).split('\n');
  expect(lines).toContain('began:    the end of the transport');
  expect(lines).toContain('error:    connection reset');
  expect(lines).toContain('sent:     no close frame');
});

test('an error that is no Error', () => {
  const side = openServer();
  side.endpoint.abort('aborted', 'because');
  expect(explainClose(recordOf(side))).toContain('error:    because');
});

test('the first error counts', () => {
  const side = openServer();
  give(side, 'fin opcode 5');
  side.endpoint.transportEnded(new Error('reset after that'));
  expect(recordOf(side)).toMatchObject({ violation: { id: 'bad-opcode' }, error: { message: 'reset after that' } });
});

test('a timer', () => {
  const side = openServer({ bounds: { closeTimeout: 50 } });
  side.endpoint.close(1005, '');
  side.endpoint.flush();
  side.clock.time += 50;
  side.endpoint.wake();
  const lines = explainClose(recordOf(side)).split('\n');
  expect(lines).toContain('timer:    close');
  expect(lines).toContain('sent:     a close frame without a code');
});

test('a connection that never opened', () => {
  const side = makeSide({ role: 'client' });
  side.endpoint.dial();
  side.endpoint.transportEnded(new Error('getaddrinfo ENOTFOUND'));
  const record = recordOf(side);
  expect(record).toMatchObject({ clean: false, began: '', bytesSent: 0, bytesReceived: 0, frames: [] });
  const text = explainClose(record);
  expect(text).toContain('rule:     connect-failed (RFC 6455 §4.1)');
  expect(text).toContain('detail:   getaddrinfo ENOTFOUND');
  expect(text).not.toContain('frames:');
});

describe('the last frames', () => {
  test('the last eight, oldest first', () => {
    const side = openServer();
    for (let length = 0; length < 20; length++) give(side, `fin binary ${length} x "a"`);
    side.endpoint.transportEnded();
    expect(recordOf(side).frames.map(({ length }) => length)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test('in both directions, refused ones, too', () => {
    const side = openServer();
    give(side, 'text "a"', 'fin ping "p"', 'rsv1 continuation "b"');
    side.endpoint.transportEnded();
    expect(recordOf(side).frames.map(explainFrame)).toEqual([
      '← text 1 …',
      '← ping 1',
      '→ pong 1',
      '← continuation 1 …',
      '→ close 15',
    ]);
  });
});

test('the record is told once, to the handler and to the owner alike', () => {
  const told: unknown[] = [];
  const side = openServer({ handlers: { close: (_, record) => void told.push(record) } });
  side.endpoint.transportEnded();
  side.endpoint.transportEnded(new Error('again'));
  side.endpoint.abort('aborted');
  expect(told).toEqual([recordOf(side)]);
  expect(side.endpoint.record).toBe(told[0]);
  expect(side.records).toHaveLength(1);
});
