import { expect, test } from 'vitest';
import { Connection } from '../../../src/api/connection.ts';
import { Budget } from '../../../src/inspect/ring.ts';
import { forget, idOf, letGo, record, recorderOf } from '../../../src/inspect/server/recorders.ts';
import { Subjects } from '../../../src/inspect/server/subjects.ts';
import { pair } from '../../support/sockets.ts';

test('one recorder for all who want it, stopped when the last has let go, and there until it is forgotten', async () => {
  const { client } = await pair();
  const budget = new Budget(2 ** 20);
  const recorder = record(client, 'wanted', {}, budget);
  expect(record(client, 'wanted again', { payload: 0 }, new Budget(0))).toBe(recorder);
  expect(recorder).toMatchObject({ id: idOf(client), label: 'wanted', recording: true });
  letGo(client);
  forget(client);
  expect(recorder.recording).toBe(true);
  expect(recorderOf(client)).toBe(recorder);
  letGo(client);
  expect(recorder.recording).toBe(false);
  expect(recorderOf(client)).toBe(recorder);
  expect(budget.used).toBeGreaterThan(0);
  forget(client);
  expect(recorderOf(client)).toBeUndefined();
  expect(budget.used).toBe(0);
  expect(record(client, 'another time', {}, new Budget(2 ** 20))).not.toBe(recorder);
});

test('what was kept of connections is given back when those who keep track of them close', async () => {
  const { client } = await pair();
  const subjects = new Subjects(client, { record: true });
  const ring = recorderOf(client)?.ring;
  expect(ring?.size).toBeGreaterThan(0);
  subjects.close();
  expect(ring?.size).toBe(0);
  expect(Connection.endpointOf(client).tap).toBeUndefined();
});
