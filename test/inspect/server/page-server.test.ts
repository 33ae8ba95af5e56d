import http from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../src/api/index.ts';
import { type PageOptions, PageServer } from '../../../src/inspect/server/page-server.ts';

async function serving(options: PageOptions = {}): Promise<PageServer> {
  const page = new PageServer(options);
  await page.start();
  onTestFinished(() => page.close());
  return page;
}

/** A request as somebody sends it who is no browser: with any Host and Origin. */
function get(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject).end();
  });
}

test('the page, for whoever has its address', async () => {
  const { url } = await serving();
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.text()).toMatch(/^<!doctype html>/i);
});

test('no page without the token, for another name of this machine, or for a page of another origin', async () => {
  const { url } = await serving();
  const { origin, search } = new URL(url);
  expect(await get(`${origin}/`)).toMatchObject({ status: 401, body: expect.stringContaining('token') });
  expect(await get(`${origin}/?token=wrong`)).toMatchObject({ status: 401 });
  expect(await get(`${origin}/${search}`, { Host: 'attacker.example' })).toMatchObject({ status: 403 });
  expect(await get(`${origin}/${search}`, { Origin: 'https://attacker.example' })).toMatchObject({ status: 403 });
  expect(await get(`${origin}/${search}`, { Origin: origin })).toMatchObject({ status: 200 });
});

test('the lessons beside it', async () => {
  const { url } = await serving();
  const { origin, search } = new URL(url);
  expect(await get(`${origin}/learn.html${search}`)).toMatchObject({
    status: 200,
    body: expect.stringContaining('<title>wirechart lessons</title>'),
  });
  expect(await get(`${origin}/learn.html`)).toMatchObject({ status: 401 });
});

test('nothing else is there', async () => {
  const { url } = await serving();
  const { origin, search } = new URL(url);
  for (const path of ['/etc/passwd', '/../package.json', '/trace', '/feed']) {
    expect(await get(`${origin}${path}${search}`), path).toMatchObject({ status: 404 });
  }
  expect(await get(url, {}, 'POST')).toMatchObject({ status: 405 });
  await expect(connect(url.replace('http:', 'ws:'))).rejects.toThrow();
});

test('a trace beside the page, whose address says so', async () => {
  const { url } = await serving({ trace: async () => 'the trace' });
  expect(url).toMatch(/&trace=1$/);
  const { origin, search } = new URL(url);
  expect(await get(`${origin}/trace${search}`)).toEqual({ status: 200, body: 'the trace' });
  expect(await get(`${origin}/trace`)).toMatchObject({ status: 401 });
});

test('a trace that cannot be read is said, and serves on', async () => {
  const { url } = await serving({ trace: () => Promise.reject(new Error('the file is gone')) });
  const { origin, search } = new URL(url);
  expect(await get(`${origin}/trace${search}`)).toEqual({ status: 500, body: 'the file is gone' });
  expect(await get(url)).toMatchObject({ status: 200 });
});

test('a token and a port of your own; this machine only', async () => {
  const { url } = await serving({ token: 'mine', host: 'localhost' });
  expect(new URL(url).searchParams.get('token')).toBe('mine');
  for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.org', '127.0.0.1.example.org']) {
    expect(() => new PageServer({ host }), host).toThrow('this machine only');
  }
});
