import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import type { Opening } from '../../src/conformance/index.ts';
import { requestOpening } from '../../src/conformance/opening-request.ts';
import { startSubjectServer } from '../support/subject-server.ts';

const LIMIT = 100;

async function openingAt(url: string, request: NonNullable<Opening['request']>) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  await once(socket, 'connect');
  try {
    const destination = { host: hostname, target: '/', headers: [] };
    return await requestOpening(socket, { opening: { request, expect: { opens: true } } }, destination, LIMIT);
  } finally {
    socket.destroy();
  }
}

test('the time for an answer begins when all of the request has been sent', async () => {
  const server = await startSubjectServer(new Set());
  // At least four pauses: longer than the limit.
  const opening = await openingAt(server.url, { chop: 40, pause: 30 });
  expect(opening).toMatchObject({ opened: true, silent: false, problem: '' });
  await server.close();
});

test('a request that is not whole is not answered, and not waited for any longer', async () => {
  const server = await startSubjectServer(new Set());
  const opening = await openingAt(server.url, { raw: 'GET / HTTP/1.1\r\n' });
  expect(opening).toMatchObject({ opened: false, silent: true, problem: `sent nothing within ${LIMIT} ms` });
  await server.close();
});
