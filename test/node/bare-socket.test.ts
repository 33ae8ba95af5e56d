/** What is not documented: that it is told when it is not there, and that whoever cannot have it gets the documented way. */
import { execFile } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BareSocket, findInternals, type Host, mayBeBare } from '../../src/node/bare-socket.ts';
import { carry } from '../../src/node/carry.ts';
import { closed, Endpoint, nobody, socketPair } from '../support/node-sockets.ts';
import { certificate, connected, pair, serving } from '../support/sockets.ts';

const execute = promisify(execFile);

// Whatever way the other tests go. It is looked at once.
beforeAll(() => void vi.stubEnv('WIRECHART_SOCKETS', ''));
afterAll(() => void vi.unstubAllEnvs());
afterEach(() => void vi.restoreAllMocks());

interface Inside {
  _handle: { [name: string]: unknown };
}
const inside = (socket: net.Socket) => (socket as unknown as Inside)._handle;

describe('a socket that is carried by its stream', () => {
  test.each<[string, (socket: net.Socket, peer: net.Socket) => unknown]>([
    ['it is destroyed', (socket) => socket.destroy()],
    ['it has ended', (socket) => socket.end()],
    ['somebody reads it', (socket) => socket.on('data', () => {})],
    ['somebody reads it, the other way', (socket) => socket.on('readable', () => {})],
    ['it has bytes in store', (socket) => socket.unshift(Buffer.from('x'))],
    ['it has bytes to write', (socket) => socket.write(Buffer.alloc(20 * 1024 * 1024))],
    [
      'its writes are watched',
      (socket) => {
        const { write } = socket;
        socket.write = ((...rest: Parameters<typeof write>) => write.apply(socket, rest)) as typeof write;
      },
    ],
    ...['useUserBuffer', 'readStart', 'readStop', 'writeBuffer', 'writev', 'onread', 'writeQueueSize'].map(
      (name) =>
        [
          `its handle has no ${name}`,
          (socket: net.Socket) => Object.defineProperty(inside(socket), name, { value: undefined, writable: true }),
        ] as [string, (socket: net.Socket) => unknown],
    ),
    ['its handle is of another kind', (socket) => Object.defineProperty(inside(socket), 'constructor', { value: Map })],
    ['it is taken already', (socket) => new BareSocket(socket, nobody)],
  ])('%s', async (_, change) => {
    const { socket, peer } = await socketPair('TCP');
    expect(mayBeBare(socket)).toBe(true);
    change(socket, peer);
    expect(mayBeBare(socket)).toBe(false);
  });
});

test('what is no socket, or not yet one', async () => {
  expect(mayBeBare(new PassThrough())).toBe(false);
  expect(mayBeBare(new net.Socket())).toBe(false);
  const { server } = await socketPair('TCP');
  const connecting = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  expect(mayBeBare(connecting)).toBe(false);
  connecting.destroy();
});

describe('what Node has inside', () => {
  type Found = Record<string, unknown>;
  const real = process as unknown as { binding: (name: string) => Found };
  const plain: Host = { release: process.release, versions: process.versions, execArgv: [], env: {} };
  /** A process that answers otherwise. */
  const answering = (change: (found: Found) => unknown) => ({
    ...plain,
    binding: (name: string) => change({ ...real.binding(name) }),
  });

  test('is found here, and in a process like it', () => {
    expect(findInternals()).toBeDefined();
    expect(findInternals(answering((found) => found))).toBeDefined();
  });

  test.each(['WriteWrap', 'streamBaseState', 'kReadBytesOrError', 'kLastWriteWasAsync'])('without %s', (name) => {
    expect(findInternals(answering((found) => ({ ...found, [name]: undefined })))).toBeUndefined();
  });

  test.each<[string, Host]>([
    ['an index that is none', answering((found) => ({ ...found, kLastWriteWasAsync: 1000 }))],
    ['a state of another kind', answering((found) => ({ ...found, streamBaseState: [0, 0, 0, 0, 0] }))],
    ['nothing at all', answering(() => undefined)],
    [
      'not to be had',
      answering(() => {
        throw new Error('access denied');
      }),
    ],
    ['nobody to ask', plain],
  ])('%s', (_, host) => {
    expect(findInternals(host)).toBeUndefined();
  });

  const working = answering((found) => found);
  test.each<[string, Partial<Host>]>([
    ...['18.20.0', '21.7.3', '23.0.0', '25.1.0', ''].map((node): [string, Partial<Host>] => [
      `version ${node || 'of no number'}`,
      { versions: { node } },
    ]),
    ['another runtime', { release: { name: 'io.js' } }],
    ...['bun', 'deno', 'electron'].map((name): [string, Partial<Host>] => [
      name,
      { versions: { ...process.versions, [name]: '1.2.3' } },
    ]),
    ['a wish for the public way', { env: { WIRECHART_SOCKETS: 'public' } }],
    ['warnings on the command line', { execArgv: ['--pending-deprecation'] }],
    ['warnings in NODE_OPTIONS', { env: { NODE_OPTIONS: '--no-opt --pending-deprecation' } }],
    ['warnings in NODE_PENDING_DEPRECATION', { env: { NODE_PENDING_DEPRECATION: '1' } }],
  ])('not with %s', (_, difference) => {
    expect(findInternals({ ...working, ...difference })).toBeUndefined();
  });
});

describe('a process', () => {
  const script = fileURLToPath(new URL('../support/sockets-talk.ts', import.meta.url));
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const cases: [string, string[], Record<string, string>, boolean][] = [
    ['of no wishes', [], {}, true],
    ['that wants the public way', [], { WIRECHART_SOCKETS: 'public' }, false],
    ['that throws what is deprecated', ['--pending-deprecation', '--throw-deprecation'], {}, false],
    ['with few permissions', [permission, '--allow-fs-read=*', '--allow-worker'], {}, false],
  ];
  test.each(cases)('%s', { timeout: 60_000 }, async (_, flags, env, bare) => {
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
      ...flags,
      '--import',
      'tsx',
      script,
    ];
    const { stdout, stderr } = await execute(process.execPath, args, { env: { ...process.env, ...env } });
    expect(JSON.parse(stdout)).toEqual({ bare: bare ? 2 : 0, echoed: 'there and back' });
    expect(stderr).toBe('');
  });
});

test('TLS goes by the stream, on both ends', async () => {
  const takes = vi.spyOn(BareSocket.prototype, 'give');
  const { client, peer } = await pair({ tls: { rejectUnauthorized: false } }, { tls: certificate });
  await client.send('secret');
  await peer.ping();
  expect(takes).not.toHaveBeenCalled();
});

test('a server of one’s own closes when the connections that were taken from it have', async () => {
  const own = http.createServer();
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const sockets: net.Socket[] = [];
  own.on('connection', (socket) => sockets.push(socket));
  const server = await serving({ server: own, message: (connection, message) => void connection.send(message) });
  const takes = vi.spyOn(BareSocket.prototype, 'give');
  const client = await connected(server);
  expect(takes).toHaveBeenCalledTimes(2);
  let over = false;
  const stopped = new Promise<void>((resolve) => own.close(() => resolve())).then(() => {
    over = true;
  });
  await client.ping();
  expect(over).toBe(false);
  const gone = sockets.map(closed);
  await client.close();
  await Promise.all([stopped, ...gone]);
});

test('a timeout that somebody sets starts anew with each read and write', async () => {
  const { socket, peer } = await socketPair('TCP');
  const endpoint = new Endpoint(socket, carry);
  socket.setTimeout(3_600_000);
  const set = vi.spyOn(socket, 'setTimeout');
  peer.write('x');
  await endpoint.until(() => endpoint.size === 1);
  expect(set.mock.calls).toEqual([[3_600_000]]);
  endpoint.transport.write([Uint8Array.of(1)]);
  expect(set).toHaveBeenCalledTimes(2);
});

test('what libuv still holds has not left', async () => {
  const { socket } = await socketPair('TCP');
  const { transport } = new Endpoint(socket, carry);
  expect(transport.write([new Uint8Array(20 * 1024 * 1024)])).toBe(false);
  const { writeQueueSize } = inside(socket);
  expect(writeQueueSize).toBeGreaterThan(0);
  expect(transport.bytesLeft).toBe(socket.bytesWritten - Number(writeQueueSize));
});

test('a socket that nobody read is read once it is carried', async () => {
  const { socket, peer } = await socketPair('Unix');
  const handle = inside(socket) as unknown as { reading: boolean; readStop(): number };
  handle.readStop();
  handle.reading = false;
  const endpoint = new Endpoint(socket, carry);
  peer.write('x');
  await endpoint.until(() => endpoint.size === 1);
});

test('a read that cannot be stopped or started ends the socket', async () => {
  for (const [name, call] of [
    ['readStop', 'suspend'],
    ['readStart', 'resume'],
  ] as const) {
    const { socket } = await socketPair('TCP');
    const endpoint = new Endpoint(socket, carry);
    if (call === 'resume') endpoint.transport.suspend();
    inside(socket)[name] = () => -9;
    endpoint.transport[call]();
    await closed(socket);
    expect(endpoint.errors).toEqual([expect.objectContaining({ code: 'EBADF', syscall: 'read', errno: -9 })]);
  }
});
