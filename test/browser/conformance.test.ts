import { expect, test } from 'vitest';
import { launchBundled } from '../support/chromium.ts';
import { chromium, worseThanBefore } from '../support/conformance-subjects.ts';

test('Chromium as a client does as well as in its baseline', async () => {
  expect(await worseThanBefore(chromium(launchBundled))).toEqual([]);
}, 300_000);
