/** The lessons as the inspector leads to them: served, under the policy of its server. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLearn } from '../../../visualizations/learn/build-learn.ts';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, inspectEcho, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;

beforeAll(async () => {
  [browser] = await Promise.all([launchBundled(), builtPage(), buildLearn()]);
});

afterAll(() => browser.close());

it('open from the inspector’s page, and work there', async () => {
  await using inspected = await inspectEcho();
  await using opened = await openInspector(browser, inspected.inspector.url);
  const [lessons] = await Promise.all([
    opened.page.context().waitForEvent('page'),
    opened.page.click('[data-action="lessons"]'),
  ]);
  const complaints: string[] = [];
  lessons.on('console', (message) => complaints.push(message.text()));
  lessons.on('pageerror', (error) => complaints.push(String(error)));
  await lessons.reload();
  await lessons.keyboard.press('1');
  await lessons.keyboard.press('a');
  await lessons.waitForSelector('[data-verdict="failed"]');
  expect(await lessons.textContent('[data-outcome="failed"]')).toContain('in one piece');
  expect(complaints).toEqual([]);
});
