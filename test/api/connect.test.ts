import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConnectionError, connect } from '../../src/api/index.ts';
import { acceptRaw, RawPeer } from '../support/node-raw.ts';
import { backTo, handles, turns, watchUncaught } from '../support/node-watch.ts';
import { certificate, closedPort, connected, listening, pair, serving, signal } from '../support/sockets.ts';

test('a client connects, and both ends know the connection', async () => {
  const { client, peer, server } = await pair();
  expect([client.role, client.state, peer.role, peer.state]).toEqual(['client', 'open', 'server', 'open']);
  expect(client.response?.status).toBe(101);
  expect(server.connections).toEqual(new Set([peer]));
  const record = await client.close(1000, 'bye');
  expect(record).toMatchObject({ clean: true, code: 1000, began: 'us' });
  expect(await peer.closed).toMatchObject({ clean: true, code: 1000, reason: 'bye', began: 'peer' });
  expect(server.connections.size).toBe(0);
});

describe('where to', () => {
  test('http: and a URL object are taken, with path and query', async () => {
    const asked: string[] = [];
    const server = await serving({ upgrade: ({ target }) => void asked.push(target) });
    await connected(server);
    const client = await connect(new URL(`http://localhost:${server.port}/room/1?x=%20y`));
    await client.close();
    expect(asked).toEqual(['/', '/room/1?x=%20y']);
  });

  test('IPv6', async () => {
    const server = await serving({ host: '::1' });
    expect(server.url).toBe(`ws://[::1]:${server.port}`);
    const client = await connected(server);
    expect(client.state).toBe('open');
  });

  test('a Unix socket, whose path may have any character', async () => {
    for (const name of ['plain', 'a b%41:c?d#e']) {
      const socketPath = join(tmpdir(), `wirechart-${process.pid}-${process.env.WIRECHART_ENGINE}-${name}.sock`);
      const asked: string[] = [];
      const server = await serving({ socketPath, upgrade: ({ target }) => void asked.push(target) });
      expect(server.port).toBe(0);
      const client = await connected(server);
      const other = await connect(`${server.url}:/room:1?x=1`);
      expect(asked).toEqual(['/', '/room:1?x=1']);
      await Promise.all([client.close(), other.close()]);
    }
  });

  test('wss: with a certificate of its own', async () => {
    const { client, peer, server } = await pair({ tls: { ca: certificate.cert } }, { tls: certificate });
    expect(server.url).toMatch(/^wss:/);
    peer.send('hello');
    for await (const message of client) {
      expect(message).toBe('hello');
      break;
    }
    expect((await client.closed).clean).toBe(true);
  });

  test('wss: refuses a certificate that nobody vouches for', async () => {
    const server = await serving({ tls: certificate });
    const failure = await connect(server.url).catch((error) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.id).toBe('connect-failed');
    expect(failure.message).toMatch(/self.signed/i);
    expect(failure.cause.code).toMatch(/SELF_SIGNED/);
  });

  test('a user name in the URL becomes an Authorization header', async () => {
    const asked: (string | undefined)[] = [];
    const server = await serving({ upgrade: ({ headers }) => void asked.push(headers.get('authorization')) });
    const at = `127.0.0.1:${server.port}`;
    await (await connect(`ws://me:p%40ss@${at}`)).close();
    await (await connect(`ws://me:x@${at}`, { headers: { Authorization: 'Bearer token' } })).close();
    await (await connect(`ws://${at}`)).close();
    expect(asked).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`, 'Bearer token', undefined]);
  });
});

describe('what is asked for', () => {
  test('headers: as an object, as pairs, as Headers', async () => {
    const asked: string[][] = [];
    const server = await serving({
      upgrade: ({ headers, origin }) => void asked.push([...headers.all('x-one'), origin ?? '']),
    });
    await connected(server, { headers: { 'X-One': '1' }, origin: 'http://here' });
    await connected(server, {
      headers: [
        ['X-One', '1'],
        ['x-one', '2'],
      ],
    });
    await connected(server, { headers: new Headers({ 'X-One': '3' }) });
    expect(asked).toEqual([
      ['1', 'http://here'],
      ['1', '2', ''],
      ['3', ''],
    ]);
  });

  test('subprotocols: the first of the client’s that the server speaks', async () => {
    const server = await serving({ protocols: ['chat.v1', 'chat.v2'] });
    const chosen = async (protocols: string | string[]) => (await connected(server, { protocols })).protocol;
    expect(await chosen(['chat.v3', 'chat.v2', 'chat.v1'])).toBe('chat.v2');
    expect(await chosen('chat.v1')).toBe('chat.v1');
    expect(await chosen('other')).toBe('');
    expect([...server.connections].map(({ protocol }) => protocol)).toEqual(['chat.v2', 'chat.v1', '']);
  });

  test('a connection of one’s own: through an HTTP proxy, with CONNECT', async () => {
    const through: string[] = [];
    const proxy = http.createServer().on('connect', (request, socket, head) => {
      through.push(request.url ?? '');
      const [host = '', port] = (request.url ?? '').split(':');
      const target = net.connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.write(head);
        socket.pipe(target).pipe(socket);
      });
      for (const side of [socket, target]) side.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as net.AddressInfo;
    const server = await serving({ message: (connection, message) => void connection.send(message) });
    const got = signal<unknown>();
    const client = await connected(server, {
      message: (_, message) => got.resolve(message),
      createConnection: (address) =>
        new Promise((resolve, reject) => {
          const path = `${address.host}:${address.port}`;
          http
            .request({ port, host: '127.0.0.1', method: 'CONNECT', path })
            .on('connect', (_, socket) => resolve(socket))
            .on('error', reject)
            .end();
        }),
    });
    client.send('through');
    expect(await got.promise).toBe('through');
    expect(through).toEqual([`127.0.0.1:${server.port}`]);
    await client.close();
  });

  test('a connection of one’s own that connects, fails, or is none', async () => {
    const seen = watchUncaught();
    const server = await serving();
    const client = await connected(server, { createConnection: ({ port, host }) => net.connect(port, host) });
    expect(client.state).toBe('open');
    const why = new Error('no way');
    const failures = [
      () => Promise.reject(why),
      () => {
        throw why;
      },
      () => net.connect(1, '127.0.0.1').destroy(why),
    ];
    for (const createConnection of failures) {
      expect(await connect(server.url, { createConnection }).catch((error) => error)).toMatchObject({
        id: 'connect-failed',
        cause: why,
      });
    }
    const none = await connect(server.url, { createConnection: () => 'none' as unknown as net.Socket }).catch((e) => e);
    expect(none.message).toMatch(/createConnection must .*stream/);
    await turns();
    expect(seen).toEqual([]);
  });
});

describe('a signal', () => {
  const why = new Error('changed my mind');

  test('aborted before: nothing is dialled', async () => {
    const before = handles();
    await expect(connect('ws://127.0.0.1:1', { signal: AbortSignal.abort(why) })).rejects.toBe(why);
    expect(handles()).toEqual(before);
  });

  test('aborted while connecting, or before the server has answered', async () => {
    const before = handles();
    for (const turn of ['at once', 'when asked']) {
      const controller = new AbortController();
      const { url } = await listening((socket) => {
        socket.on('data', () => controller.abort(why)).on('end', () => socket.end());
      });
      const opened = connect(url, { signal: controller.signal });
      if (turn === 'at once') controller.abort(why);
      await expect(opened).rejects.toBe(why);
    }
    const controller = new AbortController();
    const never = connect('ws://127.0.0.1:1', {
      signal: controller.signal,
      createConnection: () => new Promise(() => {}),
    });
    controller.abort(why);
    await expect(never).rejects.toBe(why);
    await backTo({ ...before, TCPServerWrap: 2 });
  });

  test('aborted after: ends the connection at once', async () => {
    const controller = new AbortController();
    const { client, peer } = await pair({ signal: controller.signal });
    controller.abort(why);
    expect(client.state).toBe('closed');
    expect(await client.closed).toMatchObject({ clean: false, error: why, violation: { id: 'aborted' } });
    expect((await peer.closed).clean).toBe(false);
  });

  test('is not listened to any more once the connection is over', async () => {
    const { signal: listened } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = listened;
    listened.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
      listeners++;
      addEventListener.apply(listened, args);
    };
    listened.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
      listeners--;
      removeEventListener.apply(listened, args);
    };
    const { client } = await pair({ signal: listened });
    expect(listeners).toBe(1);
    await client.close();
    await turns();
    expect(listeners).toBe(0);
  });
});

describe('why it failed', () => {
  test('the server refused: the status is told', async () => {
    const server = await serving({
      upgrade: () => ({ status: 401, body: 'who are you?', headers: [['WWW-Authenticate', 'Basic']] }),
    });
    const failure: ConnectionError = await connect(server.url).catch((error) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({ id: 'upgrade-declined', violation: { section: 'RFC 6455 §4.1' } });
    expect(failure.message).toBe(
      'The server answered with a status other than 101. (upgrade-declined) The server answered 401 Unauthorized.',
    );
    expect(failure.record).toMatchObject({ clean: false, code: 1006, began: '', bytesSent: 0, bytesReceived: 0 });
  });

  test('nobody listens, and the name is unknown', async () => {
    const port = await closedPort();
    for (const host of ['127.0.0.1', 'localhost']) {
      const failure = await connect(`ws://${host}:${port}`).catch((error) => error);
      expect(failure).toMatchObject({ id: 'connect-failed', cause: { code: 'ECONNREFUSED' } });
      expect(failure.message).toContain('ECONNREFUSED');
      expect(failure.record.detail).toContain(String(port));
    }
    const unknown = await connect('ws://no-such-host.invalid').catch((error) => error);
    expect(unknown.id).toBe('connect-failed');
    expect(unknown.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  test('the server is silent: connect and opening timers', async () => {
    const { url } = await listening(() => {});
    const opening = await connect(url, { openingTimeout: 30 }).catch((error) => error);
    expect(opening).toMatchObject({ id: 'opening-timeout', record: { timer: 'opening' } });
    const connecting = await connect(url, { connectTimeout: 30, createConnection: () => new Promise(() => {}) }).catch(
      (e) => e,
    );
    expect(connecting).toMatchObject({ id: 'connect-timeout', record: { timer: 'connect' } });
    const tls = await connect(url.replace('ws:', 'wss:'), { connectTimeout: 30 }).catch((error) => error);
    expect(tls).toMatchObject({ id: 'connect-timeout' });
  });

  test('the server hangs up, or answers something else', async () => {
    const answers = {
      'transport-ended': '',
      'malformed-head': 'SSH-2.0-OpenSSH_9.6\r\n\r\n',
      'bad-http-version': 'HTTP/1.0 101 Switching Protocols\r\n\r\n',
      'upgrade-declined': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
      'upgrade-not-websocket': 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    };
    for (const [id, answer] of Object.entries(answers)) {
      const { url } = await listening((socket) => void socket.once('data', () => socket.end(answer)));
      expect(await connect(url).catch((error) => error.id)).toBe(id);
    }
    const { url } = await listening((socket) => void acceptRaw(new RawPeer(socket), 'Sec-WebSocket-Protocol: a, b'));
    expect(await connect(url, { protocols: ['a'] }).catch((error) => error.id)).toBe('protocol-not-offered');
  });

  test('nobody has to listen', async () => {
    const seen = watchUncaught();
    const port = await closedPort();
    const closed = signal();
    const controller = new AbortController();
    void connect(`ws://127.0.0.1:${port}`, { signal: controller.signal, close: () => closed.resolve() });
    void connect(`ws://127.0.0.1:${port}`, { signal: AbortSignal.abort(new Error('never mind')) });
    await closed.promise;
    await turns();
    expect(seen).toEqual([]);
  });
});

test.each([
  ['ws://host/#part', /fragment/],
  ['ftp://host/', /ftp:/],
  ['host:80', /host:/],
  ['/chat', /not a URL/],
  ['', /not a URL/],
  ['ws://', /not a URL/],
  ['ws://a%zz@host/', /url:.*user/],
  ['ws+unix:', /path of a socket/],
  ['ws+unix://run/app.sock', /host/],
  ['ws+unix:/50%off.sock', /url:.*%/],
  [undefined, /not a URL/],
  [7, /not a URL/],
])('%s is refused at once', (url, why) => {
  expect(() => connect(url as string)).toThrow(TypeError);
  expect(() => connect(url as string)).toThrow(why);
});

test.each([
  [{ headers: { Upgrade: 'h2c' } }, TypeError, /headers: Upgrade/],
  [{ headers: { 'sec-websocket-KEY': 'x' } }, TypeError, /sec-websocket-KEY/],
  [{ headers: { 'X-A': 'a\r\nX-B: b' } }, TypeError, /X-A/],
  [{ headers: { 'X A': 'a' } }, TypeError, /X A/],
  [{ headers: { 'X-A': 1 } }, TypeError, /X-A/],
  [{ headers: 'X-A: 1' }, TypeError, /headers/],
  [{ headers: 5 }, TypeError, /headers/],
  [{ origin: 'a\nb' }, TypeError, /Origin/],
  [{ protocols: ['a', 'a'] }, TypeError, /protocols/],
  [{ protocols: ['a b'] }, TypeError, /protocols/],
  [{ protocols: '' }, TypeError, /protocols/],
  [{ protocols: 5 }, TypeError, /protocols/],
  [{ message: 'x' }, TypeError, /message/],
  [{ frameData() {} }, TypeError, /frameBegin/],
  [{ engine: 'fast' }, TypeError, /engine/],
  [{ fragmentSize: 0 }, RangeError, /fragmentSize/],
  [{ fragmentSize: 'x' }, RangeError, /fragmentSize/],
  [{ idleTimeout: -1 }, RangeError, /idleTimeout/],
  [{ maxMessageSize: '1' }, TypeError, /maxMessageSize/],
  [{ closeTimeout: Number.NaN }, RangeError, /closeTimeout/],
  [{ signal: {} }, TypeError, /signal/],
  [{ createConnection: 'x' }, TypeError, /createConnection/],
])('option %j is refused at once', (options, kind, why) => {
  const attempt = () => connect('ws://127.0.0.1:1', options as object);
  expect(attempt).toThrow(kind);
  expect(attempt).toThrow(why);
});
