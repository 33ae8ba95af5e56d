import { expect, test, vi } from 'vitest';
import type { Connection } from '../../../src/api/connection.ts';
import type { FeedRequest } from '../../../src/inspect/feed.ts';
import { inject, readRequest } from '../../../src/inspect/server/requests.ts';

const requests: FeedRequest[] = [
  { type: 'watch', id: 1 },
  { type: 'unwatch', id: 2 },
  { type: 'inject', id: 3, action: 'send', text: 'hello' },
  { type: 'inject', id: 3, action: 'ping', text: '' },
  { type: 'inject', id: 3, action: 'close', code: 1000, reason: 'bye' },
  { type: 'inject', id: 3, action: 'pause' },
  { type: 'inject', id: 3, action: 'resume' },
  { type: 'inject', id: 3, action: 'terminate' },
];

test.each(requests)('$type $action is read as it was written, and nothing besides', (request) => {
  expect(readRequest(JSON.stringify({ ...request, surplus: 1 }))).toEqual(request);
});

test.each([
  ['bytes', new Uint8Array(4), 'requests are text'],
  ['no JSON', '{', 'JSON'],
  ['a list', '[]', 'a request is an object'],
  ['null', 'null', 'a request is an object'],
  ['no connection', '{"type":"watch"}', 'names a connection'],
  ['half a number', '{"type":"watch","id":1.5}', 'names a connection'],
  ['another type', '{"type":"toString","id":1}', 'there is no request "toString"'],
  ['another action', '{"type":"inject","id":1,"action":"constructor"}', 'there is no action "constructor"'],
  ['no text', '{"type":"inject","id":1,"action":"send"}', 'text must be a string'],
  ['no code', '{"type":"inject","id":1,"action":"close","reason":""}', 'code must be a number'],
  ['no reason', '{"type":"inject","id":1,"action":"close","code":1000}', 'reason must be a string'],
])('%s is refused', (_, message, why) => {
  expect(() => readRequest(message)).toThrow(why);
});

test('each action does one thing to the connection', () => {
  const done: unknown[] = [];
  const note = (name: string) => vi.fn((...args: unknown[]) => void done.push([name, ...args]));
  const names = ['send', 'ping', 'close', 'pause', 'resume', 'terminate'];
  const connection = Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Connection;
  for (const request of requests) if (request.type === 'inject') inject(connection, request);
  expect(done).toEqual([['send', 'hello'], ['ping', ''], ['close', 1000, 'bye'], ['pause'], ['resume'], ['terminate']]);
});
