import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { framesOut, give, openServer, outcome, outcomes, type Side } from '../support/wire.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** A server whose transport takes no more. */
function blockedServer(options: Parameters<typeof openServer>[0] = {}): Side {
  const side = openServer(options);
  side.transport.accepts = false;
  void side.endpoint.send(TEXT, 'first');
  expect(framesOut(side)).toEqual(['fin text "first"']);
  return side;
}

function unblock({ endpoint, transport }: Side): void {
  transport.accepts = true;
  endpoint.drained();
}

describe('the three levels of sending', () => {
  test('a message at once', async () => {
    const side = openServer();
    const sent = [side.endpoint.send(TEXT, 'Grüße'), side.endpoint.send(BINARY, bytes(1, 2))];
    expect(await outcomes(sent)).toEqual(['pending', 'pending']);
    expect(framesOut(side)).toEqual(['fin text "Grüße"', 'fin binary 0102']);
    expect(await outcomes(sent)).toEqual(['done', 'done']);
  });

  test('a message of frames whose borders are chosen', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(TEXT);
    const sent = [outgoing.frame(message, 'a', false), outgoing.frame(message, '', false), outgoing.end(message)];
    expect(framesOut(side)).toEqual(['text "a"', 'continuation ""', 'fin continuation ""']);
    expect(await outcomes(sent)).toEqual(['done', 'done', 'done']);
  });

  test('a message whose one frame is the last', () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    void outgoing.frame(outgoing.begin(TEXT), 'all', true);
    void outgoing.end(outgoing.begin(BINARY));
    expect(framesOut(side)).toEqual(['fin text "all"', 'fin binary ""']);
  });

  test('a message of frames after a message at once', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    void side.endpoint.send(TEXT, 'before');
    const message = outgoing.begin(TEXT);
    const sent = [outgoing.frame(message, 'a', false), side.endpoint.send(TEXT, 'after'), outgoing.end(message)];
    expect(framesOut(side)).toEqual(['fin text "before"', 'text "a"', 'fin continuation ""', 'fin text "after"']);
    expect(await outcomes(sent)).toEqual(['done', 'done', 'done']);
  });

  test('a frame streamed in pieces, its size declared first', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    const sent = [
      outgoing.beginFrame(message, 4, false),
      outgoing.data(message, bytes(1)),
      outgoing.data(message, bytes()),
      outgoing.data(message, bytes(2, 3, 4)),
      outgoing.beginFrame(message, 1, true),
      outgoing.data(message, bytes(5)),
    ];
    expect(framesOut(side)).toEqual(['binary "\u0001"'.replace('"\u0001"', '01020304'), 'fin continuation 05']);
    expect(await outcomes(sent)).toEqual(sent.map(() => 'done'));
  });

  test('a streamed frame of nothing needs no data', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    const sent = [outgoing.beginFrame(message, 0, false), outgoing.beginFrame(message, 0, true)];
    expect(framesOut(side)).toEqual(['binary ""', 'fin continuation ""']);
    expect(await outcomes(sent)).toEqual(['done', 'done']);
  });
});

describe('order', () => {
  test('the frames of one message stay together, and other messages wait their turn', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const one = outgoing.begin(TEXT);
    const two = outgoing.begin(BINARY);
    void outgoing.frame(two, bytes(2), true);
    void side.endpoint.send(TEXT, 'three');
    void outgoing.frame(one, 'on', false);
    expect(framesOut(side)).toEqual(['text "on"']);
    void outgoing.frame(one, 'e', true);
    expect(framesOut(side)).toEqual(['fin continuation "e"', 'fin binary 02', 'fin text "three"']);
  });

  test('pongs, pings and a close pass between the frames of a message', () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(TEXT);
    void outgoing.frame(message, 'a', false);
    give(side, 'fin ping "p"');
    void side.endpoint.ping(bytes(7));
    void outgoing.frame(message, 'b', false);
    give(side, 'fin close code 1000');
    expect(framesOut(side)).toEqual(['text "a"', 'fin pong "p"', 'fin ping 07', 'continuation "b"', 'fin close 03e8']);
  });

  test('what waits for a streamed frame goes after it: the close, then pongs, pings and data (P6)', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 2, true);
    const after = side.endpoint.send(TEXT, 'after');
    void side.endpoint.ping(bytes(7));
    give(side, 'fin ping "p"');
    void outgoing.data(message, bytes(1));
    expect(Buffer.from(side.transport.take()).toString('hex')).toBe('820201');
    void outgoing.data(message, bytes(2));
    side.endpoint.flush();
    expect(Buffer.from(side.transport.take()).toString('latin1')).toBe(
      '\u0002\u008a\u0001p\u0089\u0001\u0007\u0081\u0005after',
    );
    expect(await outcome(after)).toBe('done');
  });

  test('sends while the transport is blocked settle in the order of their calls', async () => {
    const side = blockedServer();
    const order: number[] = [];
    const sends = [0, 1, 2, 3].map((index) =>
      side.endpoint.send(BINARY, bytes(index)).then(() => void order.push(index)),
    );
    give(side, 'fin ping "p"');
    expect(framesOut(side)).toEqual([]);
    unblock(side);
    expect(framesOut(side)).toEqual(
      ['fin pong "p"', 'fin binary "\\u0000"', 'fin binary 01', 'fin binary 02', 'fin binary 03'].map((each) =>
        each.replace('"\\u0000"', '00'),
      ),
    );
    await Promise.all(sends);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('one operation that waits is counted once', () => {
    const side = blockedServer();
    void side.endpoint.send(TEXT, 'one');
    void side.endpoint.send(TEXT, 'two');
    expect(side.endpoint.engine.snapshot().writeTurn.context.op_wr).toBe(1);
    unblock(side);
    expect(side.endpoint.engine.snapshot().writeTurn.context.op_wr).toBe(0);
    expect(framesOut(side)).toEqual(['fin text "one"', 'fin text "two"']);
  });
});

describe('a streamed frame', () => {
  test('given too much fails the connection with frame-size-mismatch', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    const begun = outgoing.beginFrame(message, 2, true);
    side.endpoint.flush();
    const late = side.endpoint.send(TEXT, 'late');
    const tooMuch = outgoing.data(message, bytes(1, 2, 3));
    expect(await outcomes([begun, tooMuch, late])).toEqual(['done', 'frame-size-mismatch', 'aborted']);
    expect(side.records[0]).toMatchObject({ clean: false, began: 'us', violation: { id: 'frame-size-mismatch' } });
    expect(side.transport.destroyed).toBe(true);
    await expect(late).rejects.toMatchObject({ cause: { id: 'frame-size-mismatch' } });
  });

  test('ended too early fails the connection with frame-size-mismatch', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 2, true);
    void outgoing.data(message, bytes(1));
    expect(await outcome(outgoing.endFrame(message))).toBe('frame-size-mismatch');
    expect(side.records[0]?.violation?.id).toBe('frame-size-mismatch');
  });

  test('waits while the transport is blocked, and goes on with what it was given meanwhile', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 4, true);
    side.transport.accepts = false;
    side.transport.take();
    const pieces = [outgoing.data(message, bytes(1, 2)), outgoing.data(message, bytes(3, 4))];
    expect(side.endpoint.output.size).toBe(0);
    expect(side.transport.take()).toEqual(bytes());
    expect(await outcomes(pieces)).toEqual(['pending', 'pending']);
    unblock(side);
    expect(side.transport.take()).toEqual(bytes(1, 2, 3, 4));
    expect(await outcomes(pieces)).toEqual(['done', 'done']);
    void side.endpoint.send(TEXT, 'x');
    expect(framesOut(side)).toEqual(['fin text "x"']);
  });

  test('keeps the limit of what may wait while the transport is blocked', async () => {
    const side = openServer({ bounds: { maxBufferedOutput: 1000 } });
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 10_000, true);
    side.transport.accepts = false;
    side.transport.take();
    const pieces = [1, 2, 3].map(() => outgoing.data(message, new Uint8Array(600)));
    expect(await outcomes(pieces)).toEqual(['pending', 'output-limit', 'output-limit']);
  });

  test('refuses at once what its message cannot do meanwhile', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 2, false);
    const wrong = [outgoing.frame(message, 'x', false), outgoing.beginFrame(message, 1, false), outgoing.end(message)];
    expect(await outcomes(wrong)).toEqual(wrong.map(() => 'frame-under-way'));
    void outgoing.data(message, bytes(1, 2));
    void outgoing.end(message);
    expect(framesOut(side)).toEqual(['binary 0102', 'fin continuation ""']);
    expect(side.endpoint.states().writeTurn).toBe('free');
  });

  test('is finished before our close frame goes', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 2, false);
    side.endpoint.close(1000, '');
    const piece = outgoing.data(message, bytes(1, 2));
    const late = outgoing.frame(message, bytes(3), true);
    expect(framesOut(side)).toEqual(['binary 0102', 'fin close 03e8']);
    expect(await outcomes([piece, late])).toEqual(['done', 'closing']);
  });
});

describe('refusals', () => {
  test('what belongs to a message that has ended', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(TEXT);
    void outgoing.frame(message, 'all', true);
    const late = [outgoing.frame(message, 'x', false), outgoing.end(message), outgoing.data(message, bytes(1))];
    expect(await outcomes(late)).toEqual(['no-message', 'no-message', 'no-message']);
    expect(framesOut(side)).toEqual(['fin text "all"']);
  });

  test('data of a frame that was not begun, and the message goes on', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(TEXT);
    const wrong = [outgoing.data(message, bytes(1)), outgoing.endFrame(message)];
    void outgoing.frame(message, 'a', false);
    wrong.push(outgoing.data(message, bytes(1)), outgoing.endFrame(message));
    expect(await outcomes(wrong)).toEqual(wrong.map(() => 'no-frame'));
    void outgoing.end(message);
    expect(framesOut(side)).toEqual(['text "a"', 'fin continuation ""']);
  });

  test('more than maxBufferedOutput: output-limit, and the connection goes on', async () => {
    const side = blockedServer({ bounds: { maxBufferedOutput: 1000 } });
    const fits = side.endpoint.send(BINARY, new Uint8Array(700));
    const tooMuch = side.endpoint.send(BINARY, new Uint8Array(300));
    expect(await outcomes([fits, tooMuch])).toEqual(['pending', 'output-limit']);
    unblock(side);
    side.endpoint.flush();
    expect(await outcome(fits)).toBe('done');
    side.transport.take();
    const next = side.endpoint.send(TEXT, 'goes on');
    expect(framesOut(side)).toEqual(['fin text "goes on"']);
    expect(await outcome(next)).toBe('done');
  });

  test('one message may wait however large it is', async () => {
    const side = blockedServer({ bounds: { maxBufferedOutput: 10 } });
    expect(await outcome(side.endpoint.send(BINARY, new Uint8Array(100)))).toBe('pending');
    expect(await outcome(side.endpoint.send(BINARY, bytes(1)))).toBe('output-limit');
  });

  test('empty messages that wait are bounded, too', async () => {
    const side = blockedServer({ bounds: { maxBufferedOutput: 1000 } });
    const sends = Array.from({ length: 100 }, () => side.endpoint.send(BINARY, bytes()));
    const all = await outcomes(sends);
    expect(all.filter((each) => each === 'output-limit').length).toBeGreaterThan(80);
    unblock(side);
    expect(framesOut(side)).toHaveLength(all.filter((each) => each === 'pending').length);
  });

  test('before the connection is open, and once it closes', async () => {
    const side = openServer();
    side.endpoint.close(1000, '');
    expect(await outcome(side.endpoint.send(TEXT, 'x'))).toBe('closing');
    give(side, 'fin close code 1000');
    side.endpoint.transportEnded();
    expect(await outcome(side.endpoint.send(TEXT, 'x'))).toBe('aborted');
    const message = side.endpoint.outgoing.begin(TEXT);
    expect(await outcome(side.endpoint.outgoing.frame(message, 'x', true))).toBe('aborted');
    expect(side.endpoint.outgoing.waiting).toBe(0);
  });
});
