/** `tsx test/support/time-seeks.ts N`: how long the inspector's page takes to go to N moments of a million records, as JSON. */
import { pathToFileURL } from 'node:url';
import { launchBundled } from './chromium.ts';
import { builtPage, openInspector } from './inspector-page.ts';
import { openMillion, surveyed, timeSeeks } from './page-million.ts';

const browser = await launchBundled();
try {
  await using inspector = await openInspector(browser, pathToFileURL(await builtPage()).href);
  const { records } = await openMillion(inspector.page);
  await surveyed(inspector.page, records);
  // The first ones compile the page's code.
  await timeSeeks(inspector.page, 50);
  console.log(JSON.stringify(await timeSeeks(inspector.page, Number(process.argv[2] ?? 200))));
} finally {
  await browser.close();
}
