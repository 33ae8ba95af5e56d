import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { connected, exchange, framesOut, makeSide, openServer, outcomes } from '../support/wire.ts';

test('two endpoints open, echo and close cleanly', async () => {
  const got: unknown[] = [];
  const { client, server } = connected(
    { handlers: { message: (_, message) => void got.push(message) } },
    {
      handlers: {
        message: (side, message) => void side.endpoint.send(typeof message === 'string' ? TEXT : BINARY, message),
      },
    },
  );
  expect([client.endpoint.state, server.endpoint.state]).toEqual(['open', 'open']);
  const sent = client.endpoint.send(TEXT, 'Grüße');
  const binary = client.endpoint.send(BINARY, new Uint8Array(70_000).fill(7));
  exchange(client, server);
  await sent;
  await binary;
  expect(got[0]).toBe('Grüße');
  expect(got[1]).toEqual(new Uint8Array(70_000).fill(7));
  const pong = client.endpoint.ping(new Uint8Array([1, 2]));
  exchange(client, server);
  expect(await pong).toBe(0);
  client.endpoint.close(1000, 'bye');
  exchange(client, server);
  expect(client.records[0]).toMatchObject({
    clean: true,
    code: 1000,
    began: 'us',
    sent: { code: 1000, reason: 'bye' },
  });
  expect(server.records[0]).toMatchObject({ clean: true, code: 1000, reason: 'bye', began: 'peer' });
});

describe('close', () => {
  test.each([0, 999, 1004, 1006, 1015, 2999, 5000, 1000.5, Number.NaN])('with the code %s is a mistake', (code) => {
    const side = openServer();
    expect(() => side.endpoint.close(code, '')).toThrow(RangeError);
    expect(side.endpoint.state).toBe('open');
    void side.endpoint.send(TEXT, 'goes on');
    expect(framesOut(side)).toEqual(['fin text "goes on"']);
  });

  test('with a reason that does not fit is a mistake', () => {
    const side = openServer();
    expect(() => side.endpoint.close(1000, 'ü'.repeat(62))).toThrow(/^reason: 124 bytes/);
    expect(() => side.endpoint.close(1005, 'x')).toThrow(TypeError);
    expect(() => side.endpoint.close('1000' as never, '')).toThrow(TypeError);
    expect(side.endpoint.state).toBe('open');
  });

  test('sends what was queued first, and then the close frame', async () => {
    const side = openServer();
    side.transport.accepts = false;
    void side.endpoint.send(TEXT, 'one');
    side.transport.take();
    const queued = [side.endpoint.send(TEXT, 'two'), side.endpoint.send(TEXT, 'three')];
    side.endpoint.close(1000, '');
    expect(side.endpoint.states().closeHandshake).toBe('closing.flushing');
    side.transport.accepts = true;
    side.endpoint.drained();
    expect(framesOut(side)).toEqual(['fin text "two"', 'fin text "three"', 'fin close 03e8']);
    expect(await outcomes(queued)).toEqual(['done', 'done']);
  });

  test('both at once: both are clean, each frame is sent once (P2)', () => {
    const { client, server } = connected();
    client.endpoint.close(3001, 'client');
    server.endpoint.close(3002, 'server');
    exchange(client, server);
    expect(client.records[0]).toMatchObject({ clean: true, code: 3002, reason: 'server', began: 'us' });
    expect(server.records[0]).toMatchObject({ clean: true, code: 3001, reason: 'client', began: 'us' });
  });

  test('the server ends the transport first, the client waits for it (P3)', () => {
    const { client, server } = connected();
    server.endpoint.close(1000, '');
    client.endpoint.receive(server.transport.take());
    server.endpoint.receive(client.transport.take());
    server.endpoint.flush();
    expect([client.transport.ended, server.transport.ended]).toEqual([false, true]);
    client.endpoint.transportEnded();
    expect(client.records[0]?.clean).toBe(true);
  });
});

test('an endpoint made on either engine can be observed from its first event on', () => {
  for (const kind of ['compiled', 'interpreted'] as const) {
    const seen = new Set<string>();
    const side = makeSide({ role: 'server', engine: kind });
    side.endpoint.observe({ transition: (actor) => void seen.add(actor) });
    side.endpoint.transportReady();
    side.endpoint.abort('aborted');
    expect([...seen]).toEqual(expect.arrayContaining(['connection', 'openingHandshake']));
    side.endpoint.observe(null);
  }
});
