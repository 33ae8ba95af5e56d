/** Files on the page: dropped or chosen, whole, damaged or foreign; and recordings taken along. */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PageServer } from '../../../src/inspect/server/page-server.ts';
import { readTrace } from '../../../src/inspect/trace/read.ts';
import { writeTrace } from '../../../src/inspect/trace/write.ts';
import { launchBundled } from '../../support/chromium.ts';
import { builtPage, inspectEcho, openInspector } from '../../support/inspector-page.ts';
import { JournalMaker } from '../../support/page-journal.ts';

let browser: Browser;
let file: string;

beforeAll(async () => {
  [browser, file] = await Promise.all([launchBundled(), builtPage()]);
});

afterAll(() => browser?.close());

function trace(): string {
  const { journal } = new JournalMaker()
    .frame({ payload: 'from a file' })
    .frame({ direction: 'out', payload: 'answer' });
  return writeTrace(new Map([[1, journal]]));
}

/** As if somebody let go of the file over the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text ?? ''], name ?? ''));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent('[data-app]', 'drop', { dataTransfer: transfer });
}

test('a page from a file, without any server, shows what is dropped on it', async () => {
  await using opened = await openInspector(browser, pathToFileURL(file).href);
  const { page } = opened;
  await page.locator('[data-pane="welcome"]', { hasText: 'Drop a trace here' }).waitFor();
  await drop(page, 'talk.sqlog', trace());
  await page.locator('[data-list="frames"] .payload', { hasText: 'from a file' }).waitFor();
  expect(await page.locator('[data-selected]').innerText()).toContain('talk.sqlog');
});

test('a file is chosen, too', async () => {
  await using opened = await openInspector(browser, pathToFileURL(file).href);
  const { page } = opened;
  const chosen = { name: 'chosen.sqlog', mimeType: 'text/plain', buffer: Buffer.from(trace()) };
  await page.setInputFiles('[data-input="file"]', chosen);
  await page.locator('[data-list="frames"] .payload', { hasText: 'answer' }).waitFor();
});

test('of a file that is cut short, what could be read is shown, and what is wrong is said', async () => {
  await using opened = await openInspector(browser, pathToFileURL(file).href);
  const { page } = opened;
  await drop(page, 'cut.sqlog', trace().slice(0, -40));
  await page.locator('[data-list="frames"] .payload', { hasText: 'from a file' }).waitFor();
  expect(await page.locator('[data-notice]').innerText()).toContain('cut.sqlog');
});

test.each([
  ['binary', '\u0000\u0001\u0002PK'],
  ['a web page', '<html><script>alert(1)</script>'],
  ['nothing', ''],
])('a foreign file is refused in words: %s', async (_, text) => {
  await using opened = await openInspector(browser, pathToFileURL(file).href);
  const { page } = opened;
  await drop(page, 'foreign.bin', text);
  await page.locator('[data-notice]', { hasText: 'foreign.bin' }).first().waitFor();
  await page.locator('[data-pane="welcome"]').waitFor();
});

test('a page that is served with a trace shows it', async () => {
  const server = new PageServer({ trace: async () => trace() });
  await server.start();
  {
    await using opened = await openInspector(browser, server.url);
    await opened.page.locator('[data-list="frames"] .payload', { hasText: 'from a file' }).waitFor();
  }
  await server.close();
});

test('a served trace that cannot be read is told of', async () => {
  const server = new PageServer({
    trace: async () => {
      throw new Error('talk.sqlog has gone');
    },
  });
  await server.start();
  {
    await using opened = await openInspector(browser, server.url);
    await opened.page.locator('[data-notice]', { hasText: 'talk.sqlog has gone' }).waitFor();
  }
  await server.close();
});

test('what is exported can be read again', async () => {
  await using subject = await inspectEcho();
  const client = await subject.connect();
  await client.send('to be kept');
  await using opened = await openInspector(browser, subject.inspector.url);
  const { page } = opened;
  await page.locator('[data-list="frames"] .payload', { hasText: 'to be kept' }).nth(1).waitFor();
  await page.keyboard.press('e');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-export="sqlog"]')]);
  const { journals, problems } = readTrace(await readFile(await download.path(), 'utf8'));
  expect(problems).toEqual([]);
  const [journal] = [...journals.values()];
  expect(new TextDecoder().decode(journal?.frame(0).payload)).toBe('to be kept');
});

test.each([
  ['pcap', /^\xd4\xc3\xb2\xa1/],
  ['har', /"_webSocketMessages"/],
  ['mmd', /^sequenceDiagram\n/],
] as const)('exported for other tools: .%s', async (ending, beginning) => {
  await using opened = await openInspector(browser, pathToFileURL(file).href);
  const { page } = opened;
  await drop(page, 'talk.sqlog', trace());
  await page.keyboard.press('e');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-export="${ending}"]`)]);
  expect(download.suggestedFilename()).toBe(`wirechart-1-ws-127.0.0.1-1.${ending}`);
  expect(await readFile(await download.path(), 'latin1')).toMatch(beginning);
});

test('pictures stand by themselves', async () => {
  await using opened = await openInspector(browser, pathToFileURL(file).href);
  const { page } = opened;
  await drop(page, 'talk.sqlog', trace());
  for (const [name, part] of [
    ['sequence.svg', '>text 11 B<'],
    ['readLoop.svg', 'data-machine="readLoop"'],
  ] as const) {
    await page.keyboard.press('e');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-export="${name}"]`)]);
    const picture = await readFile(await download.path(), 'utf8');
    expect(picture).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(picture).toContain(part);
  }
});
