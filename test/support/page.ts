/** A page of our own in a browser, with a module of test/support bundled for it. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import type { Browser, Page } from 'playwright-core';

export interface Script {
  readonly code: string;
  readonly metafile: Metafile;
}

/** Bundles a module of this folder for browsers; what it exports is there as `window.testPage`. */
export async function bundle(module: string): Promise<Script> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '..', '..'),
    entryPoints: [join('test', 'support', module)],
    platform: 'browser',
    format: 'iife',
    globalName: 'testPage',
    bundle: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.text ?? '', metafile };
}

export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  readonly origin: string;
}

/** Opens a page that may run `script` and connect, and nothing else: no `eval` above all. */
export async function openPage(browser: Browser, script: Script): Promise<TestPage> {
  const server = http.createServer((request, response) => {
    response.setHeader('Content-Security-Policy', "default-src 'none'; script-src 'self'; connect-src *");
    const isScript = request.url === '/script.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isScript ? script.code : '<!doctype html><title>wirechart</title><script src="/script.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await browser.newPage();
  const failures: Error[] = [];
  page.on('pageerror', (error) => failures.push(error));
  await page.goto(origin);
  return {
    page,
    origin,
    [Symbol.asyncDispose]: async () => {
      await page.close();
      server.closeAllConnections();
      server.close();
      if (failures.length > 0) throw failures[0];
    },
  };
}
