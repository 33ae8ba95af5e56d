/** What a page asks for: read with care, as anything may come, and done. */
import type { Connection } from '../../api/connection.ts';
import type { FeedRequest } from '../feed.ts';

type Injected = Extract<FeedRequest, { type: 'inject' }>;

/** @throws {TypeError | SyntaxError} saying what is wrong */
export function readRequest(message: string | Uint8Array): FeedRequest {
  if (typeof message !== 'string') throw new TypeError('requests are text');
  const request: unknown = JSON.parse(message);
  if (!isObject(request)) throw new TypeError('a request is an object');
  const { type, id } = request;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw new TypeError('a request names a connection: id');
  if (type === 'watch' || type === 'unwatch') return { type, id };
  if (type === 'inject') return { type, id, ...readInjection(request) };
  throw new TypeError(`there is no request ${JSON.stringify(type)}`);
}

/** @throws {TypeError | RangeError} if the connection cannot do that */
export function inject(connection: Connection, request: Injected): void {
  switch (request.action) {
    case 'send':
      void connection.send(request.text);
      break;
    case 'ping':
      void connection.ping(request.text);
      break;
    case 'close':
      void connection.close(request.code, request.reason);
      break;
    case 'pause':
      connection.pause();
      break;
    case 'resume':
      connection.resume();
      break;
    case 'terminate':
      void connection.terminate();
  }
}

function readInjection({ action, text, code, reason }: Record<string, unknown>) {
  switch (action) {
    case 'send':
    case 'ping':
      if (typeof text !== 'string') throw new TypeError('text must be a string');
      return { action, text } as const;
    case 'close':
      if (typeof code !== 'number') throw new TypeError('code must be a number');
      if (typeof reason !== 'string') throw new TypeError('reason must be a string');
      return { action, code, reason } as const;
    case 'pause':
    case 'resume':
    case 'terminate':
      return { action } as const;
  }
  throw new TypeError(`there is no action ${JSON.stringify(action)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
