import { afterEach, expect, test } from 'vitest';
import { type ConnectionsListener, listenToConnections } from '../../src/api/announce.ts';
import { Connection } from '../../src/api/connection.ts';
import { connect, type Server, serve } from '../../src/api/index.ts';

let server: Server | undefined;
let endListening: (() => void) | undefined;

afterEach(async () => {
  endListening?.();
  await server?.close({ deadline: 100 });
});

/** What a listener was told, and whose it was. */
function listening() {
  const told: string[] = [];
  const made: { connection: Connection; label: string; server: Server | undefined }[] = [];
  const listener: ConnectionsListener = {
    made: (connection, label, whose) => {
      const { state, deadlines } = Connection.endpointOf(connection);
      told.push(`made ${connection.role} ${state}`);
      // The first event of all arms a timer.
      expect(deadlines.due).toEqual({});
      made.push({ connection, label, server: whose });
    },
    over: (connection) => told.push(`over ${connection.role} ${Connection.endpointOf(connection).state}`),
  };
  endListening = listenToConnections(listener);
  return { told, made };
}

test('connections are announced before their first event, each with what tells it from others, and when they are over', async () => {
  server = await serve({ port: 0, message: () => {} });
  const { told, made } = listening();
  const client = await connect(`${server.url}/path`, { message: () => {} });
  expect(told).toEqual(['made client connecting', 'made server connecting']);
  expect(made[0]).toMatchObject({ connection: client, label: `${server.url}/path`, server: undefined });
  expect(made[1]?.server).toBe(server);
  expect(made[1]?.label).toMatch(/127\.0\.0\.1|::1|localhost/);
  await client.close();
  await made[1]?.connection.closed;
  expect(told.slice(2).sort()).toEqual(['over client closed', 'over server closed']);
});

test('a connection that never opens is over, too', async () => {
  server = await serve({ port: 0, message: () => {} });
  const { url } = server;
  await server.close();
  const { told } = listening();
  await expect(connect(url, { message: () => {} })).rejects.toThrow();
  expect(told).toEqual(['made client connecting', 'over client closed']);
});

test('nobody is told any more once the listening has ended; others still are', async () => {
  server = await serve({ port: 0, message: () => {} });
  const first = listening();
  const endFirst = endListening;
  const second = listening();
  endFirst?.();
  const client = await connect(server.url, { message: () => {} });
  await client.close();
  expect(first.told).toEqual([]);
  expect(second.told).toContain('made client connecting');
  expect(second.told).toContain('over client closed');
});
