import { afterEach, describe, expect, test } from 'vitest';
import { type Server, serve } from '../../src/api/index.ts';
import { type CaseResult, conformServer, type Run, Unreachable } from '../../src/conformance/index.ts';
import { caseOf, groupOf, violationOf } from './cases-to-try.ts';
import { listen, type Subject, upgrading } from './subjects.ts';

const stopping: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()));
});

async function subject(...args: Parameters<typeof listen>): Promise<Subject> {
  const started = await listen(...args);
  stopping.push(() => started.stop());
  return started;
}

async function echo(): Promise<Server> {
  const server = await serve({ port: 0, message: (connection, message) => void connection.send(message) });
  stopping.push(() => server.close({ deadline: 0 }));
  return server;
}

const two = groupOf(caseOf({ id: '1.1' }), violationOf({ id: '1.2' }));

/** A short time limit: these subjects do not answer. */
function runOf(url: string): Promise<Run> {
  return conformServer(url, { groups: two, caseTimeout: 150 });
}

test('an echo server passes, results come in the order of the cases', async () => {
  const { url } = await echo();
  const told: string[] = [];
  const slow = caseOf({ id: '1.1', script: [{ do: 'pause', ms: 50 }, ...caseOf({ id: '' }).script] });
  const heavy = caseOf({ id: '1.2', heavy: true });
  const run = await conformServer(url, {
    agent: 'ours',
    groups: groupOf(slow, heavy, caseOf({ id: '1.3' }), violationOf({ id: '1.4' })),
    onResult: ({ id }, { done, total }) => told.push(`${id} ${done}/${total}`),
  });
  expect(run).toMatchObject({ agent: 'ours', side: 'server', full: false, missing: [] });
  expect(run.results.map(({ id, behavior, behaviorClose }) => [id, behavior, behaviorClose])).toEqual(
    ['1.1', '1.2', '1.3', '1.4'].map((id) => [id, 'pass', 'pass']),
  );
  expect(told).toHaveLength(4);
  expect(told.at(-1)).toBe('1.2 4/4');
  expect(run.results[0]).toMatchObject({ closedBy: 'us', wasClean: true, localCloseCode: 1000, remoteCloseCode: 1000 });
  // Octets of heavy cases are left out.
  expect(run.results[0]?.wire.some(({ kind }) => kind === 'octets-in')).toBe(true);
  expect(run.results[1]?.wire.every(({ kind }) => kind === 'note')).toBe(true);
  expect(run.results[0]?.httpRequest).toContain('Sec-WebSocket-Key');
  expect(run.results[0]?.httpResponse).toMatch(/^HTTP\/1.1 101 /);
});

test('nobody listens: one clear error', async () => {
  const gone = await listen(() => {});
  gone.stop();
  const error = await runOf(gone.url).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Unreachable);
  expect(String(error)).toMatch(/nobody listens at ws:.*is the server running/);
});

test('a server that dies on the way: what is left is missing, with the reason', async () => {
  const dying = await subject((socket, number) => {
    // 0 is the look whether there is somebody.
    if (number < 2) upgrading((open) => open.on('data', () => {}))(socket);
    else dying.stop();
  });
  const groups = groupOf(...[1, 2, 3, 4].map((number) => caseOf({ id: `1.${number}` })));
  const run = await conformServer(dying.url, { groups, parallel: 1, caseTimeout: 100 });
  expect(run.results.map(({ id }) => id)).toEqual(['1.1', '1.2']);
  expect(run.missing.map(({ id }) => id)).toEqual(['1.3', '1.4']);
  expect(run.missing[0]?.reason).toMatch(/died on the way \(the last case that ended was 1\.2\): nobody listens/);
});

test('a run can be stopped', async () => {
  const { url } = await echo();
  const stop = new AbortController();
  const run = await conformServer(url, {
    groups: two,
    parallel: 1,
    signal: stop.signal,
    onResult: () => stop.abort(),
  });
  expect(run.results.map(({ id }) => id)).toEqual(['1.1']);
  expect(run.missing).toEqual([{ id: '1.2', reason: 'The run was stopped.' }]);
});

describe('a subject that misbehaves gives results that say what happened', () => {
  async function first(serveIt: Parameters<typeof listen>[0]): Promise<CaseResult> {
    const { url } = await subject(serveIt);
    const { results, missing } = await runOf(url);
    expect(missing).toEqual([]);
    expect(results).toHaveLength(2);
    expect(results[0]).toMatchObject({ behavior: 'fail' });
    return results[0] as CaseResult; // There are two.
  }

  test('it hangs', async () => {
    expect((await first((socket) => void socket.resume())).result).toMatch(
      /did not open\. It sent nothing within 150 ms/,
    );
  });

  test('it resets every connection', async () => {
    expect((await first((socket) => void socket.resetAndDestroy())).result).toMatch(
      /did not open\. It (reset|ended) the connection/,
    );
  });

  test('it speaks HTTP only', async () => {
    const { result } = await first((socket) => void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    expect(result).toMatch(/did not open\. It answered 404 Not Found\.$/);
  });

  test('it speaks something else', async () => {
    const { result } = await first((socket) => void socket.end('220 mail.example ESMTP\r\n\u0001\u0002'));
    expect(result).toMatch(/not the head of an HTTP message .*220 mail\.example/);
  });

  test('it answers with the wrong key', async () => {
    const { result, broke } = await first((socket) => {
      socket.end(
        'HTTP/1.1 101 Hi\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: nonsense\r\n\r\n',
      );
    });
    expect(broke).toMatch(/^RFC 6455 §4\.1: Sec-WebSocket-Accept is nonsense; the key .* wants/);
    expect(result).toContain('Sec-WebSocket-Accept');
  });

  test('it opens, and hangs', async () => {
    const result = await first(upgrading((socket) => void socket.resume()));
    expect(result).toMatchObject({ behavior: 'fail', behaviorClose: 'unclean', closedBy: 'us' });
    expect(result.result).toMatch(/expected a text message of 5 octets .* came nothing/i);
    expect(result.resultClose).toMatch(/not answered in time/);
  });

  test('it opens, and drops the connection', async () => {
    const result = await first(upgrading((socket) => void socket.on('data', () => socket.destroy())));
    expect(result).toMatchObject({ behaviorClose: 'fail', closedBy: 'subject' });
    expect(result.result).toMatch(/came nothing\. It (dropped|reset) the connection\.$/);
  });

  test('it drops the connection in the middle of a frame', async () => {
    const result = await first(
      upgrading((socket) => void socket.on('data', () => socket.end(Buffer.of(0x81, 5, 0x68)))),
    );
    expect(result.result).toMatch(/It dropped the connection in the middle of a frame\.$/);
  });

  test('it floods with pings', async () => {
    const pings = Buffer.concat(Array.from({ length: 1000 }, () => Buffer.of(0x89, 0)));
    const result = await first(
      upgrading((socket) => {
        const pour = () => {
          while (socket.writable && socket.write(pings));
        };
        socket.on('drain', pour);
        pour();
      }),
    );
    expect(result.result).toMatch(/sent more than 20000 messages and control frames\. We ended the connection\./);
  });

  test('it begins a message without end', async () => {
    const header = Buffer.of(0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0);
    const result = await first(upgrading((socket) => void socket.write(header)));
    expect(result.result).toMatch(/began a message of more than 67108864 octets/);
  });

  test('it does not end TCP after the closing handshake', async () => {
    const { url } = await subject(
      upgrading((socket) => {
        socket.once('data', () => {
          socket.write(Buffer.concat([Buffer.of(0x81, 5), Buffer.from('hello')]));
          socket.once('data', () => socket.write(Buffer.of(0x88, 2, 0x03, 0xe8)));
        });
      }),
    );
    const { results } = await conformServer(url, { groups: groupOf(caseOf({ id: '1.1' })), caseTimeout: 500 });
    expect(results[0]).toMatchObject({ behavior: 'pass', behaviorClose: 'fail', wasClean: true });
    expect(results[0]?.resultClose).toMatch(/did not end the TCP connection/);
  });
});
