/** The sans-I/O endpoint in a browser: it needs nothing of Node, and converses there as it does here. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBundled } from '../support/chromium.ts';
import { bundle, openPage, type Script } from '../support/page.ts';
import type * as pageEndpoints from '../support/page-endpoints.ts';

declare const testPage: typeof pageEndpoints;

let browser: Browser;
let script: Script;

beforeAll(async () => {
  [browser, script] = await Promise.all([launchBundled(), bundle('page-endpoints.ts')]);
});

afterAll(() => browser?.close());

test('the bundle holds the endpoint and what lies below it, XState, and nothing of Node', () => {
  const inputs = Object.keys(script.metafile.inputs);
  const imports = Object.values(script.metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ path, external }) => external || path.startsWith('node:'))).toEqual([]);
  const floors = /^(machines|src\/(endpoint|engine|codec)|node_modules\/xstate|test\/support)\//;
  expect(inputs.filter((path) => !floors.test(path))).toEqual([]);
  expect(inputs).toContain('src/endpoint/endpoint.ts');
});

const conversation = {
  protocol: 'chat',
  changed: [],
  frames: ['text', '3', '0', 'ping', '5'],
  joined: 'in three',
  streamed: 100_000,
  pinged: 'there?',
  records: [
    {
      clean: true,
      code: 3001,
      reason: '',
      began: 'us',
      sent: { code: 3001, reason: 'good bye' },
      received: { code: 3001, reason: '' },
    },
    {
      clean: true,
      code: 3001,
      reason: 'good bye',
      began: 'peer',
      sent: { code: 3001, reason: '' },
      received: { code: 3001, reason: 'good bye' },
    },
  ],
};

test.each([
  ['compiled', 'compiled'],
  ['interpreted', 'interpreted'],
  ['compiled', 'interpreted'],
  ['interpreted', 'compiled'],
] as const)('a client and a server converse in a page, on the engine %s, then %s', async (engine, then) => {
  await using opened = await openPage(browser, script);
  const said = await opened.page.evaluate(([one, other]) => testPage.converse(one, other), [engine, then] as const);
  expect(said).toMatchObject({ ...conversation, engines: [then, then] });
  expect(said.roundTrip).toBeGreaterThanOrEqual(0);
});
