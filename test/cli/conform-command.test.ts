import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, serve } from '../../src/api/index.ts';
import { type Running, run, start } from '../support/command.ts';

let good: Server;
/** Echoes in upper case: 1.1.1, without payload, comes back as it went; 1.1.2 does not. */
let loud: Server;
let folder: string;

beforeAll(async () => {
  good = await serve({ port: 0, message: (connection, message) => void connection.send(message) });
  loud = await serve({
    port: 0,
    message: (connection, message) =>
      void connection.send(typeof message === 'string' ? message.toUpperCase().replaceAll('*', '+') : message),
  });
  folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
});

afterAll(async () => {
  await Promise.all([good.close({ deadline: 0 }), loud.close({ deadline: 0 })]);
  rmSync(folder, { recursive: true });
});

const cases = ['--cases', '1.1.1,1.1.2'];
const conform = (...args: string[]) => run(['conform', ...args]);

describe('wrong arguments get one clear line and status 2', () => {
  test.each<[args: string[], said: RegExp]>([
    [[], /conform tests a server or a client/],
    [['proxy'], /not "proxy"/],
    [['server'], /needs a URL/],
    [['server', 'nowhere'], /url: "nowhere" is not a URL/],
    [['server', 'ws://127.0.0.1:1', 'more'], /takes one URL; what is "more"/],
    [['client', 'more'], /takes no argument: "more"/],
    [['server', 'ws://127.0.0.1:1', '--cases', '99.*'], /no case is numbered 99\.\*/],
    [['server', 'ws://127.0.0.1:1', '--exclude', 'one'], /"one" is no pattern/],
    [['server', 'ws://127.0.0.1:1', '--parallel', '0'], /--parallel takes a whole number from 1 on/],
    [['server', 'ws://127.0.0.1:1', '--port', '1'], /--port is for conform client/],
    [['client', '--agent', 'x'], /--agent is for conform server/],
    [['server', 'ws://127.0.0.1:1', '--baseline', '/nowhere/at/all'], /--baseline: ENOENT/],
    [['server', 'ws://127.0.0.1:1', '--config', '/nowhere/at/all'], /--config: ENOENT/],
  ])('%j', async (args, said) => {
    const { status, out, err } = await conform(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(said);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('--list', async () => {
  const { status, out } = await conform('server', '--list', ...cases);
  expect(status).toBe(0);
  expect(out.trimEnd().split('\n')).toEqual([expect.stringMatching(/^1\.1\.1 /), expect.stringMatching(/^1\.1\.2 /)]);
  const { out: json } = await conform('--list', '--json', ...cases);
  expect(JSON.parse(json)).toMatchObject([{ id: '1.1.1' }, { id: '1.1.2' }]);
});

test('a good server: status 0, a summary for people and one for programs', async () => {
  const { status, out, err } = await conform('server', good.url, '--agent', 'mine', '--json', ...cases);
  expect(status).toBe(0);
  expect(err).toMatch(/mine: 2 of 2 cases/);
  expect(err).toMatch(/√ {2}1 Framing +2\/2/);
  expect(err).toMatch(/√ no case failed/);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    runs: [{ agent: 'mine', side: 'server', full: false, tally: { pass: 2 }, cases: { '1.1.1': { verdict: 'pass' } } }],
  });
});

test('a bad server: status 1, and why', async () => {
  const { status, out, err } = await conform('server', loud.url, ...cases);
  expect({ status, out }).toEqual({ status: 1, out: '' });
  expect(err).toMatch(/1 Framing +1\/2/);
  expect(err).toMatch(/× 1\.1\.2 {2}Fail: Expected a text message of 125 octets \(2a .*\), came a text message/);
});

test('no server: one line, status 1', async () => {
  const { status, out, err } = await conform('server', 'ws://127.0.0.1:1', ...cases);
  expect({ status, out }).toEqual({ status: 1, out: '' });
  expect(err).toMatch(/^wirechart: nobody listens at ws:\/\/127\.0\.0\.1:1: is the server running/);
});

function writeBaseline(name: string, second: string): string {
  const file = join(folder, name);
  const known = { '1.1.1': 'pass/pass', '1.1.2': second };
  writeFileSync(file, JSON.stringify({ wirechartBaseline: 1, agent: 'x', side: 'server', cases: known }));
  return file;
}

test('--write-baseline writes one', async () => {
  const file = join(folder, 'written.json');
  expect((await conform('server', loud.url, ...cases, '--write-baseline', file)).status).toBe(1);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    cases: { '1.1.1': 'pass/pass', '1.1.2': 'fail/pass' },
  });
});

test('a baseline: what was bad before is no failure', async () => {
  const worse = writeBaseline('loud.json', 'fail/pass');
  const same = await conform('server', loud.url, ...cases, '--baseline', worse);
  expect(same.status).toBe(0);
  expect(same.err).toMatch(/no difference/);
  // A failure that the baseline does not know is one.
  const unknown = await conform('server', loud.url, '--cases', '1.1', '--baseline', worse);
  expect(unknown.status).toBe(1);
});

test('a baseline: what got worse is a failure, what got better is told', async () => {
  const [better, worse] = [writeBaseline('good.json', 'pass/pass'), writeBaseline('loud.json', 'fail/pass')];
  const regressed = await conform('server', loud.url, ...cases, '--baseline', better, '--json');
  expect(regressed.status).toBe(1);
  expect(regressed.err).toMatch(/1\.1\.2 got worse: pass\/pass → fail\/pass/);
  expect(JSON.parse(regressed.out)).toMatchObject({ ok: false, runs: [{ baseline: { worse: [{ id: '1.1.2' }] } }] });
  const improved = await conform('server', good.url, ...cases, '--baseline', worse);
  expect(improved.status).toBe(0);
  expect(improved.err).toMatch(/1\.1\.2 got better/);
});

test('--report writes files', async () => {
  const reports = join(folder, 'reports');
  const { err } = await conform('server', good.url, ...cases, '--report', reports);
  expect(err).toContain(`report: ${join(reports, 'index.html')}`);
  expect(readdirSync(reports)).toEqual(expect.arrayContaining(['index.html', 'index.json', 'junit.xml']));
});

test('--config gives options, the command line wins', async () => {
  const file = join(folder, 'conform.json');
  writeFileSync(file, JSON.stringify({ cases: ['1.1.1', '1.1.2'], agent: 'from the file', parallel: 2, json: true }));
  const { out } = await conform('server', good.url, '--config', file, '--agent', 'from the line');
  expect(JSON.parse(out).runs).toMatchObject([{ agent: 'from the line', tally: { pass: 2 } }]);

  for (const [config, said] of [
    [{ casse: '1.*' }, /has "casse", which is no option/],
    [{ json: 'yes' }, /wrong value for "json": "yes"/],
    [{ cases: { all: true } }, /wrong value for "cases"/],
    [[], /holds no JSON object/],
  ] as const) {
    writeFileSync(file, JSON.stringify(config));
    const { status, err } = await conform('server', good.url, '--config', file);
    expect(status).toBe(2);
    expect(err).toMatch(said);
  }
});

describe('conform client', () => {
  /** A client that echoes as `connect` lets it: what it is told comes back. */
  const driver = `
    import { pathToFileURL } from 'node:url';
    const { WebSocket } = await import(pathToFileURL(process.argv[2] + '/node_modules/ws/wrapper.mjs').href);
    const url = process.env.WIRECHART_CONFORM_URL;
    const visit = (path) => new Promise((resolve) => {
      let last;
      const socket = new WebSocket(url + path);
      socket.on('message', (data, binary) => { last = String(data); socket.send(data, { binary }); });
      socket.on('close', () => resolve(last)).on('error', () => {});
    });
    const count = Number(await visit('/getCaseCount'));
    for (let number = 1; number <= count; number++) await visit('/runCase?case=' + number + '&agent=ws');
    await visit('/updateReports?agent=ws');
  `;

  test('with a command: starts it, and ends with it', async () => {
    const file = join(folder, 'driver.mjs');
    writeFileSync(file, driver);
    const root = new URL('../../', import.meta.url).pathname;
    const command = [process.execPath, file, root].map((part) => JSON.stringify(part)).join(' ');
    const baseline = join(folder, 'client-{agent}.json');
    const args = ['client', '--port', '0', '--command', command, '--json', '--write-baseline', baseline, ...cases];
    const { status, out, err } = await conform(...args);
    expect(err).toMatch(/waits for clients: 2 cases/);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, runs: [{ agent: 'ws', side: 'client', tally: { pass: 2 } }] });
    expect(JSON.parse(readFileSync(join(folder, 'client-ws.json'), 'utf8'))).toMatchObject({ agent: 'ws' });
  });

  test('a command that fails: status 1, and what became of it', async () => {
    const { status, err } = await conform('client', '--port', '0', '--command', 'exit 7', ...cases);
    expect(status).toBe(1);
    expect(err).toMatch(/the command ended with status 7/);
    expect(err).toMatch(/no client asked for a case/);
  });

  test('Ctrl+C ends the run, and says what there is', async () => {
    const running: Running = start('conform', 'client', '--port', '0', ...cases);
    const { child, finished } = running;
    await new Promise<void>((resolve) =>
      child.stderr?.on('data', (chunk) => String(chunk).includes('waits') && resolve()),
    );
    child.kill('SIGINT');
    const { status, err } = await finished;
    expect(status).toBe(1);
    expect(err).toMatch(/the run was stopped/);
  });
});
