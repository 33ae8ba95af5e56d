/** The page and its feed: what is damaged is said, and a program that comes back is a new one. */

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, type Server, serve } from '../../../src/api/index.ts';
import type { ConnectionSummary, FeedMessage } from '../../../src/inspect/feed.ts';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;
let html: Buffer;

beforeAll(async () => {
  const [launched, file] = await Promise.all([launchBundled(), builtPage()]);
  browser = launched;
  html = await readFile(file);
});

afterAll(() => browser?.close());

/** An inspector that says what a test wants it to. */
async function pretend(port: number, open: (feed: Connection) => void) {
  const web = http.createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(html));
  await new Promise<void>((resolve) => web.listen(port, '127.0.0.1', resolve));
  const feed: Server = await serve({ server: web, path: '/feed', open });
  const { port: taken } = web.address() as AddressInfo;
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}/?token=t`,
    end: async () => {
      await feed.close({ deadline: 0 });
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
    },
  };
}

const say = (feed: Connection, message: FeedMessage) => void feed.send(JSON.stringify(message));

function hello(pid: number): FeedMessage {
  return { type: 'hello', program: { pid, title: '/usr/bin/talk', version: 'v0' }, epoch: 0, allowInject: false };
}

function summary(id: number, change: Partial<ConnectionSummary> = {}): ConnectionSummary {
  return {
    id,
    role: 'server',
    label: `peer ${id}`,
    state: 'open',
    engine: 'compiled',
    protocol: '',
    extensions: '',
    bytesReceived: 0,
    bytesSent: 0,
    bufferedAmount: 0,
    latency: null,
    since: 0,
    recorded: false,
    closed: null,
    ...change,
  };
}

test('health: rates, latency, what waits, and why it ended', async () => {
  let feed: Connection | undefined;
  const program = await pretend(0, (connection) => {
    feed = connection;
    say(connection, hello(1));
    say(connection, { type: 'connections', connections: [summary(1), summary(2)] });
  });
  {
    await using opened = await openInspector(browser, program.url);
    const row = (id: number) => opened.page.locator(`[data-connection="${id}"]`);
    await row(2).waitFor();
    await opened.page.waitForTimeout(150);
    const why = 'closed uncleanly, code 1006\nbegan:    the peer\nrule:     bad-utf8 (RFC 6455 §8.1): No text.';
    if (feed === undefined) throw new Error('the page has not connected');
    say(feed, {
      type: 'connections',
      connections: [
        summary(1, { bytesReceived: 5_000_000, latency: 12.34, bufferedAmount: 2048 }),
        summary(2, { state: 'closed', closed: { at: 0, clean: false, code: 1006, why } }),
      ],
    });
    await row(2).locator('.why', { hasText: 'broke off 1006 · bad-utf8' }).waitFor();
    expect(await row(1).innerText()).toMatch(/MB\/s.*12\.3 ms.*2\.0 kB waiting/s);
    expect(await row(2).getAttribute('title')).toBe(why);
  }
  await program.end();
});

test('a message that is damaged is said, and no more', async () => {
  const program = await pretend(0, (feed) => {
    say(feed, hello(1));
    void feed.send(Uint8Array.of(1, 2, 3));
    void feed.send('{not JSON');
    say(feed, { type: 'connections', connections: [summary(1)] });
  });
  {
    await using opened = await openInspector(browser, program.url);
    await opened.page.locator('[data-notice]', { hasText: 'reload the page' }).first().waitFor();
    await opened.page.locator('[data-connection="1"]').waitFor();
  }
  await program.end();
});

test('a program that comes back is connected to by itself, and its connections are new ones', async () => {
  const first = await pretend(0, (feed) => {
    say(feed, hello(1));
    say(feed, { type: 'connections', connections: [summary(1)] });
  });
  {
    await using opened = await openInspector(browser, first.url);
    const { page } = opened;
    await page.locator('[data-feed="connected"]', { hasText: 'talk · pid 1' }).waitFor();
    await first.end();
    await page.locator('[data-feed="lost"]').waitFor();
    // Nothing was recorded of it.
    await page.locator('[data-connection]').waitFor({ state: 'detached' });
    const second = await pretend(first.port, (feed) => {
      say(feed, hello(2));
      say(feed, { type: 'connections', connections: [summary(1, { label: 'again' })] });
    });
    await page.locator('[data-feed="connected"]', { hasText: 'talk · pid 2' }).waitFor();
    await page.locator('[data-connection="1"]', { hasText: 'again' }).waitFor();
    await second.end();
  }
});
