/** The inspector's page in a browser, with a program behind it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Connection, connect, type ServeOptions, type Server, serve } from '../../src/api/index.ts';
import { type InspectOptions, type Inspector, inspect } from '../../src/inspect/index.ts';
import { buildPage } from '../../visualizations/page/build-page.ts';

/** A server that echoes, and its inspector. */
export interface Inspected extends AsyncDisposable {
  readonly server: Server;
  readonly inspector: Inspector;
  /** A new connection to the server: what the server has of it is inspected. */
  connect(): Promise<Connection>;
}

export async function inspectEcho(
  options: InspectOptions = {},
  serving: Partial<ServeOptions> = {},
): Promise<Inspected> {
  const server = await serve({ port: 0, message: (connection, message) => void connection.send(message), ...serving });
  const inspector = await inspect(server, { record: true, log: false, ...options });
  return {
    server,
    inspector,
    connect: () => connect(server.url),
    [Symbol.asyncDispose]: async () => {
      await inspector.close();
      await server.close({ deadline: 0 });
    },
  };
}

/** A page; it is an error if a script of it fails, whatever the test is about. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
}

export async function openInspector(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  const failures: Error[] = [];
  page.on('pageerror', (error) => failures.push(error));
  await page.goto(url);
  return {
    page,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Made anew, so that the page under test is that of the source. */
export const builtPage = (): Promise<string> => buildPage();
