/** Many messages under way at once, of all connections through the same buffers: none takes a byte from another. */
import { expect, test, vi } from 'vitest';
import type { Connection, ConnectOptions, Message, ServeOptions } from '../../src/api/index.ts';
import { certificate, signal } from '../support/sockets.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = KIBIBYTE * KIBIBYTE;
const CONNECTIONS = 3;

/** Bytes that no other message has at the same places. */
function bytesOf(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let value = Math.imul(seed + 1, 0x9e3779b1);
  for (let at = 0; at < length; at++) {
    value = (Math.imul(value, 1664525) + 1013904223) | 0;
    bytes[at] = value >>> 24;
  }
  return bytes;
}

/** Text of every script, that no other message has. */
function textOf(seed: number, units: number): string {
  const first = [0x61, 0xe0, 0x430, 0x4e00, 0x1f400][seed % 5] ?? 0;
  return Array.from(bytesOf(seed, units), (byte) => String.fromCodePoint(first + (byte % 24))).join('');
}

/** What each connection sends at once. */
function messagesOf(connection: number): Message[] {
  const seed = connection * 1000;
  return [
    ...Array.from({ length: 8 }, (_, index) => bytesOf(seed + index, 16 * KIBIBYTE)),
    bytesOf(seed + 100, MEBIBYTE),
    ...Array.from({ length: 10 }, (_, index) => textOf(seed + 200 + index, 20 + 3 ** index)),
    bytesOf(seed + 300, 7),
    bytesOf(seed + 301, MEBIBYTE + 1),
    bytesOf(seed + 302, 64 * KIBIBYTE),
    bytesOf(seed + 303, 0),
  ];
}

/** What came back, compared byte by byte when everything has come. */
function differences(sent: readonly Message[], back: readonly Message[]): string[] {
  const found = sent.flatMap((message, index) => {
    const echo = back[index];
    if (typeof message === 'string' || typeof echo === 'string' || echo === undefined) {
      return message === echo ? [] : [`message ${index}`];
    }
    return Buffer.compare(message, echo) === 0 ? [] : [`message ${index} of ${message.length} bytes`];
  });
  return sent.length === back.length ? found : [...found, `${back.length} messages instead of ${sent.length}`];
}

const ways: [name: string, serve: ServeOptions, connect: ConnectOptions, sockets: 'fast' | 'public'][] = [
  ['sockets', {}, {}, 'fast'],
  ['sockets by their documented ways', {}, {}, 'public'],
  ['TLS', { tls: certificate }, { tls: { ca: certificate.cert } }, 'fast'],
];

test.each(ways)('%s: 16 KiB, 1 MiB and texts, on several connections', async (_, serve, connect, sockets) => {
  if (sockets === 'public') vi.stubEnv('WIRECHART_SOCKETS', 'public');
  // What a process allows is looked up once.
  vi.resetModules();
  try {
    const { connected, serving } = await import('../support/sockets.ts');
    const { findInternals } = await import('../../src/node/bare-socket.ts');
    if (sockets === 'public') expect(findInternals()).toBeUndefined();
    const server = await serving({ ...serve, message: (connection, message) => void connection.send(message) });
    const talks = await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, index) => {
        const sent = messagesOf(index);
        const back: Message[] = [];
        const all = signal();
        const connection: Connection = await connected(server, {
          ...connect,
          message: (_, message) => {
            if (back.push(message) === sent.length) all.resolve();
          },
        });
        return { connection, sent, back, all: all.promise };
      }),
    );
    for (const { connection, sent } of talks) for (const message of sent) void connection.send(message);
    await Promise.all(talks.map(({ all }) => all));
    expect(talks.map(({ sent, back }) => differences(sent, back))).toEqual(talks.map(() => []));
    // What was sent is the sender's, and as it was.
    expect(talks.map(({ sent }, index) => differences(messagesOf(index), sent))).toEqual(talks.map(() => []));
  } finally {
    vi.unstubAllEnvs();
  }
});
