import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Server, serve } from '../../src/api/index.ts';
import { records, run, said, start } from '../support/command.ts';
import { InspectorViewer } from '../support/inspector-viewer.ts';

let server: Server;

beforeAll(async () => {
  server = await serve({
    port: 0,
    message: (connection, message) => {
      if (message === 'fail') void connection.close(3001, 'as you wish');
      else if (message === 'drop') void connection.terminate();
      else void connection.send(message);
    },
  });
});
afterAll(() => server.close());

test('in a pipe: lines go out, messages come back, the exit status says how it ended', async () => {
  const { status, out, err } = await run(['connect', server.url], 'one\ntwo\n');
  expect({ status, out }).toEqual({ status: 0, out: 'one\ntwo\n' });
  expect(err).toContain('closed cleanly, code 1000');
  expect(err).toContain('closeHandshake: open → closing');
});

test('--quiet says nothing but messages', async () => {
  expect(await run(['connect', server.url, '--quiet', '--message', 'first'], 'then\n')).toEqual({
    status: 0,
    out: 'first\nthen\n',
    err: '',
  });
});

test('--json prints one object per event', async () => {
  const { out } = await run(['connect', server.url, '--json', '--binary'], 'ab\n');
  const events = records(out);
  expect(events[0]).toEqual({ event: 'open', protocol: '' });
  expect(events).toContainEqual({ event: 'message', binary: true, data: 'YWI=' });
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'transition', machine: 'closeHandshake', on: 'CLOSE' }),
  );
  expect(events.at(-1)).toMatchObject({ event: 'close', record: { clean: true, code: 1000 } });
});

test('--states shows every machine', async () => {
  const { err } = await run(['connect', server.url, '--states'], 'x\n');
  expect(err).toMatch(/readLoop: message\.NONE\.header → message\.IN_MSG\.payload {2}\(FRAME_HEADER\)/);
});

test('the peer’s close ends it, and is shown', async () => {
  const { status, err } = await run(['connect', server.url, '--wait', '20'], 'fail\n');
  expect(err).toContain('code 3001 "as you wish"');
  expect(status).toBe(0);
});

test('a connection that breaks exits with 1', async () => {
  const { status, err } = await run(['connect', server.url, '--wait', '20'], 'drop\n');
  expect(err).toContain('transport-ended');
  expect(status).toBe(1);
});

test('why there is no connection, and what to look at', async () => {
  const port = server.port;
  const other = await serve({ port: 0 });
  const gone = other.url;
  await other.close();
  const [refused, insecure] = await Promise.all([
    run(['connect', gone]),
    run(['connect', `wss://127.0.0.1:${port}`, '--timeout', '5000']),
  ]);
  expect(refused).toMatchObject({ status: 1, out: '' });
  expect(refused.err).toContain('Nobody listens there');
  expect(insecure.status).toBe(1);
  const json = await run(['connect', gone, '--json']);
  expect(records(json.out)).toMatchObject([{ event: 'failed', id: 'connect-failed' }]);
});

test('--inspect: the page stays when the connection is over, as that is when one looks', async () => {
  const { child, finished } = start('connect', server.url, '--inspect', '--message', 'hello', '--wait', '0');
  child.stdin?.end();
  const running = { child, finished };
  const page = await said(running, /the page stays until you press Ctrl\+C: (\S+)/);
  const viewer = await InspectorViewer.open(page);
  await vi.waitFor(() => expect([...viewer.connections.values()]).toHaveLength(1), { timeout: 10_000 });
  expect([...viewer.connections.values()][0]?.closed).toMatchObject({ clean: true, code: 1000 });
  child.kill('SIGINT');
  expect((await finished).status).toBe(0);
});

test('QLOGDIR makes the command write traces, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-traces-'));
  try {
    process.env.QLOGDIR = folder;
    expect((await run(['connect', server.url, '--quiet'], 'hello\n')).out).toBe('hello\n');
  } finally {
    delete process.env.QLOGDIR;
  }
  expect(readdirSync(folder)).toHaveLength(1);
  rmSync(folder, { recursive: true });
});
