/**
 * The transport cut at every I/O step of a scripted session, on either side, in every way: each operation settles once, the
 * close record says why, and nothing is left.
 */
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Bounds,
  type CloseRecord,
  type Connection,
  connect,
  type ServeOptions,
  type Server,
  serve,
} from '../../src/api/index.ts';
import { type Fault, FaultyDuplex } from '../support/node-duplex.ts';
import { backTo, handles, turns, watchUncaught } from '../support/node-watch.ts';
import { until } from '../support/sockets.ts';

const KIB = 1024;
/** For transports that block: what nobody tells is found out soon. On a busy machine others may be ended, too. */
const hasty: Partial<Bounds> = {
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
/** One server for each patience. */
let servers: { hasty: Server; patient: Server };
/** By the number of the run, which is the path that its client asks for. */
const faults = new Map<string, { at: number; fault: Fault; stream?: FaultyDuplex }>();
const serverRecords = new Map<string, CloseRecord>();

beforeAll(async () => {
  const options: ServeOptions = {
    open: (connection) => {
      connection.data = connection.request?.target;
      void connection.send('welcome');
      void connection.ping('are you there?');
    },
    message: (connection, message) => {
      void connection.send(typeof message === 'string' ? message : `${message.length} bytes`);
    },
  };
  servers = { hasty: await serve({ ...options, ...hasty }), patient: await serve(options) };
  running = http.createServer();
  running.on('upgrade', (request, socket: Duplex, head) => {
    const path = request.url ?? '';
    const planned = faults.get(path);
    let stream = socket;
    if (planned !== undefined) {
      planned.stream = new FaultyDuplex(socket, planned.at, planned.fault);
      stream = planned.stream;
    }
    const server = path.startsWith('/hasty') ? servers.hasty : servers.patient;
    const connection = server.handleUpgrade(request, stream, head);
    void connection.closed.then((record) => serverRecords.set(path, record));
  });
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await Promise.all([servers.hasty.close({ deadline: 0 }), servers.patient.close({ deadline: 0 })]);
  running.close();
});

let runs = 0;

/** One session, whose transport is cut at its `at`-th step on `side`. */
async function session(side: 'client' | 'server', at: number, fault: Fault): Promise<Run> {
  const patience = fault === 'block' && Number.isFinite(at) ? 'hasty' : 'patient';
  const path = `/${patience}/${++runs}`;
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
    ...(patience === 'hasty' ? hasty : {}),
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
  await until(() => ![...servers[patience].connections].some(({ data }) => data === path), `${path} gone`);
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
        // An end that can be seen is seen at once; nothing but timers tells of a transport that is blocked.
        const expected =
          fault === 'block'
            ? /^(transport-ended|(connect|opening|close|pong|drain)-timeout)$/
            : /^(transport-ended|connect-failed)$/;
        expect(each.violation?.id, `${at}: ${JSON.stringify(each)}`).toMatch(expected);
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
    expect([servers.hasty.connections.size, servers.patient.connections.size]).toEqual([0, 0]);
    await backTo(before);
  });
});
