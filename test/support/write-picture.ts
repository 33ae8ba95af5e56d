/** `tsx test/support/write-picture.ts`: takes the README's picture of the inspector's page, in the middle of a conversation. */
import { launchBundled } from './chromium.ts';
import { builtPage, inspectEcho, openInspector } from './inspector-page.ts';

const browser = await launchBundled();
try {
  await builtPage();
  await using inspected = await inspectEcho({}, { compression: true });
  const client = await inspected.connect();
  await client.send('{"op":"subscribe","topic":"prices"}');
  await client.ping('hb');
  const message = client.beginMessage('text');
  await message.frame('first half, ');
  await client.ping('in the middle');
  await message.end('second half');
  await client.send('{"op":"publish","topic":"prices","values":['.padEnd(2000, '1, '));
  await client.ping('hb');
  const other = await inspected.connect();
  await other.close(3001, 'that is all');
  const viewport = { width: 1400, height: 860 };
  await using open = await openInspector(browser, inspected.inspector.url, { viewport });
  const { page } = open;
  await page.locator('[data-list="frames"] [data-opcode="pong"]').nth(2).waitFor();
  await page.locator('[data-list="frames"] [data-direction="in"] .payload', { hasText: 'first half' }).click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: new URL('../../visualizations/inspector.png', import.meta.url).pathname });
} finally {
  await browser.close();
}
