/** One frame, down to the bit, as the page shows it. */
import { connect as connectTcp } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/api/index.ts';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, type Inspected, inspectEcho, type OpenPage, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;
let subject: Inspected;
let opened: OpenPage;
let page: Page;

/** A client that breaks off in the middle of a character, in the second frame of a message. */
async function breakUtf8({ port }: { readonly port: string }): Promise<void> {
  const socket = connectTcp(Number(port), '127.0.0.1');
  socket.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write(Uint8Array.of(0x01, 0x81, 1, 2, 3, 4, 0x61 ^ 1));
  socket.write(Uint8Array.of(0x80, 0x83, 1, 2, 3, 4, 0x62 ^ 1, 0xff ^ 2, 0x63 ^ 3));
  await new Promise((resolve) => socket.once('data', resolve));
  await pause(20);
  socket.destroy();
}

beforeAll(async () => {
  [browser, subject] = await Promise.all([launchBundled(), inspectEcho({}, { compression: true }), builtPage()]);
  const client = await connect(subject.server.url, { compression: { threshold: 0 } });
  await client.send('squeeze '.repeat(30));
  await client.close(4321, 'enough');
  await breakUtf8(new URL(subject.server.url));
  opened = await openInspector(browser, subject.inspector.url);
  page = opened.page;
  await page.locator('[data-state="closed"][data-connection]').nth(1).waitFor();
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
  await subject?.[Symbol.asyncDispose]();
  await browser?.close();
});

async function lookAt(connection: number, frame: number): Promise<void> {
  await page
    .locator('[data-connection]')
    .nth(connection - 1)
    .click();
  await page.locator(`.frame-row[data-frame="${frame}"]`).click();
  await page.locator(`[data-pane="dissector"][data-frame="${frame}"]`).waitFor();
}

const hex = () => page.locator('[data-hex] .hex-bytes i').allInnerTexts();

test('masked, unmasked and inflated', async () => {
  await lookAt(1, 0);
  await page.click('[data-form="masked"]');
  const masked = await hex();
  await page.click('[data-form="unmasked"]');
  const unmasked = await hex();
  // The key is what they differ by, byte for byte, behind the header.
  const key = masked.slice(2, 6).map((byte) => Number.parseInt(byte, 16));
  expect(masked.slice(0, 6)).toEqual(unmasked.slice(0, 6));
  expect(masked.slice(6).map((byte, at) => Number.parseInt(byte, 16) ^ (key[at % 4] ?? 0))).toEqual(
    unmasked.slice(6).map((byte) => Number.parseInt(byte, 16)),
  );
  await page.click('[data-form="inflated"]');
  expect((await hex()).slice(0, 8).join(' ')).toBe(Buffer.from('squeeze ').toString('hex').match(/../g)?.join(' '));
  expect(await page.locator('[data-text]').innerText()).toContain('squeeze squeeze');
});

test('each field has its bits, its value, and its section where it is pointed at', async () => {
  await lookAt(1, 0);
  const fields = await page
    .locator('[data-field]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-field')));
  expect(fields).toEqual(['FIN', 'RSV1', 'RSV2', 'RSV3', 'opcode', 'MASK', 'length', 'masking key']);
  expect(await page.locator('[data-field="opcode"]').innerText()).toMatch(/0001\s+text/);
  await page.click('[data-form="unmasked"]');
  await page.locator('[data-field="RSV1"]').hover();
  expect(await page.locator('.field-note').innerText()).toContain('RFC 7692 §6');
  await page.locator('[data-field="masking key"]').hover();
  expect(await page.locator('[data-hex] i.lit').count()).toBe(4);
  // By keys, too.
  await page.locator('[data-field="FIN"]').focus();
  expect(await page.locator('.field-note').innerText()).toContain('FIN last');
});

test('a close frame: its code, what that means, and the reason', async () => {
  await lookAt(1, 2);
  const close = page.locator('[data-close="4321"]');
  expect(await close.innerText()).toContain('“enough”');
  expect(await page.locator('[data-field="close code"]').innerText()).toMatch(/[01]{16}\s+4321/);
});

test('what a frame broke, who refused it, and the byte', async () => {
  await lookAt(2, 1);
  const fault = await page.locator('[data-fault]').allInnerTexts();
  expect(fault).toHaveLength(1);
  expect(fault[0]).toContain('bad-utf8 (RFC 6455 §8.1)');
  expect(fault[0]).toContain('Refused by readLoop in message.IN_MSG.payload');
  expect(await page.locator('[data-hex] i.tone-bad').allInnerTexts()).toEqual(['ff']);
  expect(await page.locator('[data-text]').innerText()).toBe('b');
});
