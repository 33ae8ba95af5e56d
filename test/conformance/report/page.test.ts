/** The page of the report in a real Chromium, opened as a file, and what is written beside it where only a browser can tell. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../../src/conformance/model.ts';
import { junitReport } from '../../../src/conformance/report/junit.ts';
import { reportPage } from '../../../src/conformance/report/page.ts';
import { launchBundled } from '../../support/chromium.ts';
import { bundledPageScript, pageScriptFile } from '../../support/page-script.ts';
import { frame, octets, passed, sampleGroups, sampleRun, troubledRun } from '../../support/sample-runs.ts';

const groups = sampleGroups();
const nasty = '</script><script>window.broken = 1</script><!-- "\'&amp; 🙂 \0\u2028 100%/#';
const runs: readonly Run[] = [
  troubledRun('wirechart', 'server', groups, 0),
  troubledRun('old', 'server', groups, 4),
  troubledRun(nasty, 'client', groups, 3),
];

/** As a page shows it. */
const shown = (text: string) => text.replace('\0', '\uFFFD');

let browser: Browser;
let folder: string;
let address: string;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [browser, folder] = await Promise.all([launchBundled(), mkdtemp(join(tmpdir(), 'wirechart-page-'))]);
  const file = join(folder, 'index.html');
  await writeFile(file, reportPage(runs, groups, new Date(0)));
  address = pathToFileURL(file).href;
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  failures = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  page.on('request', (request) => request.url().startsWith('file:') || failures.push(`asked for ${request.url()}`));
});

afterEach(async () => {
  await page.close();
  expect(failures).toEqual([]);
});

const open = (hash = '') => page.goto(address + hash);
const shownIds = () =>
  page.locator('.case:not([hidden])').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-case')));
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
const cell = (agent: string, id: string) =>
  page.locator(`.case[data-case="${id}"] a[href^="#${encodeURIComponent(agent)}/"]`);
const texts = (selector: string) =>
  page.locator(selector).evaluateAll((all) => all.map((each) => each.textContent?.trim()));

test('the script that is shipped is the one of the sources', async () => {
  const advice = 'run `npx tsx test/support/write-page-script.ts` and commit what it writes';
  expect(await readFile(pageScriptFile, 'utf8'), advice).toBe(await bundledPageScript());
});

describe('the matrix', () => {
  test('has a row per case, a column per subject, and a sign in every cell', async () => {
    await open();
    expect(await shownIds()).toEqual(groups.flatMap(({ cases }) => cases.map(({ id }) => id)));
    expect(await texts('.names .subject')).toEqual(runs.map(({ agent }) => shown(agent).trim()));
    expect(await texts('.case[data-case="6.4.1"] .cell')).toEqual(['√', '≈', '≈']);
    expect(await texts('.case[data-case="7.9.1"] .cell')).toEqual(['√', '#', '#']);
    expect(await texts('.case[data-case="24.1.1"] .cell')).toEqual(['√', '?', '√']);
    // Not for clients.
    expect(await texts('.case[data-case="20.1.1"] .cell')).toEqual(['√', '√', '']);
    expect(await page.locator('a.verdict').evaluateAll((all) => all.filter((each) => each.textContent === ''))).toEqual(
      [],
    );
  });

  test('counts by group and by subject', async () => {
    await open();
    expect(await texts('section:has(.case[data-case="2.1"]) .tally')).toEqual(['11/11', '9/11', '8/11']);
    expect(await texts('.card .passed')).toEqual(['157 of 158 passed', '136 of 158 passed', '115 of 134 passed']);
    expect(await page.locator('.card').nth(1).locator('li').allInnerTexts()).toHaveLength(6);
  });

  test('shows the heading of a family once, in the first group that is there', async () => {
    await open();
    const headings = () => page.locator('.family:visible').allTextContents();
    expect(await headings()).toEqual(expect.arrayContaining(['1 Framing', '4 Opcodes']));
    expect((await headings()).filter((each) => each === '1 Framing')).toHaveLength(1);
    await page.selectOption('#group', '1.2');
    expect(await headings()).toEqual(['1 Framing']);
  });
});

describe('filters', () => {
  test('by text, group, verdict, and what did not pass', async () => {
    await open();
    await page.fill('#search', '6.4');
    expect(await shownIds()).toEqual(['6.4.1', '6.4.2', '6.4.3', '6.4.4']);
    expect(await page.locator('#shown').textContent()).toBe('4 cases');
    await page.fill('#search', '6.4.2');
    expect(await page.locator('.case:visible').count()).toBe(1);
    expect(await page.locator('#shown').textContent()).toBe('1 case');
    await page.fill('#search', '');
    await page.selectOption('#group', '7.');
    expect((await shownIds()).length).toBe(22);
    await page.check('#not-passed');
    expect((await shownIds())[0]).toBe('7.7.13');
    await page.click('.chip[data-verdict="wrong-code"]');
    expect(await page.getAttribute('.chip[data-verdict="wrong-code"]', 'aria-pressed')).toBe('true');
    expect(await texts('.case:not([hidden]) .cell:nth-child(3)')).toEqual(['#', '#', '#', '#', '#']);
    await page.selectOption('#group', '1.1');
    expect(await shownIds()).toEqual([]);
    expect(await page.locator('#empty').isVisible()).toBe(true);
  });
});

describe('keys', () => {
  test('arrows move over what is shown, Enter opens, Escape goes back', async () => {
    await open();
    await cell('wirechart', '1.1.1').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('wirechart, 1.1.2: Pass');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('old, 1.1.2: Pass');
    await page.keyboard.press('End');
    expect(await focused()).toBe('old, 24.1.12: Not run');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#detail:not([hidden])');
    expect(new URL(page.url()).hash).toBe('#old/24.1.11');
    await page.keyboard.press('Escape');
    expect(await page.locator('#detail').isHidden()).toBe(true);
    expect(await focused()).toBe('old, 24.1.11: Not run');
    await page.keyboard.press('Home');
    expect(await focused()).toBe('old, 1.1.1: Pass');
    await page.keyboard.press('PageDown');
    expect(await focused()).toBe('old, 1.2.3: Pass');
  });

  test('hidden rows and cells that are not there are passed over', async () => {
    await open();
    await page.check('#not-passed');
    const [from, to] = (await shownIds()).slice(1, 3);
    expect([from, to]).toEqual(['2.2', '2.6']);
    await cell('old', '2.2').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('old, 2.6: Pass');
    await page.uncheck('#not-passed');
    await cell(nasty, '12.1.18').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(`${shown(nasty)}, 24.1.1: Pass`);
    await cell('old', '20.1.1').focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('old, 20.1.1: Pass');
  });

  test('one cell of all is reached by the tab key', async () => {
    await open();
    await cell('old', '3.1').focus();
    expect(await page.locator('a.verdict[tabindex="0"]').count()).toBe(1);
  });

  test('j and k go through the cases that are shown, and / searches', async () => {
    await open('#old/2.2');
    await page.check('#not-passed');
    await page.locator('#detail h2').focus();
    await page.keyboard.press('j');
    await page.waitForFunction(() => location.hash === '#old/2.6');
    await page.keyboard.press('k');
    await page.waitForFunction(() => location.hash === '#old/2.2');
    await page.keyboard.press('/');
    await page.keyboard.type('jk/');
    expect(await page.inputValue('#search')).toBe('jk/');
  });
});

describe('the panel of a case', () => {
  test('is opened by a link, with what was expected beside what happened', async () => {
    const broken = (await brokenCase()) ?? '';
    await open(`#old/${broken}`);
    expect(await page.locator('#detail h2').innerText()).toBe(`${broken} old`);
    expect(await page.locator('#detail .pill').innerText()).toContain('Fail');
    expect(await page.locator('.broke').innerText()).toContain('RFC 6455 §5.1: A server must not mask any frames');
    expect(await page.getAttribute('.broke a', 'href')).toBe('https://www.rfc-editor.org/rfc/rfc6455#section-5.1');
    expect(await page.locator('.beside').innerText()).toContain(
      'A pong with the same payload comes back before the message.',
    );
    expect(await page.locator('.happened').innerText()).toContain('pong 00fffe01 (4 octets)');
    expect(await page.locator('#detail .others a').count()).toBe(3);
    expect(await cell('old', broken).getAttribute('aria-selected')).toBe('true');
    expect(await texts('pre.head')).toEqual([
      expect.stringMatching(/^GET \/chat/),
      expect.stringMatching(/^HTTP\/1.1 101/),
    ]);
  });

  test('draws the sequence and lists the wire log, with octets if wanted', async () => {
    await open(`#old/${await brokenCase()}`);
    const drawn = await texts('svg.sequence text.title');
    expect(drawn).toEqual([
      'GET /chat HTTP/1.1',
      'HTTP/1.1 101 Switching Protocols',
      'text “fragment”',
      'continuation “fragment” × 30',
      expect.stringMatching(/^ping /),
      'pong 00fffe01',
      'close 1002',
    ]);
    expect(await texts('svg.sequence .note text')).toEqual([
      expect.stringMatching(/^Broke RFC 6455 §5.1/),
      'The connection is reset.',
    ]);
    expect(await page.locator('.wire > li:visible').count()).toBe(37);
    await page.uncheck('[data-octets]');
    expect(await page.locator('.wire > li:visible').count()).toBe(36);
    const pong = page.locator('.wire li', { hasText: 'pong 00fffe01' });
    await pong.locator('summary').click();
    expect(await pong.locator('pre.hex').innerText()).toBe(
      '0000  00 ff fe 01                                       ····',
    );
  });

  test('says why a case did not run', async () => {
    await open('#old/24.1.1');
    expect(await page.locator('.happened').innerText()).toContain('the subject refused the connection');
    expect(await page.locator('svg.sequence').count()).toBe(0);
  });

  test('of another subject is one click away', async () => {
    await open('#old/24.1.1');
    await page.click('.others a >> nth=2');
    await page.waitForFunction(() => document.querySelector('#detail .pill')?.textContent?.includes('Pass') === true);
    expect(await page.locator('#detail h2 .agent').textContent()).toBe(shown(nasty));
  });

  test.each(['#nobody/1.1.1', '#old/99.9', '#%', '#old'])('stays away for %s, which leads nowhere', async (hash) => {
    await open(hash);
    expect(await page.locator('#detail').isHidden()).toBe(true);
    expect(await page.locator('.case').count()).toBe(158);
  });

  async function brokenCase(): Promise<string | undefined> {
    return runs[1]?.results.find(({ broke }) => broke !== '')?.id;
  }
});

test('names, descriptions and payloads of any kind stay text', async () => {
  const payload = octets(nasty);
  const result = passed('1.1.1', {
    behavior: 'fail',
    result: `${nasty}\ud83d`,
    resultClose: nasty,
    broke: `RFC 6455 §5: ${nasty}`,
    observed: [{ kind: 'message', type: 'text', payload }],
    wire: [frame('frame-in', 1, 1, payload), frame('frame-in', 2, 8, Uint8Array.of(3, 0xe8, ...octets('<b>')))],
    remoteCloseReason: nasty,
    httpRequest: nasty,
    httpResponse: nasty,
  });
  const own = groups.map((group) => ({
    ...group,
    cases: group.cases.map((each) => ({ ...each, description: nasty, expectation: nasty })),
  }));
  const file = join(folder, 'nasty.html');
  await writeFile(file, reportPage([sampleRun(nasty, [result])], own));
  await page.goto(`${pathToFileURL(file).href}#${encodeURIComponent(nasty)}/1.1.1`);
  expect(await page.locator('.happened').innerText()).toContain('</script><script>window.broken = 1</script>');
  expect(await page.evaluate(() => 'broken' in window)).toBe(false);
  expect(await page.locator('script').count()).toBe(3);
  expect(await page.title()).toContain('</script>');
});

describe('looks', () => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test('light and dark, as the reader has it', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open();
    expect(await background()).toBe('rgb(246, 246, 243)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe('rgb(20, 23, 26)');
  });

  test.each([
    [1280, 720],
    [390, 844],
  ])('at %d × %d nothing is wider than the window, closed or open', async (width, height) => {
    await page.setViewportSize({ width, height });
    await open();
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await open('#old/6.4.1');
    expect(await overflow()).toBe(0);
    const box = await page.locator('#detail').boundingBox();
    expect(box?.width).toBeLessThanOrEqual(width);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBe(width);
  });

  test('on paper the matrix is whole, without the tools', async () => {
    await open();
    await page.emulateMedia({ media: 'print' });
    expect([await page.locator('#tools').isVisible(), await page.locator('.case').last().isVisible()]).toEqual([
      false,
      true,
    ]);
  });

  test('every sign stands out from its ground, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await open();
      const weakest = await page.evaluate(() => {
        const parts = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
        // WCAG 2.2, relative luminance.
        const luminance = (colour: string) => {
          const [red = 0, green = 0, blue = 0] = parts(colour).map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const opaque = [...document.querySelectorAll('a.verdict')]
          .map((each) => getComputedStyle(each))
          .filter((style) => parts(style.backgroundColor)[3] !== 0);
        return Math.min(
          ...opaque.map(({ color, backgroundColor }) => {
            const [dark = 0, light = 0] = [luminance(color), luminance(backgroundColor)].sort(
              (one, other) => one - other,
            );
            return (light + 0.05) / (dark + 0.05);
          }),
        );
      });
      expect(weakest, colorScheme).toBeGreaterThan(4.5);
    }
  });
});

test('JUnit: what is written is well-formed XML', async () => {
  await open();
  const strange = sampleRun(nasty, [passed('1.1.1', { behavior: 'fail', result: `${nasty}\u0001\ud83d\uffff]]>` })]);
  const read = await page.evaluate(
    (text) => {
      const parsed = new DOMParser().parseFromString(text, 'application/xml');
      return {
        error: parsed.querySelector('parsererror')?.textContent,
        tests: parsed.documentElement.getAttribute('tests'),
        counted: parsed.querySelectorAll('testcase').length,
        className: parsed.querySelector('testcase')?.getAttribute('classname'),
      };
    },
    junitReport([strange, ...runs], groups),
  );
  expect(read).toEqual({
    error: undefined,
    tests: '451',
    counted: 451,
    className: `${nasty.replace('\0', '\uFFFD')}.1.1`,
  });
});
