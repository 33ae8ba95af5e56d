/** Every timer of a connection, with a clock that the test moves. */
import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { Deadlines } from '../../src/endpoint/deadlines.ts';
import type { Bounds } from '../../src/endpoint/options.ts';
import { connected, exchange, framesOut, give, makeSide, openServer, outcome, type Side } from '../support/wire.ts';

const never = Number.POSITIVE_INFINITY;

/** Moves the clock, and wakes the endpoint if it asked for that. */
function advance({ clock, endpoint, transport }: Side, milliseconds: number): void {
  clock.time += milliseconds;
  if (clock.time >= transport.wakeAt) endpoint.wake();
}

/** The connection ends after exactly this time, for this reason. */
function endsAfter(side: Side, milliseconds: number, violation: string, timer: string): void {
  advance(side, milliseconds - 1);
  expect(side.endpoint.state).not.toBe('closed');
  advance(side, 1);
  expect(side.endpoint.state).toBe('closed');
  expect(side.records).toHaveLength(1);
  expect(side.records[0]).toMatchObject({ clean: false, code: 1006, timer, violation: { id: violation } });
  expect(side.transport).toMatchObject({ released: true, wakeAt: never });
}

const only = (bounds: Partial<Bounds>): Partial<Bounds> => ({ idleTimeout: never, ...bounds });

describe('connect', () => {
  test('a transport that is not made in time', () => {
    const side = makeSide({ role: 'client', bounds: { connectTimeout: 300 } });
    side.endpoint.dial();
    endsAfter(side, 300, 'connect-timeout', 'connect');
    expect(side.transport.destroyed).toBe(true);
  });

  test('is over once the transport is ready', () => {
    const side = makeSide({ role: 'client', bounds: { connectTimeout: 300, openingTimeout: never } });
    side.endpoint.dial();
    side.endpoint.transportReady();
    advance(side, 10_000);
    expect(side.endpoint.state).toBe('opening');
  });

  test('a transport that cannot be made says why', () => {
    const side = makeSide({ role: 'client' });
    side.endpoint.dial();
    const error = new Error('connection refused');
    side.endpoint.transportEnded(error);
    expect(side.records[0]).toMatchObject({ violation: { id: 'connect-failed' }, error, detail: 'connection refused' });
    expect(side.transport.wakeAt).toBe(never);
  });
});

describe('opening', () => {
  test('a response that does not come', () => {
    const side = makeSide({ role: 'client', bounds: { openingTimeout: 300 } });
    side.endpoint.transportReady();
    side.transport.take();
    endsAfter(side, 300, 'opening-timeout', 'opening');
    expect(side.transport.destroyed).toBe(true);
  });

  test('bytes of a request that trickle in do not buy time', () => {
    const side = makeSide({ role: 'server', bounds: { openingTimeout: 300 } });
    side.endpoint.transportReady();
    for (const byte of Buffer.from('GET / HTTP/1.1')) {
      side.endpoint.receive(Uint8Array.of(byte));
      advance(side, 20);
    }
    advance(side, 20);
    expect(side.records[0]).toMatchObject({ timer: 'opening', violation: { id: 'opening-timeout' } });
    expect(Buffer.from(side.transport.take()).toString()).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  });

  test('a decision that does not come', () => {
    const side = openServer({ bounds: { openingTimeout: 300 }, decide: () => {} });
    expect(side.endpoint.state).toBe('opening');
    advance(side, 300);
    expect(Buffer.from(side.transport.take()).toString()).toMatch(/^HTTP\/1.1 503 Service Unavailable\r\n/);
    expect(side.records[0]).toMatchObject({ timer: 'opening', violation: { id: 'opening-timeout' } });
    expect(() => side.endpoint.accept()).not.toThrow();
    expect(side.endpoint.state).toBe('closed');
  });
});

describe('idle and pong', () => {
  const bounds = { idleTimeout: 1000, pongTimeout: 300 };

  test('silence brings a ping, and silence after it the end', () => {
    const side = openServer({ bounds });
    advance(side, 999);
    expect(framesOut(side)).toEqual([]);
    advance(side, 1);
    expect(framesOut(side)).toEqual(['fin ping 00000001']);
    endsAfter(side, 300, 'pong-timeout', 'pong');
    expect(side.transport.destroyed).toBe(true);
  });

  test('its pong begins the silence anew', () => {
    const side = openServer({ bounds });
    advance(side, 1000);
    side.transport.take();
    give(side, 'fin pong 00000001');
    advance(side, 999);
    expect(framesOut(side)).toEqual([]);
    advance(side, 1);
    expect(framesOut(side)).toEqual(['fin ping 00000002']);
  });

  test('any byte begins the silence anew, ours do not (P11)', () => {
    const side = openServer({ bounds });
    advance(side, 900);
    side.endpoint.receive(Uint8Array.of(0x81));
    advance(side, 900);
    void side.endpoint.send(TEXT, 'x');
    expect(framesOut(side)).toEqual(['fin text "x"']);
    advance(side, 100);
    expect(framesOut(side)).toEqual(['fin ping 00000001']);
  });

  test('any byte shows that the peer lives, a late pong, too', () => {
    const side = openServer({ bounds });
    advance(side, 1000);
    advance(side, 299);
    side.endpoint.receive(Uint8Array.of(0x81));
    advance(side, 299);
    expect(side.endpoint.state).toBe('open');
    advance(side, 1);
    expect(side.endpoint.state).toBe('closed');
  });

  test('the ping waits for the turn, behind a streamed frame', () => {
    const side = openServer({ bounds });
    const message = side.endpoint.outgoing.begin(BINARY);
    void side.endpoint.outgoing.beginFrame(message, 1, true);
    side.transport.take();
    advance(side, 1000);
    side.endpoint.flush();
    expect(side.transport.chunks).toEqual([]);
    void side.endpoint.outgoing.data(message, Uint8Array.of(7));
    expect(Buffer.from(side.transport.take()).toString('hex')).toBe('07890400000001');
  });

  test('nobody is called dead while we do not read', () => {
    const side = openServer({ bounds });
    side.endpoint.pause();
    advance(side, 100_000);
    expect(side.endpoint.state).toBe('open');
    side.endpoint.resume();
    advance(side, 1000);
    expect(framesOut(side)).toEqual(['fin ping 00000001']);
  });

  test('two endpoints keep each other alive', () => {
    const { client, server } = connected({ bounds }, { bounds });
    for (let each = 0; each < 20; each++) {
      advance(client, 500);
      advance(server, 500);
      exchange(client, server);
    }
    expect([client.endpoint.state, server.endpoint.state]).toEqual(['open', 'open']);
  });

  test('with Infinity nothing is ever sent', () => {
    const side = openServer({ bounds: { idleTimeout: never } });
    advance(side, 1e9);
    expect(side.transport.wakeAt).toBe(never);
    expect(framesOut(side)).toEqual([]);
  });
});

describe('drain', () => {
  function blocked(bounds: Partial<Bounds>): Side {
    const side = openServer({ bounds: only(bounds) });
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'x');
    side.transport.take();
    return side;
  }

  test('a transport that takes nothing', async () => {
    const side = blocked({ drainTimeout: 300 });
    const waits = side.endpoint.send(TEXT, 'y');
    endsAfter(side, 300, 'drain-timeout', 'drain');
    expect(await outcome(waits)).toBe('aborted');
    await expect(waits).rejects.toMatchObject({ cause: { id: 'drain-timeout' } });
  });

  test('one that takes bytes again in time', () => {
    const side = blocked({ drainTimeout: 300 });
    advance(side, 299);
    side.transport.accepts = true;
    side.endpoint.drained();
    advance(side, 10_000);
    expect(side.endpoint.state).toBe('open');
  });

  test('one that is slow but moves is not given up', () => {
    const side = openServer({ bounds: only({ drainTimeout: 300 }) });
    let left = 0;
    Object.defineProperty(side.transport, 'bytesLeft', { get: () => left });
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'x');
    side.transport.take();
    for (let each = 0; each < 10; each++) {
      left += 1;
      advance(side, 300);
      expect(side.endpoint.state).toBe('open');
    }
    endsAfter(side, 300, 'drain-timeout', 'drain');
  });
});

describe('close', () => {
  test('a peer that never answers our close', async () => {
    const side = openServer({ bounds: only({ closeTimeout: 300 }) });
    const ping = side.endpoint.ping(Uint8Array.of(1));
    side.endpoint.close(1000, '');
    side.transport.take();
    endsAfter(side, 300, 'close-timeout', 'close');
    expect(await outcome(ping)).toBe('aborted');
  });

  test('a peer that answers and never ends the transport: closed cleanly all the same', () => {
    const side = openServer({ bounds: only({ closeTimeout: 300 }) });
    give(side, 'fin close code 1000');
    side.transport.take();
    expect(side.transport.ended).toBe(true);
    advance(side, 300);
    expect(side.records[0]).toMatchObject({ clean: true, code: 1000 });
    expect(side.transport).toMatchObject({ destroyed: true, wakeAt: never });
  });

  test('a close that waits for the transport is ended by the same timer (P4)', async () => {
    const side = openServer({ bounds: only({ closeTimeout: 300, drainTimeout: never }) });
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'x');
    side.transport.take();
    const waits = side.endpoint.send(TEXT, 'y');
    side.endpoint.close(1000, '');
    endsAfter(side, 300, 'close-timeout', 'close');
    expect(side.records[0]?.sent).toBeUndefined();
    expect(await outcome(waits)).toBe('aborted');
  });

  test('a close that waits for a streamed frame which is never finished', async () => {
    const side = openServer({ bounds: only({ closeTimeout: 300 }) });
    const message = side.endpoint.outgoing.begin(BINARY);
    void side.endpoint.outgoing.beginFrame(message, 10, true);
    side.endpoint.close(1000, '');
    endsAfter(side, 300, 'close-timeout', 'close');
    expect(await outcome(side.endpoint.outgoing.data(message, new Uint8Array(10)))).toBe('aborted');
  });

  test('a peer that sends on and on does not keep us', () => {
    const side = openServer({ bounds: only({ closeTimeout: 300 }) });
    side.endpoint.close(1000, '');
    for (let each = 0; each < 100 && side.endpoint.state !== 'closed'; each++) {
      give(side, 'fin text "still here"', 'fin ping');
      advance(side, 10);
    }
    expect(side.records[0]).toMatchObject({ timer: 'close' });
    expect(side.clock.time).toBe(1300);
  });

  test('after a failure the peer has as long to end the transport', () => {
    const side = openServer({ bounds: only({ closeTimeout: 300 }) });
    give(side, 'fin opcode 3');
    side.transport.take();
    expect(side.transport).toMatchObject({ ended: true, destroyed: false });
    advance(side, 300);
    expect(side.records[0]).toMatchObject({ clean: false, timer: 'close', violation: { id: 'bad-opcode' } });
    expect(side.transport.destroyed).toBe(true);
  });
});

test('a timer that did not end the connection is not in the record', () => {
  const side = openServer({ bounds: { idleTimeout: 100, pongTimeout: 100 } });
  advance(side, 100);
  give(side, 'fin pong 00000001', 'fin close code 1000');
  side.endpoint.transportEnded();
  expect(side.records[0]?.timer).toBeUndefined();
});

test('waking too early changes nothing, and asks again', () => {
  const side = openServer({ bounds: { idleTimeout: 1000 } });
  side.transport.wakeAt = never;
  side.endpoint.wake();
  expect(side.transport.wakeAt).toBe(2000);
});

describe('Deadlines', () => {
  test('asks for the earliest, and not again for what is later', () => {
    const asked: number[] = [];
    const deadlines = new Deadlines({ schedule: (at) => void asked.push(at) });
    deadlines.arm('idle', 50);
    deadlines.arm('close', 70);
    deadlines.arm('pong', 30);
    deadlines.arm('idle', 90);
    expect(asked).toEqual([50, 30]);
    expect(deadlines.takeDue(29)).toBeUndefined();
    expect(deadlines.takeDue(30)).toBe('pong');
    expect(deadlines.takeDue(30)).toBeUndefined();
    deadlines.reschedule();
    expect(asked).toEqual([50, 30, 70]);
  });

  test('knows what is armed', () => {
    const deadlines = new Deadlines({ schedule: () => {} });
    expect(deadlines.armed('drain')).toBe(false);
    deadlines.arm('drain', 5);
    expect(deadlines.armed('drain')).toBe(true);
    deadlines.cancel('drain');
    expect(deadlines.armed('drain')).toBe(false);
    deadlines.arm('idle', 5);
    deadlines.cancelAll();
    expect(deadlines.takeDue(100)).toBeUndefined();
  });
});
