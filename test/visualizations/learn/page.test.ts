/** The page with the lessons, opened from its file in a real browser and used by keys alone. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLearn } from '../../../visualizations/learn/build-learn.ts';
import { lessons } from '../../../visualizations/learn/lessons/index.ts';
import { launchBundled } from '../../support/chromium.ts';

let browser: Browser;
let folder: string;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'learn-'));
  [browser, url] = await Promise.all([launchBundled(), buildLearn(folder).then((path) => pathToFileURL(path).href)]);
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

async function open(colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && request.url() !== url) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** To a lesson by its number, from the first. */
async function walkTo(page: Page, id: string): Promise<void> {
  await press(page, ...Array.from({ length: lessons.findIndex((lesson) => lesson.id === id) }, () => 'n'));
  await page.waitForSelector(`[data-lesson="${id}"]`);
}

async function goals(page: Page): Promise<(string | null)[]> {
  return Promise.all((await page.$$('[data-goal]')).map((goal) => goal.getAttribute('data-done')));
}

describe('the lessons in a browser', () => {
  it('begin with the opening handshake, which is solved by keys and remembered', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await page.waitForSelector('[data-lesson="opening"][data-verdict="open"]');
    expect(await goals(page)).toEqual(['false', 'false', 'false']);
    await press(page, '1');
    expect(await page.getAttribute('[data-direction="client"] [data-in-flight]', 'data-in-flight')).not.toBe('0');
    // To the wire, some lines down, cut, and away again.
    await press(page, 'w', 'ArrowDown', 'ArrowDown', 'x', 'Escape', 'ArrowRight', 'ArrowRight');
    expect(await goals(page)).toEqual(['true', 'true', 'false']);
    expect(await page.getAttribute('[data-side="client"] [data-state]', 'data-state')).toBe('opening');
    await press(page, 'ArrowLeft');
    await page.waitForSelector('[data-verdict="solved"]');
    expect(await page.textContent('[data-outcome="solved"]')).toContain('awaitingRequest');
    await page.reload();
    expect(await page.getAttribute('[data-solved]', 'data-solved')).toBe('1');
    expect(await page.getAttribute('[data-chip="opening"]', 'aria-label')).toContain('solved');
    expect(complaints).toEqual([]);
  });

  it('say why a try has failed, and start again', async () => {
    await using opened = await open('dark');
    const { page, complaints } = opened;
    await walkTo(page, 'ping-in-the-middle');
    // The last frame before the ping.
    await press(page, '2', 'ArrowRight', '1', 'a');
    await page.waitForSelector('[data-verdict="failed"]');
    expect(await page.textContent('[data-outcome="failed"]')).toContain('no ping was answered');
    expect(await page.getAttribute('[data-solved]', 'data-solved')).toBe('0');
    await press(page, 'r');
    await page.waitForSelector('[data-verdict="open"]');
    await press(page, '1', 'a', '2', 'a');
    await page.waitForSelector('[data-verdict="solved"]');
    expect(complaints).toEqual([]);
  });

  it('let a character of a head be written over', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await walkTo(page, 'proof');
    // The last character of Sec-WebSocket-Accept: two ends of lines stand behind it.
    await press(page, 'w', 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'A');
    expect(await page.textContent('[data-editor]')).toContain('was 3d, altered');
    await press(page, 'Escape', 'ArrowLeft');
    await page.waitForSelector('[data-verdict="solved"]');
    expect(await page.textContent('[data-side="client"] [data-state]')).toContain('closed, unclean, 1006');
    expect(complaints).toEqual([]);
  });

  it('let a byte be written in hex, and show what the receiver will read', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await walkTo(page, 'masking');
    await press(page, '1', 'a', '1', 'w', ...Array.from({ length: 6 }, () => 'ArrowRight'));
    const byte = await page.textContent('[data-direction="client"] [aria-selected="true"]');
    // The cell has the hex digits, and the character below them.
    const masked = Number.parseInt(byte?.slice(0, 2) ?? '', 16);
    await press(page, ...(masked ^ 0x02).toString(16).padStart(2, '0'));
    expect(await page.textContent('[data-reading]')).toBe('Jello');
    await press(page, 'Escape', 'a');
    await page.waitForSelector('[data-verdict="solved"]');
    expect(await page.textContent('[data-side="server"] [data-messages]')).toContain('“Jello”');
    expect(complaints).toEqual([]);
  });

  it('say which rule a frame breaks as it stands on the wire', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await walkTo(page, 'protocol-error');
    await press(page, '1', 'w');
    expect(await page.$('.wire [data-fault]')).toBeNull();
    await press(page, 'c', '1');
    expect(await page.textContent('.wire [data-fault]')).toContain('reserved-bits');
    await press(page, 'Escape', 'a');
    await page.waitForSelector('[data-verdict="solved"]');
    await page.click('[data-side="server"] [data-tab="frames"]');
    expect(await page.textContent('[data-side="server"] [data-pane="dissector"]')).toContain('close');
    expect(complaints).toEqual([]);
  });

  it('show both sides’ machines, sequence and frames as they are', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await walkTo(page, 'fragments');
    await press(page, '2', '3', 'ArrowRight');
    expect(await page.getAttribute('[data-side="server"] [data-machine="readLoop"]', 'data-state')).toContain(
      'message.IN_MSG.header',
    );
    expect(await page.getAttribute('[data-side="client"] [data-machine="writeLoop"]', 'data-state')).toBe(
      'IN_MSG.betweenFrames',
    );
    await page.click('[data-side="server"] [data-tab="frames"]');
    expect(await page.getAttribute('[data-side="server"] [data-frame="0"]', 'data-opcode')).toBe('text');
    await page.click('[data-side="client"] [data-tab="sequence"]');
    await page.waitForSelector('[data-side="client"] [data-sequence] [data-record]');
    expect(complaints).toEqual([]);
  });

  it('say why a button does nothing, and do nothing', async () => {
    await using opened = await open();
    const { page } = opened;
    await press(page, 'ArrowRight');
    expect(await page.textContent('[data-outcome="open"]')).toBe('Nothing of the client’s is in flight.');
    expect(await page.getAttribute('[data-direction="client"] [data-press="deliver"]', 'aria-disabled')).toBe('true');
  });

  it('have room for every lesson at 1280 × 720', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    for (const lesson of lessons) {
      await page.waitForSelector(`[data-lesson="${lesson.id}"]`);
      const hidden = await page.evaluate(() =>
        [...document.querySelectorAll('.prose, .task')].map((box) => box.scrollHeight - box.clientHeight),
      );
      expect(hidden, lesson.id).toEqual([0, 0]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
      await press(page, 'n');
    }
    await page.waitForSelector('[data-lesson="free-play"]');
    expect(complaints).toEqual([]);
  });

  it('take what is written for text, whatever it looks like', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await page.click('[data-chip="free-play"]');
    await press(page, '1', 'a');
    await page.fill('[data-compose="client"]', '<img src=x onerror=alert(1)>\u202e');
    await page.press('[data-compose="client"]', 'Enter');
    await page.press('[data-compose="client"]', 'Escape');
    await press(page, 'a');
    expect(await page.textContent('[data-side="server"] [data-messages]')).toContain('<img src=x onerror=alert(1)>');
    expect(await page.$('img')).toBeNull();
    await page.fill('[data-compose="server"]', '0x e2 8');
    expect(await page.textContent('[data-side="server"] .composer')).toContain('Hex is pairs');
    expect(complaints).toEqual([]);
  });

  it('draw no more frames than can be looked at', async () => {
    await using opened = await open();
    const { page, complaints } = opened;
    await walkTo(page, 'first-frame');
    await press(page, ...Array.from({ length: 35 }, () => '1'));
    expect((await page.$$('[data-direction="client"] [data-unit]')).length).toBe(30);
    expect(await page.textContent('[data-direction="client"]')).toContain('5 frames more');
    expect(complaints).toEqual([]);
  });

  it('are one file that may run nothing but its own script', async () => {
    const page = await readFile(join(folder, 'learn.html'), 'utf8');
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/,
    );
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/);
  });
});
