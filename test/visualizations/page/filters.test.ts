/** Filters of the frames, and a million records behind them. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, type Inspected, inspectEcho, type OpenPage, openInspector } from '../../support/inspector-page.ts';
import { openMillion, surveyed, timeSeeks } from '../../support/page-million.ts';

let browser: Browser;
let subject: Inspected;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  [browser, subject] = await Promise.all([launchBundled(), inspectEcho(), builtPage()]);
  const client = await subject.connect();
  for (let count = 0; count < 30; count++) await client.send(`message ${count}`);
  await client.send(Uint8Array.of(0xca, 0xfe));
  await client.ping('pinging');
  await client.close(1002, 'as a test');
  opened = await openInspector(browser, subject.inspector.url);
  page = opened.page;
  await page.locator('.tile[data-state="closed.clean"]').waitFor();
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
  await subject?.[Symbol.asyncDispose]();
  await browser?.close();
});

const counted = (text: string) => page.locator('[data-count="frames"]', { hasText: text }).waitFor();
const press = (name: string) => page.click(`[data-filter="${name}"]`);

test('chips count what there is, and leave what is asked for', async () => {
  expect(await page.locator('[data-filter="ping"]').innerText()).toMatch(/ping\s*1/);
  await press('binary');
  await counted('2 of 66');
  expect(await page.locator('[data-list="frames"] .payload').allInnerTexts()).toEqual(['ca fe', 'ca fe']);
  await press('in');
  await counted('1 of 66');
  await press('in');
  await press('binary');
  await counted('66');
});

test('control frames by one chip', async () => {
  await press('control');
  await counted('4 of 66');
  expect(await page.locator('[data-filter="ping"]').getAttribute('aria-pressed')).toBe('true');
  await press('control');
});

test('errors: a close code that says so', async () => {
  await press('errors');
  await counted('2 of 66');
  expect(await page.locator('[data-list="frames"] .payload').first().innerText()).toBe('1002 as a test');
  await press('errors');
});

test('text in payloads, by keys alone; the row that is looked at stays the one that is found', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('MESSAGE 17');
  await counted('2 of 66');
  await page.keyboard.press('Escape');
  await page.locator('[data-list="frames"]').focus();
  await page.keyboard.press('Home');
  await page.locator('[data-text]', { hasText: 'message 17' }).waitFor();
  await page.fill('[data-input="frames"]', 'nowhere');
  await page.locator('[data-list="frames"] .empty', { hasText: 'No frame matches' }).waitFor();
  await page.fill('[data-input="frames"]', '');
});

test('of a million records, only what is seen is made; any of them is a key away', async () => {
  const { records, frames } = await openMillion(page);
  await surveyed(page, records);
  await counted('125,000');
  expect(await page.locator('[data-frame]').count()).toBeLessThan(60);
  await page.locator('[data-list="frames"]').focus();
  await page.keyboard.press('End');
  await page.locator(`.frame-row[data-frame="${frames - 1}"][aria-selected="true"]`).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.locator(`.frame-row[data-frame="${frames - 2}"][aria-selected="true"]`).waitFor();
  await page.fill('[data-input="frames"]', '7abc');
  await counted('12,500 of 125,000');
});

test('all panes go along to any of a million records', async () => {
  await page.fill('[data-input="frames"]', '');
  expect(await timeSeeks(page, 20)).toHaveLength(20);
  const at = await page.evaluate(() => window.wirechart.inspection.recording.value?.playhead.at.value ?? -1);
  expect(await page.locator('[data-moment]').getAttribute('data-moment')).toBe(String(at));
  await page.locator(`.frame-row[data-frame="${Math.floor(at / 8)}"][aria-selected="true"]`).waitFor();
  expect(await page.locator('.tile[data-machine="readLoop"]').getAttribute('data-state')).toContain(
    at % 8 >= 2 && at % 8 < 5 ? 'message.IN_MSG.payload' : 'message.NONE.header',
  );
});
