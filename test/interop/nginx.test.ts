/** nginx as a reverse proxy between clients, ours and ws, and our server. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type CloseRecord,
  type Connection,
  type ConnectOptions,
  connect,
  type Server,
  serve,
} from '../../src/api/index.ts';
import { selfSigned } from '../support/certificate.ts';
import { type Deferred, deferred } from '../support/deferred.ts';
import { digest, messages } from '../support/messages.ts';
import { type Nginx, proxyTo } from '../support/nginx.ts';
import { endOf, nextOf } from '../support/ws-peer.ts';

const MANY = 200;

const certificate = selfSigned();
let server: Server;
let proxy: Nginx;
/** The next connection that opens, and the record of the next one that closes. */
let opened: Deferred<Connection>;
let closed: Deferred<CloseRecord>;
let forwarded: (string | undefined)[];

beforeAll(async () => {
  server = await serve({
    port: 0,
    protocols: ['chat'],
    idleTimeout: Number.POSITIVE_INFINITY,
    upgrade: ({ headers }) => {
      forwarded = ['connection', 'upgrade', 'host', 'x-forwarded-for'].map((name) => headers.get(name));
      return undefined;
    },
    open: (connection) => opened.resolve(connection),
    message: (connection, message) => void connection.send(message),
    close: (_, record) => closed.resolve(record),
  });
  proxy = await proxyTo(server.port, certificate);
});

beforeEach(() => {
  opened = deferred();
  closed = deferred();
});

afterEach(() => {
  for (const connection of server.connections) void connection.terminate();
});

afterAll(async () => {
  await server?.close();
  await proxy?.[Symbol.asyncDispose]();
});

const through = (options: ConnectOptions = {}, path = '/') => connect(`ws://127.0.0.1:${proxy.port}${path}`, options);

async function throughFromWs(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/`, ['chat']);
  await once(socket, 'open');
  return socket;
}

async function echoes(connection: Connection): Promise<void> {
  const incoming = connection[Symbol.asyncIterator]();
  for (const [, message] of messages) {
    await connection.send(message);
    const { value } = await incoming.next();
    expect([typeof value, digest(value)]).toEqual([typeof message, digest(message)]);
  }
}

test('our client: the headers that make an upgrade, the subprotocol, every message, a clean close', async () => {
  const connection = await through({ protocols: ['other', 'chat'] });
  expect(forwarded).toEqual(['upgrade', 'websocket', `127.0.0.1:${proxy.port}`, '127.0.0.1']);
  expect(connection.response?.headers.get('server')).toMatch(/^nginx/);
  expect(connection.protocol).toBe('chat');
  await echoes(connection);
  expect(await connection.close(3000, 'through')).toMatchObject({ clean: true, code: 3000 });
  expect(await closed.promise).toMatchObject({ clean: true, code: 3000, reason: 'through' });
});

test('our client over TLS, which ends at the proxy, in fragments', async () => {
  const url = `wss://localhost:${proxy.securePort}/`;
  const connection = await connect(url, { tls: { ca: certificate.cert }, fragmentSize: 10_000 });
  await echoes(connection);
  expect(await connection.close()).toMatchObject({ clean: true, code: 1000 });
});

test('ws: every message, a clean close', async () => {
  const socket = await throughFromWs();
  expect(socket.protocol).toBe('chat');
  for (const [, message] of messages) {
    socket.send(message);
    expect(digest(await nextOf(socket))).toBe(digest(message));
  }
  const ended = endOf(socket);
  socket.close(4000, 'through');
  expect(await ended).toMatchObject({ code: 4000 });
  expect(await closed.promise).toMatchObject({ clean: true, code: 4000, reason: 'through' });
});

test('pings both ways', async () => {
  const connection = await through();
  expect(await connection.ping('to the server')).toBeGreaterThanOrEqual(0);
  expect(await (await opened.promise).ping('to the client')).toBeGreaterThanOrEqual(0);
  const socket = await throughFromWs();
  const ponged = once(socket, 'pong');
  socket.ping('from ws');
  expect(String((await ponged)[0])).toBe('from ws');
});

test.each([
  [1000, ''],
  [1011, 'Grüße'],
  [4999, 'x'.repeat(123)],
])('the server closes with %i', async (code, reason) => {
  const connection = await through();
  void (await opened.promise).close(code, reason);
  expect(await connection.closed).toMatchObject({ clean: true, code, reason, began: 'peer' });
  opened = deferred();
  const socket = await throughFromWs();
  const ended = endOf(socket);
  void (await opened.promise).close(code, reason);
  expect(await ended).toEqual({ code, reason });
});

test('a client that vanishes is seen by the server, and a server by the client', async () => {
  const gone = await through();
  void gone.terminate();
  expect(await closed.promise).toMatchObject({ clean: false, code: 1006, began: 'transport' });
  opened = deferred();
  const left = await through();
  void (await opened.promise).terminate();
  expect(await left.closed).toMatchObject({ clean: false, code: 1006, began: 'transport' });
});

test('a proxy that ends idle connections ends this one', async () => {
  const connection = await through({ idleTimeout: Number.POSITIVE_INFINITY }, '/impatient');
  expect(await connection.closed).toMatchObject({ clean: false, code: 1006, began: 'transport' });
  expect(await closed.promise).toMatchObject({ clean: false, code: 1006, began: 'transport' });
});

test('keep-alive pings keep it open', async () => {
  let pongs = 0;
  const enough = deferred<void>();
  const pong = () => {
    if (++pongs === 6) enough.resolve();
  };
  const connection = await through({ idleTimeout: 300, pong }, '/impatient');
  await enough.promise;
  expect(connection.state).toBe('open');
  expect(await connection.close()).toMatchObject({ clean: true });
});

test('a server that does not run is told from one that refuses', async () => {
  await expect(through({}, '/nobody')).rejects.toMatchObject({
    id: 'upgrade-declined',
    record: { detail: 'The server answered 502 Bad Gateway.' },
  });
});

test(`${MANY} connections at once`, async () => {
  const ends = await Promise.all(
    Array.from({ length: MANY }, async (_, index) => {
      const connection = await through();
      const incoming = connection[Symbol.asyncIterator]();
      for (let turn = 0; turn < 10; turn++) {
        void connection.send(`connection ${index}, turn ${turn}`);
        expect((await incoming.next()).value).toBe(`connection ${index}, turn ${turn}`);
      }
      return (await connection.close()).clean;
    }),
  );
  expect(ends).toEqual(new Array(MANY).fill(true));
});
