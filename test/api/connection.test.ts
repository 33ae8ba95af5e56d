import { describe, expect, test } from 'vitest';
import { type Connection, connect, OperationError, type Sendable } from '../../src/api/index.ts';
import { dialRaw, frame, openRaw, upgradeRequest } from '../support/node-raw.ts';
import { turns, watchUncaught, watchWarnings } from '../support/node-watch.ts';
import { connected, pair, serving, signal, until } from '../support/sockets.ts';

/** A server that echoes, and a client that keeps what it gets. */
async function echoing() {
  const got: unknown[] = [];
  const server = await serving({ message: (connection, message) => void connection.send(message) });
  const client = await connected(server, { message: (_, message) => void got.push(message) });
  return { server, client, got };
}

describe('send', () => {
  test('text and bytes of every kind and many sizes', async () => {
    const { client, got } = await echoing();
    const sizes = [0, 1, 125, 126, 4096, 4097, 65_535, 65_536, 1_000_000];
    for (const size of sizes) {
      client.send('ü'.repeat(size));
      client.send(new Uint8Array(size).fill(size));
    }
    client.send(new ArrayBuffer(3));
    client.send(new Uint8Array(new SharedArrayBuffer(3)));
    await until(
      () => got.length === 2 * sizes.length + 2,
      () => `${got.length} messages`,
    );
    for (const size of sizes) {
      expect(got.shift() === 'ü'.repeat(size)).toBe(true);
      expect(Buffer.from(got.shift() as Uint8Array).equals(Buffer.alloc(size, size % 256))).toBe(true);
    }
    expect(got).toEqual([new Uint8Array(3), new Uint8Array(3)]);
  });

  test('a view sends exactly the bytes that it shows', async () => {
    const { client, got } = await echoing();
    const secret = new Uint8Array(64).fill(0xee);
    secret.set([1, 2, 3, 4, 5, 6, 7, 8], 16);
    const views: ArrayBufferView[] = [
      new DataView(secret.buffer, 16, 8),
      new Uint16Array(secret.buffer, 16, 4),
      new Float64Array(secret.buffer, 16, 1),
      new BigInt64Array(secret.buffer, 16, 1),
      Buffer.from(secret.buffer, 16, 8),
    ];
    for (const view of views) client.send(view);
    const writer = client.beginMessage('binary');
    void writer.frame(views[0] as DataView);
    void writer.beginFrame(8).write(views[1] as Uint16Array);
    void writer.end(views[2]);
    await until(
      () => got.length === views.length + 1,
      () => `${got.length} messages`,
    );
    const shown = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(got.map((bytes) => [...(bytes as Uint8Array)])).toEqual([
      ...views.map(() => shown),
      [...shown, ...shown, ...shown],
    ]);
  });

  test('its promise settles when the bytes have been handed on, and rejects when they cannot be', async () => {
    const { client } = await echoing();
    expect(await client.send('x')).toBeUndefined();
    expect(client.bufferedAmount).toBe(0);
    const last = client.send('y');
    void client.close();
    const late = await client.send('z').catch((error) => error);
    expect(late).toBeInstanceOf(OperationError);
    expect(late.id).toBe('closing');
    expect(await last).toBeUndefined();
    await client.closed;
    await expect(client.send('z')).rejects.toMatchObject({ id: 'aborted' });
    await expect(client.beginMessage('text').end('z')).rejects.toMatchObject({ id: 'aborted' });
    await expect(client.ping()).rejects.toMatchObject({ id: 'aborted' });
  });

  test('before the connection is open nothing goes out', async () => {
    const decided = signal();
    const server = await serving({ upgrade: () => decided.promise as Promise<undefined> });
    server.http?.removeAllListeners('upgrade');
    const handed = signal<Connection>();
    server.http?.on('upgrade', (request, socket, head) => handed.resolve(server.handleUpgrade(request, socket, head)));
    const raw = await dialRaw(server.port);
    raw.write(upgradeRequest());
    const connection = await handed.promise;
    await expect(connection.send('early')).rejects.toMatchObject({ id: 'not-open' });
    await expect(connection.ping()).rejects.toMatchObject({ id: 'not-open' });
    await expect(connection.beginMessage('text').end('x')).rejects.toMatchObject({ id: 'not-open' });
    decided.resolve();
    expect(await raw.head()).toMatch(/^HTTP\/1.1 101/);
    await connection.send('now');
    expect((await raw.frame())?.payload.toString()).toBe('now');
  });
});

test('ping tells the round trip, and both sides see it', async () => {
  const seen: string[] = [];
  const { client } = await pair(
    { pong: (_, payload) => void seen.push(`pong ${Buffer.from(payload)}`) },
    { ping: (_, payload) => void seen.push(`ping ${Buffer.from(payload)}`) },
  );
  const rounds = await Promise.all([client.ping(), client.ping('a'), client.ping(new Uint8Array([98]))]);
  expect(rounds.every((round) => round > 0 && round < 5000)).toBe(true);
  expect(client.latency).toBe(rounds[2]);
  expect(seen.filter((each) => each.startsWith('ping'))).toEqual(['ping ', 'ping a', 'ping b']);
});

test('wrong arguments are named at once, whatever the state', async () => {
  const { client } = await pair();
  const check = () => {
    const writer = client.beginMessage('binary');
    const frameWriter = writer.beginFrame(4);
    const wrong: [() => unknown, typeof TypeError | typeof RangeError, RegExp][] = [
      ...[5, {}, null, undefined, [1], true, () => {}, new Date()].flatMap((value) => {
        const given = value as unknown as Sendable;
        return [
          [() => client.send(given), TypeError, /^message must be a string, an ArrayBuffer or a view of one, not /],
          [() => writer.frame(given), TypeError, /^payload must be/],
          [() => frameWriter.write(given as Uint8Array), TypeError, /^bytes must be/],
          ...(value === undefined
            ? []
            : [
                [() => client.ping(given), TypeError, /^payload must be/],
                [() => writer.end(given), TypeError, /^payload must be/],
              ]),
        ] as [() => unknown, typeof TypeError, RegExp][];
      }),
      [() => frameWriter.write('text' as unknown as Uint8Array), TypeError, /^bytes must be/],
      [() => client.ping('x'.repeat(126)), RangeError, /^payload must be 125 bytes or fewer, not 126/],
      [() => client.ping(new Uint8Array(126)), RangeError, /125/],
      [() => client.beginMessage('json' as 'text'), TypeError, /^type must be 'text' or 'binary', not "json"/],
      [() => writer.beginFrame('5' as unknown as number), TypeError, /^size/],
      [() => writer.beginFrame(-1), RangeError, /^size/],
      [() => writer.beginFrame(1.5), RangeError, /^size/],
      [() => writer.beginFrame(2 ** 53), RangeError, /^size/],
      [() => client.close('x' as unknown as number), TypeError, /code must be a number, not string/],
      [() => client.close(null as unknown as number), TypeError, /code/],
      ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535, 1000.5, Number.NaN].map(
        (code) =>
          [() => client.close(code), RangeError, /^code .* must not be sent/] as [
            () => unknown,
            typeof RangeError,
            RegExp,
          ],
      ),
      [() => client.close(1000, 'x'.repeat(124)), RangeError, /reason/],
      [() => client.close(1000, 'ü'.repeat(62)), RangeError, /reason/],
      [() => client.close(1000, new Uint8Array(4) as unknown as string), TypeError, /reason/],
      [() => client.close(1000, 5 as unknown as string), TypeError, /reason/],
      [() => client.useEngine('fast' as 'compiled'), TypeError, /kind/],
    ];
    for (const [call, kind, why] of wrong) {
      expect(call, String(call)).toThrow(kind);
      expect(call, String(call)).toThrow(why);
    }
  };
  check();
  expect(client.state).toBe('open');
  void client.terminate();
  check();
});

test('close: the longest reason, and a second close changes nothing', async () => {
  const { client, peer } = await pair();
  const reason = `${'ü'.repeat(61)}x`;
  const record = client.close(4999, reason);
  expect(client.close(1000)).toBe(record);
  expect(await peer.closed).toMatchObject({ clean: true, code: 4999, reason });
  expect(await record).toMatchObject({
    clean: true,
    code: 4999,
    sent: { code: 4999, reason },
    received: { code: 4999 },
  });
  expect(await client.close()).toBe(client.record);
  expect(await client.terminate()).toBe(client.record);
});

test('terminate ends both sides at once', async () => {
  const { client, peer } = await pair();
  const waiting = [client.ping(), client.send(new Uint8Array(1000))].map((each) => each.catch((error) => error));
  expect(await client.terminate()).toMatchObject({ clean: false, code: 1006, violation: { id: 'aborted' } });
  const [ping, send] = await Promise.all(waiting);
  expect(ping).toMatchObject({ id: 'aborted', cause: { id: 'aborted' } });
  expect(send).toMatchObject({ id: 'aborted' });
  expect(await peer.closed).toMatchObject({ clean: false, code: 1006, violation: { id: 'transport-ended' } });
});

test('whoever looks at no promise is safe', async () => {
  const seen = watchUncaught();
  for (const end of ['close', 'terminate'] as const) {
    const { client, peer } = await pair({ maxQueuedPings: 1 });
    const writer = client.beginMessage('binary');
    void writer.frame('x');
    void writer.beginFrame(10).write(new Uint8Array(20));
    for (const side of [client, peer]) {
      void side.send('x');
      void side.ping();
      void side.ping();
      void side[end]();
      void side.send('y');
      void side.ping();
      void side.beginMessage('text').frame('x');
    }
    await Promise.all([client.closed, peer.closed]);
  }
  await turns(5);
  expect(seen).toEqual([]);
});

test('a handler that throws ends its connection with 1011 and is told', async () => {
  const seen = watchUncaught();
  const warnings = watchWarnings();
  const why = new Error('cannot');
  const throws = () => {
    throw why;
  };
  for (const name of ['message', 'ping', 'pong', 'open'] as const) {
    const server = await serving({ [name]: throws });
    const raw = await openRaw(server.port);
    raw.write(frame(1, 'x'), frame(9), frame(10));
    const close = await raw.when(() => (raw.bytes.includes('handler-threw') ? true : undefined));
    expect(close, name).toBe(true);
    raw.socket.end();
    await until(() => warnings.length > 0, `${name} warned`);
    expect(warnings.splice(0)).toEqual([why]);
  }
  const told = signal<unknown>();
  const { client } = await pair({}, { message: throws, close: (_, record) => told.resolve(record.error) });
  client.send('x');
  expect(await told.promise).toBe(why);
  expect(seen).toEqual([]);
});

test('a closing or close handler that throws harms nobody else', async () => {
  const seen = watchUncaught();
  const warnings = watchWarnings();
  const why = new Error('cannot');
  const throws = () => {
    throw why;
  };
  for (const name of ['closing', 'close'] as const) {
    const { client, peer, server } = await pair({}, { [name]: throws });
    const other = await connected(server);
    const [, second] = server.connections;
    await client.close();
    expect((await peer.closed).error).toBe(why);
    await until(() => server.connections.size === 1, 'one is left');
    expect([other.state, second?.state]).toEqual(['open', 'open']);
    await other.ping();
    await until(() => warnings.length > 0, `${name} warned`);
    expect(warnings.splice(0)).toContain(why);
  }
  expect(seen).toEqual([]);
});

test('without handlers and without a listener a connection can be made and closed', async () => {
  const server = await serving();
  const client = await connect(server.url);
  expect(client.state).toBe('open');
  expect((await client.close()).clean).toBe(true);
});
