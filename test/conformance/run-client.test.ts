import { once } from 'node:events';
import net from 'node:net';
import { expect, test, vi } from 'vitest';
import { connect } from '../../src/api/index.ts';
import { type CaseGroup, type ClientRunOptions, conformClient } from '../../src/conformance/index.ts';
import { caseOf, groupOf, violationOf } from './cases-to-try.ts';

const groups: CaseGroup[] = groupOf(
  caseOf({ id: '1.1', opening: { response: { headers: { Upgrade: 'nonsense' } }, expect: { opens: false } } }),
  caseOf({ id: '1.2' }),
  violationOf({ id: '1.3' }),
);

/** One connection, whose messages are echoed; what came, once it is closed. */
async function visit(url: string): Promise<string[]> {
  const got: string[] = [];
  const connection = await connect(url, {
    message: (open, message) => {
      got.push(String(message));
      void open.send(message);
    },
  });
  await connection.closed;
  return got;
}

/** A client as Autobahn's loop wants it. */
async function drive(url: string, agent: string, { upTo = 3, reports = true } = {}): Promise<void> {
  const [count] = await visit(`${url}/getCaseCount`);
  expect(count).toBe('3');
  for (let number = 1; number <= upTo; number++) {
    await visit(`${url}/runCase?case=${number}&agent=${encodeURIComponent(agent)}`).catch(() => {});
  }
  if (reports) await visit(`${url}/updateReports?agent=${encodeURIComponent(agent)}`);
}

/** Runs the suite for what a client does once it listens. */
async function suiteFor(client: (url: string) => Promise<void>, options: ClientRunOptions = {}) {
  let driving = Promise.resolve();
  const outcome = await conformClient({
    port: 0,
    groups,
    onListening: (url, count) => {
      expect(count).toBe(3);
      driving = client(url);
    },
    ...options,
  });
  await driving;
  return outcome;
}

test('a client goes through the loop; openings that must fail come last', async () => {
  const told: string[] = [];
  const { runs, ended } = await suiteFor((url) => drive(url, 'a/1 ä'), {
    onResult: ({ id }, { agent, done, total }) => told.push(`${agent} ${id} ${done}/${total}`),
  });
  expect(ended).toBe('finished');
  expect(told).toEqual(['a/1 ä 1.2 1/3', 'a/1 ä 1.3 2/3', 'a/1 ä 1.1 3/3']);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ agent: 'a/1 ä', side: 'client', missing: [] });
  expect(runs[0]?.results.map(({ id, behavior, behaviorClose }) => `${id} ${behavior}/${behaviorClose}`)).toEqual([
    '1.2 pass/pass',
    '1.3 pass/pass',
    '1.1 pass/pass',
  ]);
  expect(runs[0]?.results[0]?.httpRequest).toMatch(/^GET \/runCase\?case=1/);
});

test('several clients, one after the other', async () => {
  const both = async (url: string) => {
    await drive(url, 'one');
    await drive(url, 'two', { upTo: 1 });
  };
  const { runs } = await suiteFor(both, { agents: 2 });
  expect(runs.map(({ agent, results }) => [agent, results.length])).toEqual([
    ['one', 3],
    ['two', 1],
  ]);
  expect(runs[1]?.missing).toEqual([
    { id: '1.3', reason: 'The client never asked for this case.' },
    { id: '1.1', reason: 'The client never asked for this case.' },
  ]);
});

test('infos and verdicts can be asked for', async () => {
  await suiteFor(async (url) => {
    expect(JSON.parse((await visit(`${url}/getCaseInfo?case=1`))[0] ?? '')).toEqual({
      id: '1.2',
      description: 'A text message.',
    });
    await visit(`${url}/runCase?case=1&agent=x`);
    expect(await visit(`${url}/getCaseStatus?agent=x&case=1`)).toEqual(['{"behavior":"OK"}']);
    await expect(connect(`${url}/getCaseStatus?agent=x&case=2`)).rejects.toThrow(/404/);
    await expect(connect(`${url}/runCase?agent=x&case=4`)).rejects.toThrow(/404/);
    await visit(`${url}/updateReports?agent=x`);
  });
});

test('a client that comes no more: what it has not asked for is missing', async () => {
  const { runs, ended } = await suiteFor((url) => drive(url, 'lazy', { upTo: 2, reports: false }), { timeout: 300 });
  expect(ended).toBe('timeout');
  expect(runs[0]?.missing).toEqual([{ id: '1.1', reason: 'The client came no more before it was asked for.' }]);
});

test('nobody comes', async () => {
  expect(await suiteFor(async () => {}, { timeout: 100 })).toEqual({ runs: [], ended: 'timeout' });
});

test('a run can be stopped', async () => {
  const stop = new AbortController();
  const { runs, ended } = await suiteFor(
    async (url) => {
      await drive(url, 'x', { upTo: 1, reports: false });
      stop.abort();
    },
    { signal: stop.signal },
  );
  expect(ended).toBe('stopped');
  expect(runs[0]?.results).toHaveLength(1);
});

test('once the run is over no clock is started, though sockets end later: it would hold the process', async () => {
  const stop = new AbortController();
  const clock = vi.spyOn(globalThis, 'setTimeout');
  const timeout = 54_321;
  let gone: Promise<unknown> = Promise.resolve();
  const onListening = (url: string) => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /runCase?case=1&agent=slow HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
    socket.write('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n');
    // The case is under way.
    socket.once('data', () => stop.abort());
    gone = once(socket, 'close');
  };
  await conformClient({ port: 0, groups, timeout, signal: stop.signal, onListening });
  clock.mockClear();
  await gone;
  await new Promise(setImmediate);
  expect(clock.mock.calls.filter(([, delay]) => delay === timeout)).toEqual([]);
  clock.mockRestore();
});

test('a client that hangs, resets or says nonsense fails its case, and the run goes on', async () => {
  const raw = (url: string, octets: string, then: (socket: net.Socket) => void) =>
    new Promise<void>((resolve) => {
      const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => {}).on('close', () => resolve());
      socket.resume();
      socket.write(octets, () => then(socket));
    });
  const head = (target: string) =>
    `GET ${target} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  const { runs } = await suiteFor(
    async (url) => {
      await raw(url, 'nonsense\r\n\r\n', () => {});
      await raw(url, head('/runCase?case=1&agent=hangs'), () => {});
      await raw(url, head('/runCase?case=1&agent=resets'), (socket) =>
        socket.once('data', () => socket.resetAndDestroy()),
      );
      await raw(url, head('/runCase?case=1&agent=unmasked'), (socket) =>
        socket.write(Buffer.concat([Buffer.of(0x81, 5), Buffer.from('hello')])),
      );
      // Left open: it fails nothing.
      await raw(url, head('/runCase?case=3&agent=stays'), () => {});
      await drive(url, 'good');
    },
    { caseTimeout: 300 },
  );
  const first = new Map(runs.map(({ agent, results }) => [agent, results[0]]));
  expect(first.get('hangs')).toMatchObject({ behavior: 'fail', behaviorClose: 'unclean' });
  expect(first.get('resets')?.result).toMatch(/came nothing\. It (reset|dropped) the connection\./);
  expect(first.get('unmasked')?.broke).toMatch(/^RFC 6455 §5\.1: A frame from a client is not masked/);
  expect(first.get('stays')?.result).toMatch(/neither failed nor used/);
  expect(runs.at(-1)?.results.every(({ behavior }) => behavior === 'pass')).toBe(true);
});

test('a port that is in use is said so', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as net.AddressInfo; // It listens on TCP.
  await expect(conformClient({ port, groups })).rejects.toThrow(`port ${port} is in use`);
  taken.close();
});

test('a command is started, and the run ends with it', async () => {
  const driver =
    "require('node:net').connect(new URL(process.env.WIRECHART_CONFORM_URL).port, '127.0.0.1').end().resume()" +
    ".on('close', () => process.exit(3))";
  const command = `${JSON.stringify(process.execPath)} -e ${JSON.stringify(driver)}`;
  expect(await conformClient({ port: 0, groups, command })).toEqual({ runs: [], ended: 'command', exitStatus: 3 });
});
