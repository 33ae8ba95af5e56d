import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SocketTransport } from '../../src/node/socket-transport.ts';
import { HeldDuplex } from '../support/node-duplex.ts';
import { turns } from '../support/node-watch.ts';
import { until } from '../support/sockets.ts';

const MIB = 1024 * 1024;

/** A transport whose endpoint notes what it is told. */
function transportOver(stream: HeldDuplex) {
  const told: string[] = [];
  const transport = new SocketTransport();
  transport.connectTo({
    receive: (bytes) => void told.push(`receive ${bytes.length}`),
    receiveLent: (_, length) => void told.push(`receive ${length}, lent`),
    drained: () => void told.push('drained'),
    transportEnded: (error) => void told.push(error === undefined ? 'ended' : `ended: ${(error as Error).message}`),
    flush: () => void told.push('flush'),
    wake: () => void told.push('wake'),
  });
  transport.attach(stream);
  return { transport, told };
}

describe('writing', () => {
  test('what the stream takes at once does not block', () => {
    const stream = new HeldDuplex();
    const { transport } = transportOver(stream);
    expect(transport.write([new Uint8Array(10), new Uint8Array(20)])).toBe(true);
    expect(stream.size).toBe(30);
    expect(transport.bytesLeft).toBe(30);
  });

  test('large writes go piece by piece: a slow reader is seen to move', async () => {
    const stream = new HeldDuplex();
    stream.open = false;
    const { transport, told } = transportOver(stream);
    expect(transport.write([new Uint8Array(5 * MIB + 7)])).toBe(false);
    let left = 0;
    for (let round = 0; round < 40 && stream.letOne() > 0; round++) {
      await turns(1);
      expect(transport.bytesLeft).toBeGreaterThan(left);
      expect(transport.bytesLeft - left).toBeLessThanOrEqual(MIB / 4);
      left = transport.bytesLeft;
    }
    expect(left).toBe(5 * MIB + 7);
    expect(told).toEqual(['drained']);
  });

  test.each([16 * 1024, 2 * MIB, 64 * MIB])(
    'a stream that holds %i bytes gets everything, in order',
    async (writableHighWaterMark) => {
      const stream = new HeldDuplex({ writableHighWaterMark });
      const { transport, told } = transportOver(stream);
      const parts = Array.from({ length: 9 }, (_, index) => new Uint8Array(700_000).fill(index));
      const accepts = transport.write([...parts]);
      await until(
        () => stream.size === 6_300_000,
        () => `${stream.size} bytes`,
      );
      await turns(2);
      if (!accepts) expect(told).toContain('drained');
      expect(Buffer.concat(stream.written).equals(Buffer.concat(parts))).toBe(true);
      // And the next write goes.
      transport.write([new Uint8Array(1)]);
      await turns(2);
      expect(stream.size).toBe(6_300_001);
    },
  );

  test('a slow stream that holds much: the next piece is not lost, either', async () => {
    const stream = new HeldDuplex({ writableHighWaterMark: 8 * MIB });
    stream.open = false;
    const { transport, told } = transportOver(stream);
    transport.write([new Uint8Array(3 * MIB)]);
    for (let round = 0; round < 40; round++) {
      stream.letOne();
      await turns(1);
    }
    expect(stream.size).toBe(3 * MIB);
    expect(told.every((each) => each === 'drained')).toBe(true);
  });

  test('end comes behind what waits', async () => {
    const stream = new HeldDuplex();
    stream.open = false;
    let finished = false;
    stream.on('finish', () => {
      finished = true;
    });
    const { transport } = transportOver(stream);
    transport.write([new Uint8Array(2 * MIB)]);
    transport.end();
    for (let left = 8; left > 0; left--) {
      expect(finished).toBe(false);
      stream.letOne();
      await turns(2);
    }
    await until(() => finished, 'finished');
    expect(stream.size).toBe(2 * MIB);
  });

  test('after the stream has gone nothing is kept, and nothing throws', async () => {
    const stream = new HeldDuplex();
    const { transport, told } = transportOver(stream);
    stream.destroy();
    await turns(2);
    expect(transport.write([new Uint8Array(10)])).toBe(true);
    transport.end();
    transport.release();
    transport.destroy();
    expect(told).toEqual(['ended']);
  });
});

test('what the stream does is told: bytes, end, error, close', async () => {
  const failing = new HeldDuplex();
  const { told } = transportOver(failing);
  failing.arrive(new Uint8Array(3));
  await turns(1);
  failing.destroy(new Error('cut'));
  await turns(2);
  expect(told).toEqual(['receive 3', 'ended: cut', 'ended']);
  const ending = new HeldDuplex();
  const other = transportOver(ending);
  ending.push(null);
  await turns(2);
  expect(other.told[0]).toBe('ended');
  const late = new HeldDuplex();
  late.on('error', () => {}).destroy(new Error('long ago'));
  await turns(2);
  const { told: toldLate } = transportOver(late);
  await turns(1);
  expect(toldLate).toEqual(['ended: long ago']);
});

test('suspended, no bytes arrive; before it is attached, too', async () => {
  const stream = new HeldDuplex();
  const { transport, told } = transportOver(stream);
  transport.suspend();
  stream.arrive(new Uint8Array(3));
  await turns(2);
  expect(told).toEqual([]);
  transport.resume();
  await turns(2);
  expect(told).toEqual(['receive 3']);
});

test('destroyed or released before there is a stream', () => {
  const transport = new SocketTransport();
  transport.suspend();
  transport.resume();
  transport.end();
  transport.release();
  transport.destroy();
  expect(transport.bytesLeft).toBe(0);
});

describe('time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('wakes the endpoint when it asked to be', () => {
    const { transport, told } = transportOver(new HeldDuplex());
    transport.schedule(performance.now() + 50);
    vi.advanceTimersByTime(49);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['wake']);
  });

  test('released: what it still has may leave, for ten seconds at most', async () => {
    const stream = new HeldDuplex();
    stream.open = false;
    const { transport, told } = transportOver(stream);
    transport.write([new Uint8Array(2 * MIB)]);
    transport.release();
    transport.schedule(performance.now() + 1);
    vi.advanceTimersByTime(9_999);
    expect(stream.destroyed).toBe(false);
    vi.advanceTimersByTime(2);
    expect(stream.destroyed).toBe(true);
    expect(told).not.toContain('wake');
  });

  test('released with nothing to send: gone at once, and no timer is left', async () => {
    const stream = new HeldDuplex();
    const { transport } = transportOver(stream);
    transport.write([new Uint8Array(10)]);
    transport.release();
    await turns(3);
    expect(stream.destroyed).toBe(true);
    expect(stream.size).toBe(10);
    vi.advanceTimersByTime(20_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
