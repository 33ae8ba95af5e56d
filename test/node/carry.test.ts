/** Both ways to carry bytes, over both kinds of socket: whatever the way, the endpoint and the socket's owner see the same. */
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BareSocket } from '../../src/node/bare-socket.ts';
import { carry, carryPublicly } from '../../src/node/carry.ts';
import { StreamCarrier } from '../../src/node/stream-carrier.ts';
import { patternBytes } from '../support/messages.ts';
import { closed, Endpoint, nobody, readAll, type SocketKind, socketPair } from '../support/node-sockets.ts';
import { watchUncaught } from '../support/node-watch.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const ways = [
  ['past the stream', carry, BareSocket],
  ['by the stream', carryPublicly, StreamCarrier],
] as const;
const kinds: SocketKind[] = ['TCP', 'Unix'];
const all = ways.flatMap(([name, how, made]) => kinds.map((kind) => [`${kind}, ${name}`, kind, how, made] as const));

// Whatever way the other tests go. It is looked at once.
beforeAll(() => void vi.stubEnv('WIRECHART_SOCKETS', ''));
afterAll(() => void vi.unstubAllEnvs());

describe.each(all)('%s', (_, kind, how, made) => {
  async function opened() {
    const pair = await socketPair(kind);
    return { ...pair, endpoint: new Endpoint(pair.socket, how) };
  }

  test('is what it is called', async () => {
    const { socket } = await socketPair(kind);
    expect(how(socket, nobody)).toBeInstanceOf(made);
  });

  test('what arrives is handed on, in its order', async () => {
    const { endpoint, peer } = await opened();
    const sent = patternBytes(3 * MIB);
    peer.end(sent);
    await endpoint.until(() => endpoint.told.includes('ended'));
    expect(endpoint.bytes.equals(sent)).toBe(true);
    expect(endpoint.told).toEqual(['ended']);
  });

  test('two sockets at once: neither sees bytes of the other', async () => {
    const [one, two] = [await opened(), await opened()];
    one.peer.end(Buffer.alloc(MIB, 1));
    two.peer.end(Buffer.alloc(MIB, 2));
    await one.endpoint.until(() => one.endpoint.told.includes('ended'));
    await two.endpoint.until(() => two.endpoint.told.includes('ended'));
    expect(one.endpoint.bytes.equals(Buffer.alloc(MIB, 1))).toBe(true);
    expect(two.endpoint.bytes.equals(Buffer.alloc(MIB, 2))).toBe(true);
  });

  test('what is written leaves at once, one chunk or several, in memory of any kind', async () => {
    const { endpoint, peer } = await opened();
    const { transport } = endpoint;
    const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(3);
    const memory = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer, 8, 2).fill(4);
    expect(transport.write([Uint8Array.of(1)])).toBe(true);
    expect(transport.write([Uint8Array.of(2), shared, memory])).toBe(true);
    expect(transport.write([Buffer.from('!')])).toBe(true);
    expect(transport.bytesLeft).toBe(9);
    transport.end();
    expect([...(await readAll(peer))]).toEqual([1, 2, 3, 3, 3, 3, 4, 4, 33]);
    expect(endpoint.told).toEqual([]);
  });

  test('a peer that reads slowly gets everything, and is seen to move', async () => {
    const { endpoint, peer } = await opened();
    const { transport } = endpoint;
    const parts = Array.from({ length: 20 }, (_, index) => patternBytes(MIB + index));
    const sent = Buffer.concat(parts);
    expect(transport.write(parts)).toBe(false);
    // As much as the kernel takes while nobody reads.
    for (let rounds = 0; rounds < 10; rounds++) await turn();
    const before = transport.bytesLeft;
    expect(before).toBeLessThan(sent.length);
    expect(endpoint.told).toEqual([]);
    let got = 0;
    let moved = before;
    let steps = 0;
    const hash: Buffer[] = [];
    peer.on('data', (chunk) => {
      hash.push(chunk);
      got += chunk.length;
      if (transport.bytesLeft > moved) steps += 1;
      moved = transport.bytesLeft;
    });
    await endpoint.until(() => endpoint.told.includes('drained'));
    transport.end();
    await once(peer, 'end');
    expect(got).toBe(sent.length);
    expect(Buffer.concat(hash).equals(sent)).toBe(true);
    expect(transport.bytesLeft).toBe(sent.length);
    expect(steps).toBeGreaterThan(3);
    // By the stream it may be said more often.
    expect(new Set(endpoint.told)).toEqual(new Set(['drained']));
  });

  test('what is written while others wait comes behind them', async () => {
    const { endpoint, peer } = await opened();
    const { transport } = endpoint;
    const large = patternBytes(8 * MIB);
    expect(transport.write([large])).toBe(false);
    for (let index = 0; index < 100; index++) transport.write([Uint8Array.of(index), Uint8Array.of(index)]);
    transport.end();
    const got = await readAll(peer);
    expect(got.length).toBe(8 * MIB + 200);
    expect(got.subarray(0, 8 * MIB).equals(large)).toBe(true);
    expect([...got.subarray(8 * MIB)]).toEqual(Array.from({ length: 200 }, (_, index) => index >> 1));
  });

  test('half-open: after either end, the other direction goes on', async () => {
    const { endpoint, peer, socket } = await opened();
    const { transport } = endpoint;
    const sent = patternBytes(5 * MIB);
    transport.write([sent]);
    peer.end();
    await endpoint.until(() => endpoint.told.includes('ended'));
    expect(socket.destroyed).toBe(false);
    transport.write([Buffer.from('and more')]);
    const gone = closed(socket);
    transport.end();
    expect((await readAll(peer)).equals(Buffer.concat([sent, Buffer.from('and more')]))).toBe(true);
    expect(await gone).toBe(false);

    const other = await opened();
    other.endpoint.transport.end();
    await once(other.peer.resume(), 'end');
    other.peer.end('still here');
    await other.endpoint.until(() => other.endpoint.told.includes('ended'));
    expect(String(other.endpoint.bytes)).toBe('still here');
  });

  test('suspended in the middle of what arrives, and resumed', async () => {
    const { endpoint, peer } = await opened();
    const sent = patternBytes(4 * MIB);
    let suspended = false;
    let late = 0;
    let seen = 0;
    endpoint.notice = () => {
      if (suspended && endpoint.size > seen) late += 1;
      seen = endpoint.size;
      suspended = true;
      endpoint.transport.suspend();
    };
    peer.end(sent);
    while (endpoint.size < sent.length) {
      await endpoint.until(() => suspended);
      await turn();
      suspended = false;
      endpoint.transport.resume();
    }
    expect(late).toBe(0);
    endpoint.notice = () => {};
    endpoint.transport.resume();
    await endpoint.until(() => endpoint.told.includes('ended'));
    expect(endpoint.bytes.equals(sent)).toBe(true);
  });

  test('suspended before there was a socket', async () => {
    const { socket, peer } = await socketPair(kind);
    const endpoint = new Endpoint(socket, how, true);
    await new Promise<void>((resolve) => peer.write('early', () => resolve()));
    for (let rounds = 0; rounds < 5; rounds++) await turn();
    expect(endpoint.size).toBe(0);
    endpoint.transport.resume();
    await endpoint.until(() => endpoint.size === 5);
  });

  test('suspended, the end is not seen before what came ahead of it', async () => {
    const { endpoint, peer } = await opened();
    endpoint.transport.suspend();
    peer.end('last words');
    await once(peer, 'finish');
    for (let rounds = 0; rounds < 5; rounds++) await turn();
    expect([endpoint.size, endpoint.told]).toEqual([0, []]);
    endpoint.transport.resume();
    await endpoint.until(() => endpoint.told.includes('ended'));
    expect(String(endpoint.bytes)).toBe('last words');
  });

  test('destroyed in the middle of what arrives', async () => {
    const uncaught = watchUncaught();
    const { endpoint, peer, socket, server } = await opened();
    const gone = closed(socket);
    endpoint.notice = () => endpoint.transport.destroy();
    peer.write(patternBytes(4 * MIB));
    await closed(peer);
    await gone;
    const { size } = endpoint;
    expect(size).toBeGreaterThan(0);
    await turn();
    expect(endpoint.size).toBe(size);
    expect(endpoint.told).toEqual(['ended']);
    // Nothing that is called now does any harm.
    endpoint.transport.resume();
    endpoint.transport.suspend();
    expect(endpoint.transport.write([Uint8Array.of(1)])).toBe(true);
    endpoint.transport.end();
    endpoint.transport.release();
    await new Promise((resolve) => server.close(resolve));
    expect(uncaught).toEqual([]);
  });

  test('destroyed while a write is under way', async () => {
    const uncaught = watchUncaught();
    const { endpoint, socket, peer } = await opened();
    expect(endpoint.transport.write([patternBytes(20 * MIB), patternBytes(3)])).toBe(false);
    const gone = closed(socket);
    endpoint.transport.destroy();
    expect(await gone).toBe(false);
    peer.resume();
    await once(peer, 'end');
    expect(endpoint.told).toEqual(['ended']);
    expect(uncaught).toEqual([]);
  });

  test('a peer that is gone while a write is under way', async () => {
    const uncaught = watchUncaught();
    const { endpoint, socket, peer } = await opened();
    expect(endpoint.transport.write([patternBytes(20 * MIB)])).toBe(false);
    peer.destroy();
    await closed(socket);
    expect(endpoint.told).toEqual(['failed', 'ended']);
    expect(endpoint.errors).toEqual([expect.objectContaining({ code: expect.stringMatching(/EPIPE|ECONNRESET/) })]);
    expect(endpoint.transport.write([Uint8Array.of(1)])).toBe(true);
    expect(uncaught).toEqual([]);
  });

  test('a peer that is gone while a write is under way, and nothing is read', async () => {
    const { endpoint, socket, peer } = await opened();
    endpoint.transport.suspend();
    // Until one does not leave at once: none comes after it whose failure would show.
    while (endpoint.transport.write([new Uint8Array(100_000)]));
    peer.destroy();
    expect(await closed(socket)).toBe(true);
    const [error] = endpoint.errors as NodeJS.ErrnoException[];
    expect(error?.code).toMatch(/EPIPE|ECONNRESET/);
  });

  test('a write to a peer that is gone', async () => {
    const uncaught = watchUncaught();
    const { endpoint, socket, peer } = await opened();
    endpoint.transport.suspend();
    // Unread bytes: what it closes is reset.
    endpoint.transport.write([Uint8Array.of(1)]);
    peer.destroy();
    await closed(peer);
    const gone = closed(socket);
    while (!socket.destroyed && endpoint.transport.write([Uint8Array.of(2)])) await turn();
    expect(await gone).toBe(true);
    expect(endpoint.told).toEqual(['failed', 'ended']);
    const [error] = endpoint.errors as NodeJS.ErrnoException[];
    expect(error?.message).toMatch(/^(write|read) (EPIPE|ECONNRESET)$/);
    expect(error?.errno).toBeLessThan(0);
    expect(['write', 'read']).toContain(error?.syscall);
    expect(uncaught).toEqual([]);
  });

  test('released: what waits leaves, then the socket closes', async () => {
    const { endpoint, socket, peer } = await opened();
    const sent = patternBytes(6 * MIB);
    endpoint.transport.suspend();
    endpoint.transport.write([sent]);
    endpoint.transport.release();
    const gone = closed(socket);
    expect((await readAll(peer)).equals(sent)).toBe(true);
    peer.end();
    expect(await gone).toBe(false);
  });

  test('the socket counts, and so does its server', async () => {
    const { endpoint, socket, peer, server } = await opened();
    const got = readAll(peer);
    const gone = closed(socket);
    peer.write(patternBytes(1000));
    await endpoint.until(() => endpoint.size === 1000);
    endpoint.transport.write([patternBytes(20), patternBytes(3)]);
    expect([socket.bytesRead, socket.bytesWritten]).toEqual([1000, 23]);
    const connections = () => new Promise((resolve) => server.getConnections((_error, number) => resolve(number)));
    expect(await connections()).toBe(1);
    endpoint.transport.end();
    peer.end();
    await Promise.all([got, gone]);
    expect([socket.bytesRead, socket.bytesWritten]).toEqual([1000, 23]);
    expect(await connections()).toBe(0);
  });
});
