import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../src/node/address.ts';
import { type DialOptions, dial } from '../../src/node/dial.ts';
import { closedPort, listening } from '../support/sockets.ts';

const dialled = async (url: string, options: DialOptions = {}) => {
  const made = await dial(addressOf(url), options);
  onTestFinished(() => void made.stream.on('error', () => {}).destroy());
  return made;
};

test('ws: a socket that stays open on our side when the peer has ended its own', async () => {
  const { url } = await listening((socket) => void socket.end());
  const { stream, readyEvent } = await dialled(url);
  expect(readyEvent).toBe('connect');
  expect(stream).toBeInstanceOf(net.Socket);
  await new Promise((resolve) => stream.resume().once('end', resolve));
  expect(stream.writable).toBe(true);
});

test('wss: TLS, ready when it is secure; the name of the host is asked for, an address is not', async () => {
  const port = await closedPort();
  const named = await dialled(`wss://localhost:${port}`);
  expect(named.readyEvent).toBe('secureConnect');
  expect(named.stream).toBeInstanceOf(tls.TLSSocket);
  const { stream } = await dialled(`wss://127.0.0.1:${port}`, { tls: { rejectUnauthorized: false } });
  expect(stream).toBeInstanceOf(tls.TLSSocket);
});

test('options of the socket are passed on', async () => {
  const port = await closedPort();
  const asked: string[] = [];
  const lookup: net.LookupFunction = (host, _, done) => {
    asked.push(host);
    done(new Error('no such host'), '', 4);
  };
  const { stream } = await dialled(`ws://somewhere.invalid:${port}`, { socket: { lookup } });
  const error = await new Promise((resolve) => stream.once('error', resolve));
  expect(String(error)).toContain('no such host');
  expect(asked).toEqual(['somewhere.invalid']);
});

test('a stream of the caller’s: ready at once unless it is still connecting', async () => {
  const { port } = await listening(() => {});
  const address = `ws://127.0.0.1:${port}`;
  const connecting = await dialled(address, { createConnection: () => net.connect(port, '127.0.0.1') });
  expect(connecting.readyEvent).toBe('connect');
  const secure = await dialled(address, { createConnection: () => tls.connect({ port, host: '127.0.0.1' }) });
  expect(secure.readyEvent).toBe('secureConnect');
  const plain = new Duplex({ read() {} });
  expect(await dialled(address, { createConnection: async () => plain })).toEqual({
    stream: plain,
    readyEvent: undefined,
  });
  const gone = new Duplex().destroy();
  await expect(dialled(address, { createConnection: () => gone })).rejects.toThrow('destroyed');
  for (const none of [undefined, null, 'x', {}]) {
    const createConnection = () => none as unknown as Duplex;
    await expect(dialled(address, { createConnection })).rejects.toThrow(
      /createConnection must return a duplex stream/,
    );
  }
});
