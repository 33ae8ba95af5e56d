/** The page on a live program: what it shows as things happen, and that it only looks unless it may do more. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, inspectEcho, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;

beforeAll(async () => {
  [browser] = await Promise.all([launchBundled(), builtPage()]);
});

afterAll(() => browser?.close());

test('frames and states are shown as they come', async () => {
  await using subject = await inspectEcho();
  const client = await subject.connect();
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('.tile[data-machine="connection"][data-state="open"]').waitFor();
  await client.send('first');
  await page.locator('[data-list="frames"] [data-direction="in"] .payload', { hasText: 'first' }).waitFor();
  await page.locator('[data-list="frames"] [data-direction="out"] .payload', { hasText: 'first' }).waitFor();
  await client.ping('here?');
  await page.locator('[data-opcode="ping"][data-direction="in"]').waitFor();
  await page.locator('[data-opcode="pong"][data-direction="out"]').waitFor();
  // The chart itself says so, too.
  expect(await page.locator('[data-chart="connection"] .state.active').getAttribute('data-state')).toBe('open');
  await client.close(4000, 'enough');
  await page.locator('.tile[data-machine="connection"][data-state="closed.clean"]').waitFor();
  expect(await page.locator('[data-connection="1"][data-state="closed"] .why').innerText()).toContain('4000');
});

test('another connection is another picture, in every pane', async () => {
  await using subject = await inspectEcho();
  const [first, second] = [await subject.connect(), await subject.connect()];
  await first.send('of the first');
  await second.send('of the second');
  await second.close(4000);
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  const active = page.locator('[data-chart="connection"] .state.active');
  for (const [place, text, state] of [
    [0, 'of the first', 'open'],
    [1, 'of the second', 'closed.clean'],
    [0, 'of the first', 'open'],
  ] as const) {
    await page.locator('[data-connection]').nth(place).click();
    await page.locator('[data-list="frames"] .payload', { hasText: text }).first().waitFor();
    await page.locator(`.tile[data-machine="connection"][data-state="${state}"]`).waitFor();
    expect(await active.evaluateAll((all) => all.map((each) => each.getAttribute('data-state')))).toEqual([state]);
    await page.click('[data-filter="in"]');
    await page.locator('[data-count="frames"]', { hasText: ' of ' }).waitFor();
    expect(await page.locator('[data-list="frames"] .payload').first().innerText()).toBe(text);
    await page.click('[data-filter="in"]');
  }
});

test('the list has every connection, and finds one among a thousand', async () => {
  await using subject = await inspectEcho({ record: false });
  const clients = await Promise.all(Array.from({ length: 1000 }, () => subject.connect()));
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('[data-count="connections"]', { hasText: /^1000$/ }).waitFor();
  // Only those that are seen are made.
  expect(await page.locator('[data-connection]').count()).toBeLessThan(40);
  await page.fill('[data-input="connections"]', '#777 ');
  await page.locator('[data-connection="777"]').click();
  await page.locator('[data-selected="777"]').waitFor();
  await Promise.all(clients.map((client) => client.send('hello')));
  await page.locator('[data-list="frames"] .payload', { hasText: 'hello' }).first().waitFor();
});

test('it is read-only, and says so, unless the program allows more', async () => {
  await using subject = await inspectEcho();
  await subject.connect();
  await using opened = await openInspector(browser, subject.inspector.url);
  await opened.page.locator('[data-access="read-only"]').waitFor();
  await opened.page.locator('.tile[data-machine="connection"]').waitFor();
  expect(await opened.page.locator('[data-inject]').count()).toBe(0);
});

test('where it may, it sends, pings and closes', async () => {
  await using subject = await inspectEcho({ allowInject: true });
  const client = await subject.connect();
  const messages = client[Symbol.asyncIterator]();
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.fill('[data-input="inject"]', 'from the page');
  await page.click('[data-action="send"]');
  expect((await messages.next()).value).toBe('from the page');
  await page.click('[data-action="ping"]');
  await page.locator('[data-opcode="pong"][data-direction="in"]').waitFor();
  await page.getByLabel('Close code').fill('4321');
  await page.click('[data-action="close"]');
  await client.closed;
  expect(client.record?.code).toBe(4321);
  // Over is over.
  await page.locator('[data-inject]').waitFor({ state: 'detached' });
});

test('what cannot be done is said', async () => {
  await using subject = await inspectEcho({ allowInject: true });
  await subject.connect();
  await using opened = await openInspector(browser, subject.inspector.url);
  await opened.page.getByLabel('Close code').fill('1006');
  await opened.page.click('[data-action="close"]');
  expect(await opened.page.locator('[data-notice]').innerText()).toContain('Not done');
});

test('a program that ends is missed in plain words; what it left stays', async () => {
  const subject = await inspectEcho();
  const client = await subject.connect();
  await client.send('kept');
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('[data-list="frames"] .payload', { hasText: 'kept' }).first().waitFor();
  await subject[Symbol.asyncDispose]();
  await page.locator('[data-feed="lost"]', { hasText: 'the program is gone' }).waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await page.locator('[data-list="frames"] [aria-selected="true"] .payload').innerText()).toBe('kept');
});
