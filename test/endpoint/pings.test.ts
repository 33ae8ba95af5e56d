import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { connected, exchange, framesOut, give, openServer, outcome, outcomes, type Side } from '../support/wire.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

function advance({ clock, endpoint, transport }: Side, milliseconds: number): void {
  clock.time += milliseconds;
  if (clock.time >= transport.wakeAt) endpoint.wake();
}

describe('pings of the user’s', () => {
  test('resolve with the round trip in milliseconds', async () => {
    const side = openServer();
    const ping = side.endpoint.ping(bytes(1, 2));
    expect(framesOut(side)).toEqual(['fin ping 0102']);
    advance(side, 25);
    give(side, 'fin pong 0102');
    expect(await ping).toBe(25);
    expect(side.endpoint.pings.latency).toBe(25);
  });

  test('a pong that repeats another payload answers nothing', async () => {
    const side = openServer();
    const ping = side.endpoint.ping(bytes(1));
    give(side, 'fin pong 02', 'fin pong 0101', 'fin pong');
    expect(await outcome(ping)).toBe('pending');
  });

  test('a pong answers all earlier pings, too (§5.5.3)', async () => {
    const side = openServer();
    const pings = [side.endpoint.ping(bytes(1)), side.endpoint.ping(bytes(2)), side.endpoint.ping(bytes(3))];
    give(side, 'fin pong 02');
    expect(await outcomes(pings)).toEqual(['done', 'done', 'pending']);
    give(side, 'fin pong 03');
    expect(await outcome(pings[2] as Promise<number>)).toBe('done');
  });

  test('past maxQueuedPings: too-many-pings, and those before go on', async () => {
    const side = openServer({ bounds: { maxQueuedPings: 2 } });
    const pings = [1, 2, 3].map((each) => side.endpoint.ping(bytes(each)));
    expect(await outcomes(pings)).toEqual(['pending', 'pending', 'too-many-pings']);
    expect(framesOut(side)).toEqual(['fin ping 01', 'fin ping 02']);
    give(side, 'fin pong 02');
    expect(await outcomes(pings)).toEqual(['done', 'done', 'too-many-pings']);
  });

  test('too many while the transport is blocked', async () => {
    const side = openServer({ bounds: { maxQueuedPings: 2 } });
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'x');
    side.transport.take();
    const pings = [1, 2, 3].map((each) => side.endpoint.ping(bytes(each)));
    expect(await outcomes(pings)).toEqual(['pending', 'pending', 'too-many-pings']);
    side.transport.accepts = true;
    side.endpoint.drained();
    expect(framesOut(side)).toHaveLength(2);
  });

  test('wait while the turn is held, and their time counts from when they leave', async () => {
    const side = openServer();
    const { outgoing } = side.endpoint;
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 1, true);
    const ping = side.endpoint.ping(bytes(9));
    advance(side, 1000);
    void outgoing.data(message, bytes(1));
    advance(side, 7);
    give(side, 'fin pong 09');
    expect(await ping).toBe(7);
  });

  test('with keep-alive off, one that nobody answers fails alone with pong-timeout', async () => {
    const side = openServer({ bounds: { idleTimeout: Number.POSITIVE_INFINITY, pongTimeout: 500 } });
    const ping = side.endpoint.ping(bytes(1));
    advance(side, 499);
    expect(await outcome(ping)).toBe('pending');
    advance(side, 1);
    expect(await outcome(ping)).toBe('pong-timeout');
    expect(side.endpoint.state).toBe('open');
    const next = side.endpoint.ping(bytes(2));
    give(side, 'fin pong 02');
    expect(await outcome(next)).toBe('done');
    expect(side.endpoint.deadlines.armed('pong')).toBe(false);
  });

  test('with keep-alive off, the later of two fails too, when only the first is answered', async () => {
    const side = openServer({ bounds: { idleTimeout: Number.POSITIVE_INFINITY, pongTimeout: 500 } });
    const pings = [side.endpoint.ping(bytes(1)), side.endpoint.ping(bytes(2))];
    give(side, 'fin pong 01');
    advance(side, 500);
    expect(await outcomes(pings)).toEqual(['done', 'pong-timeout']);
  });

  test('the caller may use its bytes again', async () => {
    const side = openServer();
    const payload = bytes(1);
    const ping = side.endpoint.ping(payload);
    payload[0] = 2;
    expect(framesOut(side)).toEqual(['fin ping 01']);
    give(side, 'fin pong 01');
    expect(await outcome(ping)).toBe('done');
  });

  test('once the connection closes they are refused', async () => {
    const side = openServer();
    side.endpoint.close(1000, '');
    expect(await outcome(side.endpoint.ping(bytes()))).toBe('closing');
  });

  test('more than 125 bytes are a mistake of the caller’s', () => {
    const side = openServer();
    expect(() => side.endpoint.ping(new Uint8Array(126))).toThrow(RangeError);
    expect(framesOut(side)).toEqual([]);
  });
});

describe('pongs', () => {
  test('a flood of pings against a blocked transport keeps maxQueuedPongs of them, the newest', () => {
    const side = openServer({ bounds: { maxQueuedPongs: 3 } });
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'x');
    side.transport.take();
    for (let each = 0; each < 1000; each++) give(side, `fin ping "${each}"`);
    expect(side.endpoint.engine.snapshot().writeTurn.context.op_pong).toBe(3);
    expect(side.endpoint.output.size).toBe(0);
    side.transport.accepts = true;
    side.endpoint.drained();
    expect(framesOut(side)).toEqual(['fin pong "997"', 'fin pong "998"', 'fin pong "999"']);
  });

  test('with maxQueuedPongs 0 none waits', () => {
    const side = openServer({ bounds: { maxQueuedPongs: 0 } });
    give(side, 'fin ping "a"');
    side.transport.accepts = false;
    expect(framesOut(side)).toEqual(['fin pong "a"']);
    give(side, 'fin ping "b"');
    side.transport.accepts = true;
    side.endpoint.drained();
    give(side, 'fin ping "c"');
    expect(framesOut(side)).toEqual(['fin pong "c"']);
  });

  test('none are sent while closing, and a flood then leaves nothing behind', () => {
    const side = openServer();
    side.endpoint.close(1000, '');
    side.transport.take();
    for (let each = 0; each < 100; each++) give(side, 'fin ping "p"');
    expect(framesOut(side)).toEqual([]);
  });

  test('the payload is answered as it came, whatever a handler does to it', () => {
    const side = openServer({ handlers: { ping: (_, payload) => void payload.fill(0) } });
    give(side, 'fin ping "abc"');
    expect(framesOut(side)).toEqual(['fin pong "abc"']);
  });

  test('are answered whoever sends, from both sides at once', async () => {
    const { client, server } = connected();
    const pings = [client.endpoint.ping(bytes(1)), server.endpoint.ping(bytes(1))];
    exchange(client, server);
    expect(await outcomes(pings)).toEqual(['done', 'done']);
  });
});
