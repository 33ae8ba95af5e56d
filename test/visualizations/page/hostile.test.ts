/** Whatever a payload, a reason or a name says: it is text, and the page stays what it is. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/api/index.ts';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, type Inspected, inspectEcho, type OpenPage, openInspector } from '../../support/inspector-page.ts';

const texts = {
  html: '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script><svg onload="window.pwned=1">',
  ends: '</script></style></textarea>--><script>window.pwned=1</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as it would be for whoever takes it for a template
  template: '{{constructor.constructor("window.pwned=1")()}} ${window.pwned=1}',
  control: 'bell \u0007 escape \u001b[31m null \u0000 back \b',
  turned: 'user \u202etxt.exe\u202c \u2066x\u2069 \u200f',
  line: 'one\r\ntwo\u2028three',
  combining: `z${'\u0300'.repeat(500)}`,
  emoji: '👩‍👩‍👧 مرحبا שלום 日本',
};

let browser: Browser;
let subject: Inspected;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  [browser, subject] = await Promise.all([
    launchBundled(),
    inspectEcho({ payload: Number.POSITIVE_INFINITY, memory: 64e6, totalMemory: 64e6 }),
    builtPage(),
  ]);
  const client = await connect(`${subject.server.url}?name=${encodeURIComponent(texts.html)}`);
  for (const text of Object.values(texts)) await client.send(text);
  await client.send('huge '.repeat(200_000));
  await client.close(4000, '<b onclick=1>\u202ereason');
  opened = await openInspector(browser, subject.inspector.url);
  page = opened.page;
  await page.locator('.tile[data-state="closed.clean"]').waitFor();
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
  await subject?.[Symbol.asyncDispose]();
  await browser?.close();
});

/** Goes through everything that the page can show. */
async function lookAtAll(): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Home');
  const frames = await page.evaluate(() => window.wirechart.inspection.recording.value?.journal.frames.length ?? 0);
  for (const tab of ['y', 's']) {
    await page.keyboard.press(tab);
    for (let count = 0; count < frames; count++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
  }
}

test('nothing of it runs, and nothing of it becomes an element', async () => {
  await lookAtAll();
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(await page.locator('[data-app] :is(img, script, b[onclick], [onerror], [onload])').count()).toBe(0);
  expect(
    await page.locator('[data-list="frames"] .payload', { hasText: '<img src=x onerror=' }).count(),
  ).toBeGreaterThan(0);
});

/** What the dissector says of the first frame with this text; nowhere on the page may its characters do anything. */
async function textAt(text: string): Promise<string> {
  await page.fill('[data-input="frames"]', text);
  await page.locator('[data-list="frames"] .frame-row').first().click();
  const all = await page.evaluate(() => document.getElementById('app')?.textContent ?? '');
  expect(all.match(/[\u202a-\u202e\u2066-\u2069\u200f\u2028]|(?![\n\t])\p{Cc}/gu)).toBe(null);
  return page.locator('[data-text]').innerText();
}

test('control characters and turning marks are shown as what they are', async () => {
  expect(await textAt('bell')).toBe('bell \\u0007 escape \\u001b[31m null \\u0000 back \\u0008');
  expect(await textAt('txt.exe')).toBe('user \\u202etxt.exe\\u202c \\u2066x\\u2069 \\u200f');
  expect(await textAt('three')).toBe('one\\u000d\ntwo\\u2028three');
  expect(await textAt('日本')).toBe(texts.emoji);
});

test('a huge text is cut, with a note, and costs no more than a short one', async () => {
  const shown = await textAt('huge');
  expect(shown.length).toBeLessThan(5000);
  expect(shown).toContain('characters)');
  expect(await page.locator('[data-hex] .hex-line').count()).toBeLessThan(100);
});

test('no text makes the page wider or higher than its window', async () => {
  await page.fill('[data-input="frames"]', '');
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(size).toEqual([1280, 720]);
});
