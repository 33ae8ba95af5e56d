/** Who may look, as a browser has it: the page that has the token, and no page of another origin, whatever it knows. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, inspectEcho, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;
/** A page of somebody else's. */
let foreign: http.Server;

beforeAll(async () => {
  await builtPage();
  browser = await launchBundled();
  foreign = http.createServer((_, response) => response.end('<!doctype html><title>elsewhere</title>'));
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
});
afterAll(async () => {
  await browser.close();
  foreign.closeAllConnections();
  foreign.close();
});

/** How connecting goes, from the page at `from`. */
async function connecting(from: string, to: string): Promise<string> {
  const page = await browser.newPage();
  await page.goto(from);
  const outcome = await page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url);
        socket.onmessage = () => resolve('told');
        socket.onopen = () => resolve('open');
        socket.onclose = ({ code }) => resolve(`closed ${code}`);
      }),
    to,
  );
  await page.close();
  return outcome;
}

test.each(['/feed', '/xstate-inspect'])(
  '%s: its own page is let in; a foreign one is not, even with the token',
  async (path) => {
    await using inspected = await inspectEcho({ xstate: true });
    const { url } = inspected.inspector;
    const { host, search } = new URL(url);
    const elsewhere = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
    expect(await connecting(url, `ws://${host}${path}${search}`)).toMatch(/^(open|told)$/);
    expect(await connecting(elsewhere, `ws://${host}${path}${search}`)).toBe('closed 1006');
    expect(await connecting(url, `ws://${host}${path}`)).toBe('closed 1006');
    expect(await connecting(url, `ws://${host}${path}?token=guessed`)).toBe('closed 1006');
  },
);

test('without the token there is no page, and it says where to look for it', async () => {
  await using inspected = await inspectEcho();
  await using open = await openInspector(browser, new URL('/', inspected.inspector.url).href);
  expect(await open.page.textContent('body')).toMatch(/token is missing or wrong.*the inspector has printed/);
});

test('another page reads nothing of it', async () => {
  await using inspected = await inspectEcho();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
  const read = await page.evaluate(
    (url) => fetch(url).then((response) => response.text(), String),
    inspected.inspector.url,
  );
  expect(read).toMatch(/Failed to fetch/);
  await page.close();
});
