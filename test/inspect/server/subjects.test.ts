import { expect, onTestFinished, test, vi } from 'vitest';
import { Connection } from '../../../src/api/connection.ts';
import { connect } from '../../../src/api/index.ts';
import { recorderOf } from '../../../src/inspect/server/recorders.ts';
import {
  hideServer,
  Subjects,
  type SubjectsOptions,
  type SubjectsOwner,
} from '../../../src/inspect/server/subjects.ts';
import { connected, pair, serving } from '../../support/sockets.ts';

function subjectsOf(...args: [subject?: ConstructorParameters<typeof Subjects>[0], SubjectsOptions?, SubjectsOwner?]) {
  const [subject, options = {}, owner = {}] = args;
  const subjects = new Subjects(subject, options);
  subjects.tell(owner);
  onTestFinished(() => subjects.close());
  return subjects;
}

test('connections that are there, and those that come', async () => {
  const { server, peer } = await pair();
  const made: unknown[] = [];
  const subjects = subjectsOf(server, {}, { made: (connection) => void made.push(connection) });
  expect(made).toEqual([peer]);
  await connected(server, {});
  await vi.waitFor(() => expect(made).toHaveLength(2));
  expect(subjects.summaries()).toMatchObject([
    { label: expect.stringMatching(/^127\.0\.0\.1:\d+$/), state: 'open', recorded: false },
    { label: expect.stringMatching(/^127\.0\.0\.1:\d+ \/$/), state: 'open', recorded: false },
  ]);
});

test('of a hidden server nothing is seen', async () => {
  const server = await serving();
  hideServer(server);
  const subjects = subjectsOf();
  await connected(server);
  expect(subjects.summaries().map(({ role }) => role)).toEqual(['client']);
});

test('a summary wakes nobody up: an idle connection goes on without an engine', async () => {
  const { server, peer } = await pair();
  const subjects = subjectsOf(server);
  const endpoint = Connection.endpointOf(peer);
  const engine = vi.spyOn(endpoint, 'engine', 'get');
  expect(subjects.summaries()).toMatchObject([{ engine: 'compiled', latency: null }]);
  expect(engine).not.toHaveBeenCalled();
});

test('those that are over are shown for a while, the last 256 of them', async () => {
  const server = await serving();
  const gone: number[] = [];
  const subjects = subjectsOf(server, { record: true }, { gone: (ids) => void gone.push(...ids) });
  for (let round = 0; round < 3; round++) {
    const clients = await Promise.all(Array.from({ length: 100 }, () => connect(server.url)));
    await Promise.all(clients.map((client) => client.close()));
  }
  await vi.waitFor(() => expect(subjects.summaries().filter(({ closed }) => closed === null)).toEqual([]));
  await vi.waitFor(() => expect(gone).toHaveLength(44));
  const ids = subjects.summaries().map(({ id }) => id);
  expect(ids).toHaveLength(256);
  expect(ids.filter((id) => gone.includes(id))).toEqual([]);
});

test('all histories together stay within their bound', async () => {
  const { server, client } = await pair({}, { message: () => {} });
  const subjects = subjectsOf(server, { record: true, payload: Number.POSITIVE_INFINITY, totalMemory: 256 * 1024 });
  const peers = [client, ...(await Promise.all(Array.from({ length: 3 }, () => connected(server))))];
  for (let round = 0; round < 20; round++) {
    await Promise.all(peers.map((peer) => peer.send(new Uint8Array(16 * 1024))));
    await Promise.all(peers.map((peer) => peer.ping()));
  }
  const sizes = [...server.connections].map((connection) => recorderOf(connection)?.ring.size ?? 0);
  expect(subjects.summaries().every(({ recorded }) => recorded)).toBe(true);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(256 * 1024);
});
