/**
 * The transport cut at every I/O step of a scripted session, on either side, in every way: each operation settles once, the
 * close record says why, and nothing is left.
 */
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bounds, type CloseRecord, type Connection, connect, type Server, serve } from '../../src/api/index.ts';
import { type Fault, FaultyDuplex } from '../support/node-duplex.ts';
import { backTo, handles, turns, watchUncaught } from '../support/node-watch.ts';
import { until } from '../support/sockets.ts';

const KIB = 1024;
/** Short, so that what blocks is found out soon; long enough for a busy machine. */
const timeouts: Partial<Bounds> = {
  connectTimeout: 400,
  openingTimeout: 400,
  idleTimeout: 150,
  pongTimeout: 150,
  drainTimeout: 200,
  closeTimeout: 300,
};

interface Run {
  /** Reads and writes of the stream that was to be cut. */
  operations: number;
  faulted: boolean;
  /** How often each operation settled. */
  settled: Map<string, number>;
  client: CloseRecord;
  /** Undefined if the server never saw the client's request. */
  server: CloseRecord | undefined;
}

let running: http.Server;
let server: Server;
/** By the number of the run, which is the path that its client asks for. */
const faults = new Map<string, { at: number; fault: Fault; stream?: FaultyDuplex }>();
const serverRecords = new Map<string, CloseRecord>();

beforeAll(async () => {
  server = await serve({
    ...timeouts,
    open: (connection) => {
      connection.data = connection.request?.target;
      void connection.send('welcome');
      void connection.ping('are you there?');
    },
    message: (connection, message) => {
      void connection.send(typeof message === 'string' ? message : `${message.length} bytes`);
    },
  });
  running = http.createServer();
  running.on('upgrade', (request, socket: Duplex, head) => {
    const path = request.url ?? '';
    const planned = faults.get(path);
    let stream = socket;
    if (planned !== undefined) {
      planned.stream = new FaultyDuplex(socket, planned.at, planned.fault);
      stream = planned.stream;
    }
    const connection = server.handleUpgrade(request, stream, head);
    void connection.closed.then((record) => serverRecords.set(path, record));
  });
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await server.close({ deadline: 0 });
  running.close();
});

let runs = 0;

/** One session, whose transport is cut at its `at`-th step on `side`. */
async function session(side: 'client' | 'server', at: number, fault: Fault): Promise<Run> {
  const path = `/${++runs}`;
  if (side === 'server') faults.set(path, { at, fault });
  let stream: FaultyDuplex | undefined;
  const settled = new Map<string, number>();
  const watch = (name: string, promise: Promise<unknown>) => {
    settled.set(name, 0);
    const count = () => void settled.set(name, (settled.get(name) ?? 0) + 1);
    promise.then(count, count);
    return promise;
  };
  let closed: CloseRecord | undefined;
  const { port } = running.address() as net.AddressInfo;
  const client = await connect(`ws://127.0.0.1:${port}${path}`, {
    ...timeouts,
    close: (_, record) => {
      expect(closed).toBeUndefined();
      closed = record;
    },
    message: () => {},
    createConnection: () => {
      const socket = net.connect(port, '127.0.0.1');
      if (side === 'server') return socket;
      stream = new FaultyDuplex(socket, at, fault);
      return stream;
    },
  }).catch(() => undefined);
  if (client !== undefined) await converse(client, watch);
  await until(() => closed !== undefined, `${path} closed`);
  // The server may have been asked and not have noticed yet.
  await until(() => faults.get(path)?.stream === undefined || serverRecords.has(path), `${path} closed on the server`);
  await until(() => ![...server.connections].some(({ data }) => data === path), `${path} gone`);
  await until(
    () => [...settled.values()].every((count) => count > 0),
    () => `pending: ${JSON.stringify([...settled])}`,
  );
  const cut = stream ?? faults.get(path)?.stream;
  return {
    operations: cut?.operations ?? 0,
    faulted: cut?.faulted ?? false,
    settled,
    client: closed as unknown as CloseRecord,
    server: serverRecords.get(path),
  };
}

/** Everything that a client may do. */
async function converse(client: Connection, watch: (name: string, promise: Promise<unknown>) => Promise<unknown>) {
  const go = (name: string, promise: Promise<unknown>) => watch(name, promise).catch(() => {});
  await go('text', client.send('hello'));
  const message = client.beginMessage('binary');
  await go('fragment', message.frame(new Uint8Array(100)));
  await go('ping', client.ping());
  await go('large fragment', message.frame(new Uint8Array(200 * KIB)));
  const frame = message.beginFrame(150 * KIB, { last: true });
  await go('begun', frame.begun);
  await go('piece', frame.write(new Uint8Array(100 * KIB)));
  const rest = go('last piece', frame.write(new Uint8Array(50 * KIB)));
  const pings = [1, 2, 3].map((index) => go(`ping ${index}`, client.ping(`${index}`)));
  const last = go('last text', client.send('goodbye'));
  await go('close', client.close(4000, 'done'));
  await Promise.all([rest, last, ...pings]);
}

describe.each(['client', 'server'] as const)('on the side of the %s', (side) => {
  test.each(['error', 'vanish', 'end', 'block'] as const)('%s at every step', async (fault) => {
    const seen = watchUncaught();
    const before = handles();
    // Nobody cuts: how many steps there are.
    const whole = await session(side, Number.POSITIVE_INFINITY, fault);
    expect(whole.client).toMatchObject({ clean: true, code: 4000 });
    const steps = whole.operations;
    expect(steps).toBeGreaterThan(8);
    const results = await Promise.all(Array.from({ length: steps }, (_, index) => session(side, index + 1, fault)));
    const reached = results.filter(({ faulted }) => faulted);
    // Chunks are cut by the network: a run may have fewer steps than the first.
    expect(reached.length).toBeGreaterThan(steps / 2);
    for (const [index, { settled, client, server: record }] of results.entries()) {
      const at = `${fault} at step ${index + 1} of ${steps}`;
      expect(
        [...settled.values()].every((count) => count === 1),
        at,
      ).toBe(true);
      for (const each of [client, record]) {
        if (each === undefined || each.clean) continue;
        expect(each.code, at).toBe(1006);
        expect(each.violation?.id, `${at}: ${JSON.stringify(each)}`).toMatch(
          /^(transport-ended|connect-failed|(opening|close|pong|drain)-timeout)$/,
        );
        if (each.violation?.id.endsWith('-timeout')) expect(`${each.timer}-timeout`, at).toBe(each.violation.id);
      }
      // A cut in time cannot look clean to both.
      if (index + 1 < steps / 2) expect(client.clean && record?.clean, at).toBeFalsy();
    }
    if (fault === 'error') {
      const first = results[0]?.[side === 'client' ? 'client' : 'server'];
      expect(first?.error).toMatchObject({ message: 'the transport was cut' });
    }
    await turns(3);
    expect(seen).toEqual([]);
    expect(server.connections.size).toBe(0);
    await backTo(before);
  });
});
