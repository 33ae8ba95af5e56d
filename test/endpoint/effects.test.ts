/** Handlers that throw: the connection fails with 1011, or the handshake with HTTP 500, and nothing escapes. */
import { describe, expect, test } from 'vitest';
import { TEXT } from '../../src/codec/opcodes.ts';
import type { Handlers } from '../../src/endpoint/levels.ts';
import { requestOf } from '../../src/endpoint/opening.ts';
import { framesOut, give, makeSide, openServer, outcome, requestHeaders, type Side } from '../support/wire.ts';

const error = new Error('thrown by a handler');
const boom = () => {
  throw error;
};
const nothing = () => {};
const levelTwo = { messageBegin: nothing, messageFrame: nothing, messageEnd: nothing };
const levelThree = { frameBegin: nothing, frameData: nothing, frameEnd: nothing };

const throwing: [string, Handlers<Side>][] = [
  ['message', { message: boom }],
  ['messageBegin', { ...levelTwo, messageBegin: boom }],
  ['messageFrame', { ...levelTwo, messageFrame: boom }],
  ['messageEnd', { ...levelTwo, messageEnd: boom }],
  ['frameBegin', { ...levelThree, frameBegin: boom }],
  ['frameData', { ...levelThree, frameData: boom }],
  ['frameEnd', { ...levelThree, frameEnd: boom }],
  ['ping', { ping: boom }],
  ['pong', { pong: boom }],
];

describe.each(throwing)('%s', (_, handlers) => {
  test('ends with 1011, the error in the record, and nothing more is delivered', async () => {
    let closes = 0;
    let after = 0;
    const counted = Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        (...args: never[]) => {
          if (failed) after++;
          if (handler === boom) failed = true;
          (handler as (...args: never[]) => void)(...args);
        },
      ]),
    );
    let failed = false;
    const side = openServer({ handlers: { ...counted, close: () => void closes++ } });
    const ping = side.endpoint.ping(Uint8Array.of(1));
    give(side, 'fin ping', 'fin pong 02', 'text "Hel"', 'fin continuation "lo"', 'fin text "again"');
    const out = framesOut(side);
    expect(out.at(-1)).toBe(`fin close 03f3${Buffer.from('handler-threw').toString('hex')}`);
    expect(side.transport.ended).toBe(true);
    side.endpoint.transportEnded();
    expect(side.records[0]).toMatchObject({
      clean: false,
      code: 1006,
      began: 'us',
      sent: { code: 1011, reason: 'handler-threw' },
      violation: { id: 'handler-threw' },
      error,
    });
    expect([closes, after]).toEqual([1, 0]);
    expect(await outcome(ping)).toBe('aborted');
    await expect(ping).rejects.toMatchObject({ cause: { id: 'handler-threw', cause: error } });
  });
});

test('open', () => {
  const side = openServer({ handlers: { open: boom } });
  side.endpoint.transportEnded();
  expect(side.records[0]).toMatchObject({ violation: { id: 'handler-threw' }, error, sent: { code: 1011 } });
});

test('open, and messages on the heels of the handshake are not delivered', () => {
  let messages = 0;
  const side = makeSide({ role: 'server', handlers: { open: boom, message: () => void messages++ } });
  side.endpoint.transportReady();
  const head = `GET / HTTP/1.1\r\n${requestHeaders.map((pair) => pair.join(': ')).join('\r\n')}\r\n\r\n`;
  side.endpoint.receive(Uint8Array.from([...Buffer.from(head), 0x81, 0x80, 0, 0, 0, 0]));
  expect(messages).toBe(0);
  expect(side.endpoint.state).toBe('closing');
});

test('closing, when the peer closes: the close frame is answered all the same', () => {
  const side = openServer({ handlers: { closing: boom } });
  give(side, 'fin close code 1000');
  expect(framesOut(side)).toHaveLength(1);
  side.endpoint.transportEnded();
  expect(side.records[0]).toMatchObject({ error, violation: { id: 'handler-threw' } });
});

test('closing, when we close', () => {
  const side = openServer({ handlers: { closing: boom } });
  expect(() => side.endpoint.close(1000, '')).not.toThrow();
  side.endpoint.transportEnded();
  expect(side.records[0]).toMatchObject({ clean: false, error, violation: { id: 'handler-threw' } });
});

test('close: the error is in the record that the owner gets', () => {
  const side = openServer({ handlers: { close: boom } });
  give(side, 'fin close code 1000');
  expect(() => side.endpoint.transportEnded()).not.toThrow();
  expect(side.records).toHaveLength(1);
  expect(side.records[0]).toMatchObject({ clean: true, code: 1000, error });
  expect(side.endpoint.record).toBe(side.records[0]);
});

test('decide: HTTP 500', () => {
  const side = openServer({ decide: boom });
  expect(side.endpoint.state).toBe('closed');
  expect(side.records[0]).toMatchObject({ violation: { id: 'handler-threw' }, error });
});

test('decide: the answer says nothing about the error', () => {
  const side = makeSide({ role: 'server', decide: boom });
  side.endpoint.transportReady();
  side.endpoint.receiveRequest(requestOf('GET', '/', 'HTTP/1.1', requestHeaders));
  const answer = Buffer.from(side.transport.take()).toString();
  expect(answer).toMatch(/^HTTP\/1.1 500 Internal Server Error\r\n/);
  expect(answer).not.toContain(error.message);
});

test('decide, after it has accepted: 1011', () => {
  const side = openServer({
    decide: (endpoint) => {
      endpoint.accept();
      boom();
    },
  });
  side.endpoint.transportEnded();
  expect(side.records[0]).toMatchObject({ violation: { id: 'handler-threw' }, error, sent: { code: 1011 } });
});

test('what a default handler calls may throw, too', () => {
  const side: Side = openServer({
    handlers: {
      message: boom,
      frameBegin: (_, frame) => side.endpoint.levels.frameBegin(frame),
      frameData: (_, bytes) => side.endpoint.levels.frameData(bytes),
      frameEnd: () => side.endpoint.levels.frameEnd(),
    },
  });
  give(side, 'fin text "x"');
  expect(framesOut(side)).toHaveLength(1);
  side.endpoint.transportEnded();
  expect(side.records[0]?.error).toBe(error);
});

test('a handler that throws after it has closed: what it asked for counts', () => {
  const side: Side = openServer({
    handlers: {
      message: ({ endpoint }) => {
        endpoint.close(3000, 'enough');
        boom();
      },
    },
  });
  give(side, 'fin text "x"');
  const out = framesOut(side);
  expect(out).toHaveLength(1);
  side.endpoint.transportEnded();
  expect(side.records[0]).toMatchObject({ clean: false, error, violation: { id: 'handler-threw' } });
});

test('what a handler sent before it threw leaves first', () => {
  const side: Side = openServer({
    handlers: {
      message: ({ endpoint }) => {
        void endpoint.send(TEXT, 'before');
        boom();
      },
    },
  });
  give(side, 'fin text "x"');
  expect(framesOut(side)[0]).toBe('fin text "before"');
});
