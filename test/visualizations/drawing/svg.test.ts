/** What a page finds in the pictures, and what a browser makes of them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machines } from '../../../machines/index.ts';
import { violations } from '../../../machines/violations.ts';
import { readModel } from '../../../visualizations/drawing/chart-model.ts';
import { layOut } from '../../../visualizations/drawing/layout.ts';
import { drawChart } from '../../../visualizations/drawing/svg.ts';
import { launchBundled } from '../../support/chromium.ts';
import { sample } from './sample-machine.ts';

const folder = new URL('../../../visualizations/charts/', import.meta.url);
const pictures = readdirSync(folder)
  .filter((name) => name.endsWith('.svg'))
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const readLoop = pictures.find(([name]) => name === 'readLoop.svg')?.[1] ?? '';

test('each kind of state has its class', async () => {
  const svg = drawChart(await layOut(readModel(sample)));
  const kinds = new Map(
    [...svg.matchAll(/<g class="state ([^"]+)" data-state="([^"]+)"/g)].map(([, kind, path]) => [path, kind]),
  );
  expect(Object.fromEntries(kinds)).toMatchObject({
    loading: 'atomic',
    work: 'compound',
    'work.both': 'parallel',
    'work.both.left': 'region',
    'work.both.left.z': 'final',
    'work.past': 'history',
  });
});

test('a line that breaks a rule names its section, and says what the rule is', () => {
  expect(readLoop).toContain(
    `<text class="label" data-transition="3" data-section="RFC 6455 §5.2"><title>RFC 6455 §5.2: ${violations['bad-opcode'].explanation}</title>`,
  );
  const refusing = readModel(machines.readLoop).transitions.filter(({ actions }) =>
    actions.some(({ params }) => params?.violation !== undefined),
  );
  expect([...readLoop.matchAll(/data-section=/g)].length).toBe(refusing.length);
});

describe('in a browser', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBundled();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  /** The number of elements whose drawn box leaves that of the nearest one around it that `frame` selects. */
  function sticking(text: string, frame: string): Promise<string[]> {
    return page.$$eval(
      text,
      (elements, selector) =>
        elements.flatMap((element) => {
          const inner = element.getBoundingClientRect();
          const outer = element.closest('g')?.querySelector(selector)?.getBoundingClientRect();
          if (outer === undefined) return [`no ${selector} around ${element.textContent}`];
          const fits = inner.left >= outer.left && inner.right <= outer.right + 0.5 && inner.top >= outer.top - 1;
          return fits && inner.bottom <= outer.bottom + 1 ? [] : [element.textContent ?? ''];
        }),
      frame,
    );
  }

  test.each(pictures)('all text of %s is in its box, whatever the font', async (_, svg) => {
    await page.setContent(svg);
    expect(await page.locator('.state text, .edge text').count()).toBeGreaterThan(10);
    expect(await sticking('.state text', ':scope > rect')).toEqual([]);
    expect(await sticking('.edge text', ':scope > rect')).toEqual([]);
    await page.addStyleTag({ content: '.chart text { letter-spacing: 2px }' });
    expect(await sticking('.state text', ':scope > rect')).toEqual([]);
    expect(await sticking('.edge text', ':scope > rect')).toEqual([]);
  });

  test('what is active, fired, or was fired, differs in more than colour', async () => {
    await page.setContent(readLoop);
    const look = (selector: string) =>
      page.$eval(selector, (element) => {
        const { strokeWidth, strokeDasharray, textDecorationLine, fontWeight } = getComputedStyle(element);
        return [strokeWidth, strokeDasharray, textDecorationLine, fontWeight].join(' ');
      });
    const [box, line, text] = [
      '[data-state="flow.flowing"] > .box',
      '.edge[data-transitions="51"] .line',
      '[data-transition="51"]',
    ];
    const quiet = [await look(box), await look(line), await look(text)];
    const mark = (name: string) =>
      page.$$eval(
        '[data-state="flow.flowing"], [data-transitions="51"], [data-transition="51"]',
        (elements, added) => {
          for (const element of elements) element.classList.add(added);
        },
        name,
      );
    await mark('active');
    expect(await look(box)).not.toBe(quiet[0]);
    await mark('trail');
    const trail = [await look(line), await look(text)];
    expect(trail[0]).not.toBe(quiet[1]);
    expect(trail[1]).not.toBe(quiet[2]);
    await mark('fired');
    expect([quiet[1], trail[0]]).not.toContain(await look(line));
    expect([quiet[2], trail[1]]).not.toContain(await look(text));
  });

  test('the picture follows the scheme of the reader, and the properties of a page', async () => {
    const paper = () => page.$eval('.state:not([data-state]) > .box', (box) => getComputedStyle(box).fill);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setContent(readLoop);
    const inLight = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(inLight);
    await page.addStyleTag({ content: '.chart { --chart-paper: rgb(1, 2, 3) }' });
    expect(await paper()).toBe('rgb(1, 2, 3)');
  });
});
