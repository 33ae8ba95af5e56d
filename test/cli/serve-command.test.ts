import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { connect } from '../../src/api/index.ts';
import { selfSigned } from '../support/certificate.ts';
import { type Running, records, run, said, startServer } from '../support/command.ts';
import { InspectorViewer } from '../support/inspector-viewer.ts';

const running: Running[] = [];

afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ finished }) => finished));
});

async function server(...args: string[]): Promise<Running & { url: string }> {
  const started = await startServer(...args);
  running.push(started);
  return started;
}

test('echoes, and says what happened', async () => {
  const { url, child, finished } = await server('--verbose', '--protocol', 'chat');
  const connection = await connect(url, { protocols: ['chat'] });
  expect(connection.protocol).toBe('chat');
  void connection.send('hello');
  for await (const message of connection) {
    expect(message).toBe('hello');
    break;
  }
  expect(await connection.closed).toMatchObject({ clean: true });
  child.kill('SIGINT');
  const { status, out } = await finished;
  expect(status).toBe(0);
  expect(records(out)).toMatchObject([
    { event: 'listening', url },
    { event: 'open', connection: 1, target: '/', protocol: 'chat' },
    { event: 'message', connection: 1, binary: false, data: 'hello' },
    { event: 'close', connection: 1, record: { clean: true, code: 1000 } },
  ]);
});

test('--broadcast passes messages on to the others', async () => {
  const { url } = await server('--broadcast');
  const heard: unknown[] = [];
  const [one, two, three] = await Promise.all([
    connect(url, { message: (_, message) => void heard.push(['one', message]) }),
    connect(url),
    connect(url),
  ]);
  void one.send('to all');
  for (const each of [two, three]) {
    for await (const message of each) {
      expect(message).toBe('to all');
      break;
    }
  }
  await one.close();
  expect(heard).toEqual([]);
});

test('Ctrl+C closes every connection with 1001', async () => {
  const { url, child, finished } = await server();
  const connection = await connect(url);
  child.kill('SIGINT');
  expect(await connection.closed).toMatchObject({ clean: true, code: 1001 });
  expect((await finished).status).toBe(0);
});

test('serves wss with a certificate', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
  const { cert, key } = selfSigned();
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  try {
    const { url } = await server('--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem'));
    expect(url).toMatch(/^wss:/);
    const { status, out } = await run(['connect', url, '--ca', join(folder, 'cert.pem'), '--quiet'], 'over TLS\n');
    expect({ status, out }).toEqual({ status: 0, out: 'over TLS\n' });
    const distrusted = await run(['connect', url], '');
    expect(distrusted.status).toBe(1);
    expect(distrusted.err).toContain('--insecure');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('--origin refuses others', async () => {
  const { url } = await server('--origin', 'https://example.org');
  await expect(connect(url, { origin: 'https://evil.example' })).rejects.toMatchObject({ id: 'upgrade-declined' });
  const welcome = await connect(url, { origin: 'https://example.org' });
  await welcome.close();
});

test('a port that is taken is said to be', async () => {
  const { url } = await server();
  const { port } = new URL(url);
  const { status, err } = await run(['serve', '--port', port]);
  expect(err).toContain(`port ${port} is in use`);
  expect(status).toBe(1);
});

test('--inspect shows every connection on a page, from its beginning', async () => {
  const started = await server('--inspect');
  const page = await said(started, /wirechart inspector: (\S+)/);
  const viewer = await InspectorViewer.open(page);
  const connection = await connect(started.url);
  await connection.close();
  await vi.waitFor(() => expect(viewer.connections.size).toBe(1), { timeout: 10_000 });
  const [id = 0] = viewer.connections.keys();
  viewer.ask({ type: 'watch', id });
  await vi.waitFor(() => expect(viewer.journals.get(id)?.head).toMatchObject({ fromStart: true }), { timeout: 10_000 });
  started.child.kill('SIGINT');
  expect((await started.finished).status).toBe(0);
});
