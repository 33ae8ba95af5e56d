import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Connection, connect, type ServeOptions, serve } from '../../src/api/index.ts';
import { dialRaw, frame, openRaw, upgradeRequest } from '../support/node-raw.ts';
import { backTo, handles, turns, watchUncaught, watchWarnings } from '../support/node-watch.ts';
import { certificate, connected, pair, serving, signal, until } from '../support/sockets.ts';

async function httpServer(make: () => http.Server | https.Server = () => http.createServer()) {
  const server = make();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as net.AddressInfo;
  return { server, port };
}

const whyNot = (url: string): Promise<string> =>
  connect(url).then(
    () => 'open',
    (error) => error.record.detail || error.id,
  );

describe('where it listens', () => {
  test('on a port of its own, on this machine only, and it tells others what it is', async () => {
    const server = await serving();
    expect(server.http?.address()).toMatchObject({ address: '127.0.0.1', port: server.port });
    const answer = await fetch(`http://127.0.0.1:${server.port}/`);
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(await answer.text()).toContain('WebSocket');
  });

  test('a port that is taken: serve rejects, and leaves nothing behind', async () => {
    const { port } = await serving();
    const before = handles();
    await expect(serve({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await backTo(before);
  });

  test('an HTTP server of the user’s, left running at close', async () => {
    const { server: own, port } = await httpServer(() => http.createServer((_, response) => response.end('mine')));
    const server = await serving({ server: own });
    expect(server.port).toBe(port);
    const client = await connected(server);
    await server.close();
    expect((await client.closed).clean).toBe(true);
    expect(own.listenerCount('upgrade')).toBe(0);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('mine');
  });

  test('an HTTPS server of the user’s', async () => {
    const { server: own } = await httpServer(() => https.createServer(certificate));
    const server = await serving({ server: own });
    expect(server.url).toMatch(/^wss:/);
    expect((await connected(server, { tls: { ca: certificate.cert } })).state).toBe('open');
  });

  test('nowhere: upgrades are handed in', async () => {
    const { server: own, port } = await httpServer();
    const got = signal<unknown>();
    const server = await serve({ message: (_, message) => got.resolve(message) });
    expect([server.port, server.url, server.http]).toEqual([0, '', undefined]);
    const connections: Connection[] = [];
    own.on('upgrade', (request, socket, head) => connections.push(server.handleUpgrade(request, socket, head)));
    const raw = await dialRaw(port);
    // The first frame comes with the request.
    raw.write(upgradeRequest(), frame(1, 'early'));
    expect(await raw.head()).toMatch(/^HTTP\/1.1 101 /);
    expect(await got.promise).toBe('early');
    expect([...server.connections]).toEqual(connections);
    await server.close({ deadline: 50 });
    expect(connections[0]?.state).toBe('closed');
  });

  test('nowhere: a socket that has gone before it is handed in', async () => {
    const { server: own, port } = await httpServer();
    const server = await serve({});
    const handed = signal<Connection>();
    own.on('upgrade', (request, socket, head) => {
      socket.on('close', () => handed.resolve(server.handleUpgrade(request, socket, head)));
      socket.destroy();
    });
    void dialRaw(port).then((raw) => raw.write(upgradeRequest()));
    const connection = await handed.promise;
    expect(await connection.closed).toMatchObject({ clean: false, violation: { id: 'transport-ended' } });
    expect(server.connections.size).toBe(0);
  });
});

describe('path', () => {
  test('others get a 404', async () => {
    const server = await serving({ path: '/chat' });
    expect(await whyNot(`${server.url}/other`)).toBe('The server answered 404 Not Found.');
    expect(await whyNot(`${server.url}/chat?room=1`)).toBe('open');
  });

  test('others are left to other listeners; a 404 comes from the last one of ours', async () => {
    const { server: own, port } = await httpServer();
    const a = await serving({ server: own, path: '/a' });
    const b = await serving({ server: own, path: '/b' });
    const url = `ws://127.0.0.1:${port}`;
    expect(await Promise.all(['/a', '/b', '/c'].map((path) => whyNot(url + path)))).toEqual([
      'open',
      'open',
      'The server answered 404 Not Found.',
    ]);
    expect([a.connections.size, b.connections.size]).toEqual([1, 1]);
    own.on('upgrade', (request, socket) => {
      if (request.url === '/c') socket.end('HTTP/1.1 410 Gone\r\n\r\n');
    });
    expect(await whyNot(`${url}/c`)).toBe('The server answered 410 Gone.');
  });
});

describe('the upgrade hook', () => {
  test('accepts, with a subprotocol and headers of its choice', async () => {
    const server = await serving({
      upgrade: ({ protocols, origin, method, version }, raw) => {
        expect([protocols, origin, method, version]).toEqual([['a', 'b'], 'http://here', 'GET', 'HTTP/1.1']);
        expect(raw.socket.remoteAddress).toBe('127.0.0.1');
        return { protocol: 'b', headers: [['X-Session', '1']] };
      },
      open: (connection) => {
        expect(connection.request?.target).toBe('/');
        connection.data = connection.protocol;
      },
    });
    const client = await connected(server, { protocols: ['a', 'b'], origin: 'http://here' });
    expect([client.protocol, client.response?.headers.get('x-session')]).toEqual(['b', '1']);
    const [peer] = server.connections;
    expect([peer?.data, peer?.request]).toEqual(['b', undefined]);
  });

  test('refuses, with status, headers and body', async () => {
    const closed: unknown[] = [];
    const server = await serving({
      upgrade: () => ({ status: 401, headers: [['WWW-Authenticate', 'Basic']], body: 'who are you?\n' }),
      open: () => expect.unreachable(),
      close: (_, record) => closed.push(record.violation?.id),
    });
    const raw = await dialRaw(server.port);
    raw.write(upgradeRequest());
    await raw.end();
    expect(raw.bytes.toString()).toMatch(
      /^HTTP\/1.1 401 Unauthorized\r\n.*WWW-Authenticate: Basic\r\n\r\nwho are you\?\n$/s,
    );
    await until(() => closed.length > 0, 'closed');
    expect(closed).toEqual(['refused-by-application']);
  });

  test('may take its time, with whatever can be awaited', async () => {
    const decided = signal();
    const server = await serving({ upgrade: () => decided.promise.then(() => ({ status: 403 })) });
    const opening = whyNot(server.url);
    await turns();
    decided.resolve();
    expect(await opening).toBe('The server answered 403 Forbidden.');
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library, as good as ours
    const thenable = { then: (done: (decision: unknown) => void) => setImmediate(done, { status: 404 }) };
    const strange = await serving({ upgrade: () => thenable as unknown as Promise<undefined> });
    expect(await whyNot(strange.url)).toBe('The server answered 404 Not Found.');
  });

  test('that takes too long gets a 503 sent', async () => {
    const server = await serving({ upgrade: () => new Promise<undefined>(() => {}), openingTimeout: 50 });
    expect(await whyNot(server.url)).toBe('The server answered 503 Service Unavailable.');
  });

  test('what it throws, and what makes no sense, answers 500 and is not lost', async () => {
    const seen = watchUncaught();
    const warnings = watchWarnings();
    const throws = () => {
      throw new Error('bad luck');
    };
    const bad: NonNullable<ServeOptions['upgrade']>[] = [
      throws,
      () => Promise.reject(new Error('bad luck later')),
      () => ({ status: 200 }),
      async () => ({ status: 200 }),
      () => ({ protocol: 'never offered' }),
      () => ({ headers: [['Upgrade', 'x']] }),
      () => ({ headers: [['X', 'a\r\nb']] }),
      () => true as unknown as undefined,
      () => false as unknown as undefined,
    ];
    for (const upgrade of bad) {
      const server = await serving({ upgrade });
      expect(await whyNot(server.url)).toBe('The server answered 500 Internal Server Error.');
    }
    const told = signal<unknown>();
    const server = await serving({ upgrade: throws, close: (_, record) => told.resolve(record) });
    await whyNot(server.url);
    expect(await told.promise).toMatchObject({ violation: { id: 'handler-threw' }, error: { message: 'bad luck' } });
    await until(
      () => warnings.length >= bad.length,
      () => `warnings: ${warnings}`,
    );
    expect(warnings.map(({ message }) => message)).toContain('bad luck later');
    expect(seen).toEqual([]);
  });

  test('decides when the client has gone', async () => {
    const seen = watchUncaught();
    const before = handles();
    for (const decision of [undefined, { status: 403 }, new Error('too late')]) {
      const asked = signal();
      const decided = signal();
      const closed = signal<unknown>();
      const server = await serve({
        port: 0,
        upgrade: async () => {
          asked.resolve();
          await decided.promise;
          if (decision instanceof Error) throw decision;
          return decision;
        },
        close: (_, record) => closed.resolve(record),
      });
      const raw = await dialRaw(server.port);
      raw.write(upgradeRequest());
      await asked.promise;
      raw.socket.destroy();
      expect(await closed.promise).toMatchObject({ clean: false, violation: { id: 'transport-ended' } });
      decided.resolve();
      await turns();
      expect(server.connections.size).toBe(0);
      await server.close();
    }
    expect(seen).toEqual([]);
    await backTo(before);
  });

  test('a client that sends on and on meanwhile fills no memory', async () => {
    const decided = signal();
    let received = 0;
    const server = await serving({
      upgrade: () => decided.promise as Promise<undefined>,
      maxFrameSize: Infinity,
      message: (_, message) => {
        received += message.length;
      },
    });
    const raw = await dialRaw(server.port);
    raw.write(upgradeRequest());
    const chunk = frame(2, new Uint8Array(1024 * 1024));
    // What the kernel takes, and no more.
    let sent = 0;
    while (sent < 64) {
      const taken = new Promise<boolean>((resolve) => raw.socket.write(chunk, () => resolve(true)));
      sent++;
      const waited = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300));
      if (!(await Promise.race([taken, waited]))) break;
    }
    expect(sent).toBeLessThan(32);
    decided.resolve();
    await until(
      () => received === sent * 1024 * 1024,
      () => `${received} of ${sent} MiB`,
    );
  });
});

describe('requests that are none', () => {
  const cases: [string, string | (() => string), RegExp][] = [
    ['no key', upgradeRequest().replace(/Sec-WebSocket-Key.*\r\n/, ''), /^HTTP\/1.1 400 .*key/is],
    ['an old version', upgradeRequest().replace('Version: 13', 'Version: 8'), /^HTTP\/1.1 426 .*Version: 13/s],
    ['another upgrade', upgradeRequest().replace('Upgrade: websocket', 'Upgrade: h2c'), /^HTTP\/1.1 426 /],
    ['POST', upgradeRequest().replace('GET', 'POST'), /^HTTP\/1.1 405 .*Allow: GET/s],
    ['HTTP/1.0', upgradeRequest().replace('HTTP/1.1', 'HTTP/1.0'), /^HTTP\/1.1 505 /],
    ['no request at all', 'hello\r\n\r\n', /^HTTP\/1.1 400 /],
    ['too many headers', () => upgradeRequest('/', ...many(200)), /^HTTP\/1.1 431 .*maxHeaders/s],
    ['a large header', () => upgradeRequest('/', `X: ${'x'.repeat(20_000)}`), /^HTTP\/1.1 431 /],
    [
      'odd names',
      upgradeRequest('/', 'Sec-WebSocket-Extensions: constructor', 'Sec-WebSocket-Protocol: toString'),
      /^HTTP\/1.1 101 /,
    ],
    [
      'a subprotocol with many blanks',
      upgradeRequest('/', `Sec-WebSocket-Protocol: b${' '.repeat(12_000)}x`),
      /^HTTP\/1.1 400 /,
    ],
  ];
  function many(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `X-${index}: 1`);
  }

  test.each(cases)('%s', async (_, request, answer) => {
    const server = await serving();
    const raw = await dialRaw(server.port);
    raw.write(typeof request === 'string' ? request : request());
    expect(
      await raw.when(() => (answer.test(raw.bytes.toString('latin1')) ? true : undefined)),
      raw.bytes.toString(),
    ).toBe(true);
    await turns();
    expect(server.connections.size).toBe(answer.source.includes('101') ? 1 : 0);
  });

  test('limits of Infinity are taken', async () => {
    const server = await serving({ maxHeaderBytes: Infinity, maxHeaders: Infinity, openingTimeout: Infinity });
    expect(await whyNot(server.url)).toBe('open');
  });

  test('a request that comes byte by byte is ended in time', async () => {
    const server = await serving({ openingTimeout: 100 });
    const slow = await dialRaw(server.port);
    const silent = await dialRaw(server.port);
    const request = upgradeRequest();
    let at = 0;
    const timer = setInterval(() => slow.socket.writable && slow.write(request[at++] ?? ''), 10);
    onTestFinished(() => clearInterval(timer));
    await Promise.all([slow.end(), silent.end()]);
    expect(slow.bytes.toString()).toMatch(/^HTTP\/1.1 408 /);
    expect(at).toBeLessThan(request.length);
  });
});

test('broadcast reaches all, but for one, and passes over who cannot take it', async () => {
  const server = await serving();
  const got: string[] = [];
  const clients = await Promise.all(
    ['a', 'b', 'c'].map((name) => connected(server, { message: (_, message) => void got.push(`${name} ${message}`) })),
  );
  await clients[0]?.close();
  await until(() => server.connections.size === 2, 'one has left');
  const [second] = server.connections;
  await server.broadcast('all');
  await server.broadcast('some', second === undefined ? {} : { except: second });
  await until(
    () => got.length >= 3,
    () => `${got}`,
  );
  expect(got.map((each) => each.slice(2)).sort()).toEqual(['all', 'all', 'some']);
  expect(got.join()).not.toContain('a ');
  expect(() => server.broadcast(5 as unknown as string)).toThrow(/message must be/);
});

test.each([
  [{ port: 'x' }, TypeError, /port/],
  [{ port: 65_536 }, RangeError, /port/],
  [{ port: -1 }, RangeError, /port/],
  [{ host: 5, port: 0 }, TypeError, /host/],
  [{ socketPath: 5 }, TypeError, /socketPath/],
  [{ path: 5 }, TypeError, /path/],
  [{ path: 'chat' }, TypeError, /path/],
  [{ protocols: 'chat' }, TypeError, /protocols/],
  [{ protocols: ['a b'] }, TypeError, /protocols/],
  [{ upgrade: 'x' }, TypeError, /upgrade/],
  [{ server: {} }, TypeError, /server/],
  [{ open: 'x' }, TypeError, /open/],
  [{ frameEnd() {} }, TypeError, /frameBegin/],
  [{ maxFragments: -1 }, RangeError, /maxFragments/],
  [{ engine: 'x' }, TypeError, /engine/],
])('option %j is refused at once', (options, kind, why) => {
  const attempt = () => serve(options as ServeOptions);
  expect(attempt).toThrow(kind);
  expect(attempt).toThrow(why);
});

test('an open handler that throws ends its connection with 1011, and no other', async () => {
  const seen = watchUncaught();
  const warnings = watchWarnings();
  const why = new Error('not today');
  let calm = false;
  const server = await serving({
    open: () => {
      if (!calm) throw why;
    },
  });
  const client = await connected(server);
  expect(await client.closed).toMatchObject({ received: { code: 1011, reason: 'handler-threw' } });
  calm = true;
  expect((await connected(server)).state).toBe('open');
  await until(() => warnings.length > 0, 'warned');
  expect(warnings).toEqual([why]);
  expect(seen).toEqual([]);
});

test('a server that has been open for many keeps nothing of them', async () => {
  const { client, server } = await pair();
  const raw = await openRaw(server.port);
  expect(server.connections.size).toBe(2);
  raw.socket.resetAndDestroy();
  await until(() => server.connections.size === 1, 'one left');
  await client.close();
  await until(() => server.connections.size === 0, 'none left');
  expect(net.isIP('127.0.0.1')).toBe(4);
});
