/** A browser's own WebSocket client against our server: the tests for any browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CloseRecord,
  type CompressionOptions,
  type Connection,
  type ServeOptions,
  type Server,
  serve,
} from '../../src/api/index.ts';
import { deferred } from './deferred.ts';
import { bundle, openPage, type TestPage } from './page.ts';
import type * as pageClient from './page-client.ts';
import { relayTo } from './relay.ts';

declare const testPage: typeof pageClient;

const MANY = 200;

const history = { takeover: true, peerTakeover: true } as const;

/** What our server asks for, and what it says then. Browsers offer `client_max_window_bits` and nothing else. */
const agreements: readonly (readonly [CompressionOptions, string])[] = [
  [{}, 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'],
  [history, 'permessage-deflate'],
  [{ takeover: true }, 'permessage-deflate; client_no_context_takeover'],
  [{ peerTakeover: true }, 'permessage-deflate; server_no_context_takeover'],
  ...[8, 9, 12].map(
    (bits) =>
      [
        { ...history, windowBits: bits, peerWindowBits: bits },
        `permessage-deflate; server_max_window_bits=${bits}; client_max_window_bits=${bits}`,
      ] as const,
  ),
];

/** A server, and the first connection to it. */
interface Serving extends AsyncDisposable {
  readonly server: Server;
  readonly opened: Promise<Connection>;
  readonly closed: Promise<CloseRecord>;
}

async function serving(options: ServeOptions = {}): Promise<Serving> {
  const opened = deferred<Connection>();
  const closed = deferred<CloseRecord>();
  const server = await serve({
    port: 0,
    ...options,
    open: (connection) => {
      opened.resolve(connection);
      options.open?.(connection);
    },
    close: (_, record) => closed.resolve(record),
  });
  return {
    server,
    opened: opened.promise,
    closed: closed.promise,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function echo(connection: Connection, message: string | Uint8Array): void {
  void connection.send(message);
}

export function browserClientTests(launch: () => Promise<Browser>): void {
  let browser: Browser;
  let opened: TestPage;

  beforeAll(async () => {
    browser = await launch();
    opened = await openPage(browser, await bundle('page-client.ts'));
  });

  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  const waitForEnd = (url: string) => opened.page.evaluate((to) => testPage.waitForEnd(to), url);

  test('messages of every kind and size come back as they were sent', async () => {
    await using serves = await serving({ message: echo });
    expect(await opened.page.evaluate((to) => testPage.echoes(to), serves.server.url)).toEqual([]);
    expect(await serves.closed).toMatchObject({ clean: true, code: 1005 });
  });

  test('so they do in many frames', async () => {
    await using serves = await serving({ message: echo, fragmentSize: 1000 });
    expect(await opened.page.evaluate((to) => testPage.echoes(to), serves.server.url)).toEqual([]);
  });

  test('the page is told apart by its origin, and compression is declined', async () => {
    const asked = deferred<{ origin: string | undefined; extensions: string | undefined }>();
    await using serves = await serving({
      upgrade: ({ origin, headers }) => {
        asked.resolve({ origin, extensions: headers.get('sec-websocket-extensions') });
        return undefined;
      },
      open: (connection) => void connection.close(),
    });
    await waitForEnd(serves.server.url);
    const { origin, extensions } = await asked.promise;
    expect(origin).toBe(opened.origin);
    expect(extensions).toContain('permessage-deflate');
  });

  test.each(agreements)('compressed messages of every kind and size: %j', async (compression, agreed) => {
    for (const fragmentSize of [Number.POSITIVE_INFINITY, 1000]) {
      await using serves = await serving({
        compression: { ...compression, threshold: 0 },
        fragmentSize,
        message: (connection, message) => {
          void connection.ping('before it');
          void connection.send(message);
        },
      });
      const talked = opened.page.evaluate((to) => testPage.compressedEchoes(to), serves.server.url);
      expect((await serves.opened).extensions).toBe(agreed);
      expect(await talked).toEqual({ changed: [], extensions: agreed });
      expect(await serves.closed).toMatchObject({ clean: true, code: 1005 });
    }
  });

  test('compression is worth it: repeated text takes a fraction of its size, both ways', async () => {
    await using serves = await serving({ compression: history, message: echo });
    const echoed = opened.page.evaluate(
      (to) => testPage.echoesOf(to, 'all the same, '.repeat(10_000), 3),
      serves.server.url,
    );
    expect(await echoed).toBe(3);
    const { bytesReceived, bytesSent } = await serves.closed;
    expect([bytesReceived < 10_000, bytesSent < 10_000]).toEqual([true, true]);
  });

  test('a message that inflates to more than the limit ends the connection with 1009', async () => {
    await using serves = await serving({ compression: true, maxMessageSize: 10_000 });
    const ended = opened.page.evaluate(async (to) => {
      const socket = await testPage.open(to);
      const end = testPage.ending(socket);
      socket.send('x'.repeat(10_001));
      return end;
    }, serves.server.url);
    expect(await ended).toMatchObject({ code: 1009, reason: 'message-too-large' });
    expect((await serves.closed).bytesReceived).toBeLessThan(1000);
  });

  test('a subprotocol', async () => {
    await using serves = await serving({ protocols: ['chat.v1', 'chat.v2'] });
    const chosen = opened.page.evaluate(async (to) => {
      const socket = await testPage.open(to, ['other', 'chat.v2', 'chat.v1']);
      return [socket.protocol, socket.extensions];
    }, serves.server.url);
    expect(await chosen).toEqual(['chat.v2', '']);
    expect((await serves.opened).protocol).toBe('chat.v2');
  });

  test('the browser answers pings', async () => {
    await using serves = await serving();
    const ended = waitForEnd(serves.server.url);
    const connection = await serves.opened;
    expect(await connection.ping('anybody there?')).toBeGreaterThanOrEqual(0);
    await connection.close();
    await ended;
  });

  test.each([
    [1000, ''],
    [1000, 'done'],
    [3000, 'Grüße'],
    [4999, 'x'.repeat(123)],
  ])('the page closes with %i', async (code, reason) => {
    await using serves = await serving();
    const closing = opened.page.evaluate(([to, ...how]) => testPage.closeWith(to, ...how), [
      serves.server.url,
      code,
      reason,
    ] as const);
    expect(await closing).toMatchObject({ code, wasClean: true });
    expect(await serves.closed).toMatchObject({ clean: true, code, reason, began: 'peer' });
  });

  test('the page closes without a code', async () => {
    await using serves = await serving();
    const closing = opened.page.evaluate((to) => testPage.closeWith(to), serves.server.url);
    expect(await closing).toEqual({ code: 1005, reason: '', wasClean: true });
    expect(await serves.closed).toMatchObject({ clean: true, code: 1005, reason: '' });
  });

  test.each([
    [1000, ''],
    [1001, 'going away'],
    [1002, 'as if the page had broken a rule'],
    [1007, 'as if the text were none'],
    [1011, 'Grüße'],
    [1013, 'later'],
    [4000, 'x'.repeat(123)],
  ])('the server closes with %i', async (code, reason) => {
    await using serves = await serving({ open: (connection) => void connection.close(code, reason) });
    expect(await waitForEnd(serves.server.url)).toEqual({ code, reason, wasClean: true });
    expect(await serves.closed).toMatchObject({ clean: true, code, began: 'us' });
  });

  test.each([
    [1002, 'bad-opcode', '8380 00000000'],
    [1002, 'unmasked-client-frame', '8100'],
    [1007, 'bad-utf8', '8181 00000000 ff'],
  ])('the server fails the connection with %i for %s', async (code, id, bytes) => {
    await using serves = await serving();
    await using relay = await relayTo(serves.server.port);
    const ended = waitForEnd(`ws://127.0.0.1:${relay.port}/`);
    await serves.opened;
    relay.inject(Buffer.from(bytes.replaceAll(' ', ''), 'hex'));
    expect(await ended).toMatchObject({ code, reason: id });
    expect((await serves.closed).violation).toMatchObject({ id });
  });

  test('a message past the limit ends the connection with 1009', async () => {
    await using serves = await serving({ maxMessageSize: 1000 });
    const ended = opened.page.evaluate(async (to) => {
      const socket = await testPage.open(to);
      const end = testPage.ending(socket);
      socket.send('x'.repeat(100_000));
      return end;
    }, serves.server.url);
    expect(await ended).toMatchObject({ code: 1009, reason: 'message-too-large' });
  });

  test('an end without a close frame is unclean for the page', async () => {
    await using serves = await serving({ message: (connection) => void connection.terminate() });
    const ended = opened.page.evaluate(async (to) => {
      const socket = await testPage.open(to);
      socket.send('end it');
      return testPage.ending(socket);
    }, serves.server.url);
    expect(await ended).toEqual({ code: 1006, reason: '', wasClean: false });
  });

  test('a refusal is an error for the page', async () => {
    await using serves = await serving({ upgrade: () => ({ status: 403 }) });
    const failed = opened.page.evaluate((to) => testPage.open(to).catch(String), serves.server.url);
    expect(await failed).toBe('Error: error came before open');
  });

  test('leaving the page closes with 1001', async () => {
    await using serves = await serving();
    const page = await browser.newPage();
    await page.goto(opened.origin);
    await page.evaluate(async (to) => void (await testPage.open(to)), serves.server.url);
    await page.close();
    expect(await serves.closed).toMatchObject({ code: 1001, clean: true });
  });

  test(`${MANY} connections at once`, async () => {
    await using serves = await serving({ message: echo });
    const codes = opened.page.evaluate(([to, count]) => testPage.many(to, count), [serves.server.url, MANY] as const);
    expect(await codes).toEqual(new Array(MANY).fill(1000));
    await serves.server.close();
    expect(serves.server.connections.size).toBe(0);
  });

  test('a server that shuts down says 1001 to every page', async () => {
    await using serves = await serving();
    const ended = Promise.all([1, 2, 3].map(() => waitForEnd(serves.server.url)));
    await expect.poll(() => serves.server.connections.size).toBe(3);
    await serves.server.close({ reason: 'restart' });
    expect(await ended).toEqual(new Array(3).fill({ code: 1001, reason: 'restart', wasClean: true }));
  });
}
