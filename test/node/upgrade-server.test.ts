import http from 'node:http';
import https from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { defaultBounds } from '../../src/endpoint/options.ts';
import { createServer, type HttpServer, headerPairs, listen } from '../../src/node/upgrade-server.ts';
import { certificate } from '../support/sockets.ts';

const port = async (server: HttpServer): Promise<number> => {
  await listen(server, { port: 0, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

test('the limits of the endpoint are those of the HTTP server', () => {
  const server = createServer(undefined, { ...defaultBounds, openingTimeout: 1234.5 });
  expect(server).toBeInstanceOf(http.Server);
  expect([server.headersTimeout, server.requestTimeout, server.maxHeadersCount]).toEqual([1235, 1235, 0]);
  expect(createServer(certificate, defaultBounds)).toBeInstanceOf(https.Server);
  const off = createServer(undefined, { ...defaultBounds, openingTimeout: Infinity, maxHeaderBytes: Infinity });
  expect([off.headersTimeout, off.requestTimeout]).toEqual([0, 0]);
});

test('a request that does not upgrade is told how to', async () => {
  const answer = await fetch(`http://127.0.0.1:${await port(createServer(undefined, defaultBounds))}/`, {
    method: 'POST',
  });
  expect([answer.status, answer.headers.get('upgrade'), answer.headers.get('connection')]).toEqual([
    426,
    'websocket',
    'close',
  ]);
});

test('header fields come as they were sent, repeated ones too', async () => {
  const server = createServer(undefined, defaultBounds);
  const seen: unknown[] = [];
  server.prependListener('request', (request) =>
    seen.push(headerPairs(request).filter(([name]) => name.startsWith('X'))),
  );
  const at = await port(server);
  await new Promise((resolve) =>
    http.get({ port: at, host: '127.0.0.1', headers: { 'X-A': ['1', '2'], XB: 'ü' }, agent: false }, (response) => {
      response.resume().on('end', resolve);
    }),
  );
  expect(seen).toEqual([
    [
      ['X-A', '1'],
      ['X-A', '2'],
      ['XB', 'ü'],
    ],
  ]);
});

test('listen rejects when it cannot', async () => {
  const taken = await port(createServer(undefined, defaultBounds));
  const second = createServer(undefined, defaultBounds);
  await expect(listen(second, { port: taken, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(second.listenerCount('error')).toBe(0);
});
