/** Usable by everybody: by keys alone, in light and dark, in a small window, and by programs that read it aloud. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, type Inspected, inspectEcho, openInspector } from '../../support/inspector-page.ts';

let browser: Browser;
let subject: Inspected;

beforeAll(async () => {
  [browser, subject] = await Promise.all([launchBundled(), inspectEcho({ allowInject: true }), builtPage()]);
  const client = await subject.connect();
  for (const text of ['one', 'two', 'three']) await client.send(text);
  await client.ping('four');
});

afterAll(async () => {
  await subject?.[Symbol.asyncDispose]();
  await browser?.close();
});

/** The contrast of each text with what lies behind it, where it is less than `least` (WCAG 2.2 §1.4.3). */
function faintTexts(page: Page, least: number): Promise<string[]> {
  return page.evaluate((least) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('there is no canvas');
    const colourOf = (text: string): number[] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const lightness = (colour: number[]) => {
      const [r = 0, g = 0, b = 0] = colour.map((part) =>
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element: Element | null): number[] => {
      for (let each = element; each !== null; each = each.parentElement) {
        const colour = colourOf(getComputedStyle(each).backgroundColor);
        if (colour[3] === 255) return colour;
      }
      return [255, 255, 255, 255];
    };
    const faint: string[] = [];
    for (const element of document.querySelectorAll('body *:not(svg *)')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      if (!own || element.closest(':disabled, .future, script, style, dialog:not([open])') !== null) continue;
      const [a, b] = [lightness(colourOf(getComputedStyle(element).color)), lightness(ground(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < least)
        faint.push(`${element.className} “${element.textContent?.slice(0, 20)}” ${contrast.toFixed(2)}`);
    }
    return faint;
  }, least);
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test('every text stands out from its ground', async () => {
    await using opened = await openInspector(browser, subject.inspector.url, { colorScheme });
    const { page } = opened;
    await page.locator('[data-list="frames"] [data-opcode="pong"]').first().waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(colorScheme);
    expect(await faintTexts(page, 4.5)).toEqual([]);
    await page.keyboard.press('y');
    expect(await faintTexts(page, 4.5)).toEqual([]);
  });

  test('the other theme is a key away, and is remembered', async () => {
    await using opened = await openInspector(browser, subject.inspector.url, { colorScheme });
    const { page } = opened;
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.locator('[data-action="theme"]').waitFor();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await ground();
    while ((await theme()) === colorScheme) await page.keyboard.press('t');
    expect(await ground()).not.toBe(before);
    const chosen = await theme();
    await page.reload();
    await page.locator('[data-action="theme"]').waitFor();
    expect(await theme()).toBe(chosen);
  });
});

test('by keys alone: to a connection, a frame, a machine, and out again', async () => {
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('[data-list="frames"] [data-opcode="pong"]').first().waitFor();
  await page.keyboard.press('c');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-list'))).toBe('connections');
  await page.locator('[data-list="frames"]').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.locator('.frame-row[data-frame="1"][aria-selected="true"]').waitFor();
  await page.keyboard.press('5');
  await page.locator('[data-enlarged="writeTurn"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-enlarged]').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.locator('[data-overlay="help"] kbd').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-overlay]').waitFor({ state: 'detached' });
});

test('the focus is always seen', async () => {
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('[data-list="frames"] [data-opcode="pong"]').first().waitFor();
  const unseen: string[] = [];
  for (let count = 0; count < 60; count++) {
    await page.keyboard.press('Tab');
    const about = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return '';
      const { outlineStyle, backgroundColor } = getComputedStyle(element);
      const seen = outlineStyle !== 'none' || (element.matches('.splitter') && backgroundColor !== 'rgba(0, 0, 0, 0)');
      return seen ? '' : element.outerHTML.slice(0, 80);
    });
    if (about !== '') unseen.push(about);
  }
  expect(unseen).toEqual([]);
});

test('in 1280 × 720 nothing is cut off that is to be pressed', async () => {
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('[data-list="frames"] [data-opcode="pong"]').first().waitFor();
  for (const key of ['0', '3']) {
    await page.keyboard.press(key);
    const outside = await page.locator('button:visible').evaluateAll((all) =>
      all
        .map((each) => ({ name: each.textContent, box: each.getBoundingClientRect() }))
        .filter(({ box }) => box.right > innerWidth || box.bottom > innerHeight || box.left < 0 || box.top < 0)
        .map(({ name }) => name),
    );
    expect(outside).toEqual([]);
  }
});

test('what is only coloured elsewhere is said in words or signs here', async () => {
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  const row = page.locator('[data-list="frames"] [data-opcode="ping"][data-direction="in"]');
  await row.waitFor();
  expect(await row.innerText()).toMatch(/← in\s+ping/);
  expect(await page.locator('[data-list="frames"]').getAttribute('role')).toBe('grid');
  expect(await page.locator('[data-list="frames"]').getAttribute('aria-rowcount')).toBe('8');
});
