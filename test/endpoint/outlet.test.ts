/** Promises of what was written, and the order in which bytes and ends reach the transport. */
import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { connected, framesOut, give, openServer, outcome, outcomes, type Side } from '../support/wire.ts';

const reset = new Error('reset');
const bytes = (...values: number[]) => Uint8Array.from(values);

/** Everything that can be pending, behind a ping that blocks the transport. */
function pendingOf(side: Side): Promise<unknown>[] {
  const { endpoint, transport } = side;
  const unanswered = endpoint.ping(bytes(1));
  transport.accepts = false;
  endpoint.flush();
  const message = endpoint.outgoing.begin(BINARY);
  return [
    unanswered,
    endpoint.ping(bytes(2)),
    endpoint.send(TEXT, 'queued'),
    endpoint.outgoing.frame(message, 'queued, too', false),
    endpoint.outgoing.beginFrame(message, 5, true),
    endpoint.outgoing.data(message, bytes(1, 2, 3)),
  ];
}

describe('everything that is pending settles once, with the cause (P12)', () => {
  const ends: [string, string, (side: Side) => void][] = [
    ['the transport is cut', 'transport-ended', ({ endpoint }) => endpoint.transportEnded()],
    ['the transport fails', 'transport-ended', ({ endpoint }) => endpoint.transportEnded(reset)],
    ['the application gives up', 'aborted', ({ endpoint }) => endpoint.abort('aborted')],
    ['the application gives up, and says why', 'aborted', ({ endpoint }) => endpoint.abort('aborted', reset)],
    [
      'the peer breaks a rule and goes',
      'bad-opcode',
      (side) => {
        give(side, 'fin opcode 3');
        side.endpoint.transportEnded();
      },
    ],
  ];

  test.each(ends)('%s', async (_, id, end) => {
    const side = openServer();
    const pending = pendingOf(side);
    expect(await outcomes(pending)).toEqual(pending.map(() => 'pending'));
    end(side);
    const known = await outcomes(pending);
    for (const each of known) expect(['aborted', 'closing']).toContain(each);
    const failure = side.endpoint.record?.error;
    for (const promise of pending) {
      const error = await promise.catch((each: unknown) => each);
      if ((error as { id: string }).id === 'closing') continue;
      expect(error).toMatchObject({ cause: { id } });
      expect((error as { cause: { cause: unknown } }).cause.cause).toBe(failure);
    }
    expect(side.records).toHaveLength(1);
    expect(side.endpoint.outgoing.waiting).toBe(0);
  });

  test('a send that was written and not flushed', async () => {
    const side = openServer();
    const sent = side.endpoint.send(TEXT, 'x');
    side.endpoint.abort('aborted', reset);
    expect(await outcome(sent)).toBe('aborted');
    await expect(sent).rejects.toMatchObject({ cause: { id: 'aborted', cause: reset } });
    expect(side.transport.chunks).toEqual([]);
  });

  test('a send that was not flushed when the transport failed', async () => {
    const side = openServer();
    const sent = side.endpoint.send(TEXT, 'x');
    side.endpoint.transportEnded(reset);
    expect(await outcome(sent)).toBe('aborted');
    expect(side.transport.chunks).toEqual([]);
    expect(side.records[0]?.bytesSent).toBe(0);
  });

  test('after a clean close a ping that nobody answered has no cause', async () => {
    const side = openServer();
    const ping = side.endpoint.ping(bytes(1));
    give(side, 'fin close code 1000');
    side.endpoint.transportEnded();
    await expect(ping).rejects.toMatchObject({ id: 'aborted', cause: undefined });
  });
});

describe('the end of the transport', () => {
  test('comes behind everything that was written', () => {
    const side = openServer();
    void side.endpoint.send(TEXT, 'last');
    give(side, 'fin close code 1000');
    expect(side.transport.ended).toBe(false);
    expect(framesOut(side)).toEqual(['fin text "last"', 'fin close 03e8']);
    expect(side.transport.ended).toBe(true);
  });

  test('an answer to a close leaves even if the peer has ended its side already', () => {
    const side = openServer();
    give(side, 'fin close code 1000');
    side.endpoint.transportEnded();
    expect(framesOut(side)).toEqual(['fin close 03e8']);
    expect(side.records[0]).toMatchObject({ clean: true, bytesSent: 4, bytesReceived: 8 });
    expect(side.transport).toMatchObject({ ended: true, released: true });
  });

  test('a transport that takes no more after the last bytes leaves no deadline behind', () => {
    const side = openServer();
    void side.endpoint.send(TEXT, 'x');
    side.transport.accepts = false;
    side.endpoint.transportEnded();
    expect(side.records[0]).toMatchObject({ clean: false });
    expect(side.transport.wakeAt).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('flushing', () => {
  test('all sends of a turn leave in one write, and share one promise', () => {
    const side = openServer();
    const promises = [side.endpoint.send(TEXT, 'a'), side.endpoint.send(TEXT, 'b')];
    expect(promises[0]).toBe(promises[1]);
    side.endpoint.flush();
    expect(side.transport.chunks).toHaveLength(1);
  });

  test('more than a megabyte in one turn blocks until it has been flushed', async () => {
    const side = openServer();
    const large = side.endpoint.send(BINARY, new Uint8Array(1024 * 1024));
    expect(side.endpoint.outlet.blocked).toBe(true);
    const next = side.endpoint.send(TEXT, 'next');
    expect(side.endpoint.outgoing.waiting).toBeGreaterThan(0);
    expect(framesOut(side)).toHaveLength(1);
    expect(side.endpoint.outlet.blocked).toBe(false);
    expect(framesOut(side)).toEqual(['fin text "next"']);
    expect(await outcomes([large, next])).toEqual(['done', 'done']);
  });

  test('bytes of a large message are handed over as they are', () => {
    const side = openServer();
    const payload = new Uint8Array(10_000);
    const seen: Uint8Array[] = [];
    side.transport.write = (chunks) => seen.push(...chunks) > 0;
    void side.endpoint.send(BINARY, payload);
    side.endpoint.flush();
    expect(seen).toContain(payload);
  });

  test('a client masks a copy: the caller’s bytes stay his', () => {
    const { client } = connected();
    const payload = new Uint8Array(10_000).fill(7);
    void client.endpoint.send(BINARY, payload);
    client.endpoint.flush();
    expect(payload).toEqual(new Uint8Array(10_000).fill(7));
  });

  test('being told twice that the transport takes bytes again is harmless', () => {
    const side = openServer();
    side.endpoint.drained();
    void side.endpoint.send(TEXT, 'x');
    expect(framesOut(side)).toEqual(['fin text "x"']);
  });
});
