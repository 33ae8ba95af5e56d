/** Every pane shows the moment that somebody went to, and all of them the same one. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, type Inspected, inspectEcho, type OpenPage, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;
let subject: Inspected;
let opened: OpenPage;
let page: Page;

/** A conversation that is over: its recording does not change any more. */
beforeAll(async () => {
  [browser, subject] = await Promise.all([launchBundled(), inspectEcho(), builtPage()]);
  const client = await subject.connect();
  for (const text of ['one', 'two', 'three']) await client.send(text);
  await client.ping('ping');
  await client.close(4000, 'done');
  opened = await openInspector(browser, subject.inspector.url);
  page = opened.page;
  await page.locator('.tile[data-machine="connection"][data-state="closed.clean"]').waitFor();
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
  await subject?.[Symbol.asyncDispose]();
  await browser?.close();
});

const selectedFrame = () => page.locator('[data-list="frames"] [aria-selected="true"]');
/** Inside of a list, Home and End go to its rows. */
const leaveLists = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
const moment = async () => Number(await page.locator('[data-moment]').getAttribute('data-moment'));

test('a frame that is clicked is the moment of all panes', async () => {
  await page.locator('[data-list="frames"] .frame-row', { hasText: 'two' }).first().click();
  expect(await page.locator('.tile[data-machine="connection"]').getAttribute('data-state')).toBe('open');
  expect(await page.locator('[data-pane="dissector"]').getAttribute('data-frame')).toBe(
    await selectedFrame().getAttribute('data-frame'),
  );
  expect(await page.locator('[data-text]').innerText()).toBe('two');
  expect(await page.locator('[data-list="sequence"] [aria-current="true"]').getAttribute('data-record')).toBe(
    String(await moment()),
  );
  await page.locator('[data-action="live"][aria-pressed="false"]').waitFor();
});

test('keys go record by record, frame by frame, and to both ends', async () => {
  await leaveLists();
  await page.keyboard.press('Home');
  expect(await moment()).toBe(0);
  await page.keyboard.press('ArrowRight');
  const second = await moment();
  expect(second).toBeGreaterThan(0);
  await page.keyboard.press('ArrowLeft');
  expect(await moment()).toBe(0);
  await page.keyboard.press('Shift+ArrowRight');
  expect(await selectedFrame().getAttribute('data-frame')).toBe('0');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await selectedFrame().getAttribute('data-frame')).toBe('1');
  await page.keyboard.press('End');
  expect(await page.locator('.tile[data-machine="closeHandshake"]').getAttribute('data-state')).toBe('tornDown');
});

test('a transition says its event, guard, actions, and where it led', async () => {
  await page.keyboard.press('y');
  await page.locator('[data-list="frames"] .frame-row', { hasText: 'one' }).first().click();
  while ((await page.locator('.why-detail [data-transition]').count()) === 0) await page.keyboard.press('ArrowRight');
  const why = await page.locator('.why-detail').innerText();
  expect(why).toMatch(/readLoop\s+message\.NONE\.header → message\.IN_MSG\.payload/);
  expect(why).toContain('FRAME_HEADER from the wire');
  expect(why).toContain('fin=true');
  expect(why).toContain('beginMessage');
  expect(why).toContain('RFC 6455 §5');
  // The event is a step away.
  await page.locator('.why-detail button.link').click();
  expect(await page.locator('.why-detail').innerText()).toContain('told by');
  await page.keyboard.press('s');
});

test('the close says why, in plain words', async () => {
  await leaveLists();
  await page.keyboard.press('y');
  await page.keyboard.press('End');
  while ((await page.locator('.close-record').count()) === 0) await page.keyboard.press('ArrowLeft');
  expect(await page.locator('.close-record').innerText()).toContain('closed cleanly, code 4000 "done"');
  await page.keyboard.press('s');
});

test('from anywhere, the reason of the end is one press away', async () => {
  await page.keyboard.press('Home');
  await page.locator('[data-action="why-closed"]').click();
  expect(await page.locator('.close-record').innerText()).toContain('began:    the peer');
  await page.keyboard.press('s');
});

test('the chart marks what was just taken, and what went before', async () => {
  await page.keyboard.press('3');
  await page.locator('[data-list="frames"] .frame-row', { hasText: 'two' }).first().click();
  while ((await page.locator('[data-caption="transition"]').count()) === 0) await page.keyboard.press('ArrowRight');
  const chart = page.locator('[data-enlarged="readLoop"] svg.chart');
  expect(
    await chart.locator('.state.active').evaluateAll((all) => all.map((each) => each.getAttribute('data-state'))),
  ).toEqual(['flow.flowing', 'message.IN_MSG.payload']);
  expect(await chart.locator('.edge.fired').count()).toBe(1);
  expect(await chart.locator('.trail').count()).toBeGreaterThan(0);
  await page.keyboard.press('0');
});

test('it plays, and stops at the end', async () => {
  await leaveLists();
  await page.keyboard.press('Home');
  await page.locator('[data-input="speed"]').selectOption('1000');
  await page.locator('[data-action="play"]').click();
  await page.locator('[data-action="play"][aria-pressed="false"]').waitFor();
  const length = await page.evaluate(() => window.wirechart.inspection.recording.value?.length.value);
  expect(await moment()).toBe((length ?? 0) - 1);
});

test('the line of time leads anywhere', async () => {
  const track = page.locator('[data-slider]');
  const box = await track.boundingBox();
  if (box === null) throw new Error('there is no line of time');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const length = Number(await track.getAttribute('aria-valuemax')) + 1;
  expect(Math.abs((await moment()) - length / 2)).toBeLessThan(length / 20);
});
