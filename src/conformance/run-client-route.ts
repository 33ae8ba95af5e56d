/** What a client under test asks for: the well-known loop of Autobahn's fuzzing server, by path and query. */
import { hasToken, parseRequestLine } from '../codec/index.ts';
import type { Head } from './model.ts';
import { valueIn } from './opening-head.ts';

export type Route =
  | { readonly ask: 'count' }
  | { readonly ask: 'info'; readonly number: number }
  | { readonly ask: 'status' | 'run'; readonly number: number; readonly agent: string }
  | { readonly ask: 'reports'; readonly agent: string }
  | { readonly ask: 'refused'; readonly status: string; readonly text: string };

const LOOP = `A client under test opens WebSocket connections, one after the other, to

  /getCaseCount                   a text message with the number of cases
  /getCaseInfo?case=1             a text message: JSON with id and description
  /runCase?case=1&agent=NAME      echo every message until the connection ends
  /getCaseStatus?case=1&agent=NAME  a text message: JSON with the verdict
  /updateReports?agent=NAME       when all cases have been run
`;

const refused = (status: string, text: string): Route => ({ ask: 'refused', status, text: `${text}\n\n${LOOP}` });

/** @param count how many cases there are; they are numbered from 1 */
export function routeOf(head: Head, count: number): Route {
  const target = parseRequestLine(head.startLine)?.target;
  if (target === undefined || !URL.canParse(target, 'ws://suite')) {
    return refused('400 Bad Request', `The request line is malformed: ${head.startLine}`);
  }
  const { pathname, searchParams } = new URL(target, 'ws://suite');
  if (!hasToken(valueIn(head, 'upgrade'), 'websocket')) {
    return refused('426 Upgrade Required', 'This is the conformance suite of wirechart, for WebSocket clients.');
  }
  return routeOfPath(pathname, new Query(searchParams, count));
}

function routeOfPath(path: string, query: Query): Route {
  const number = query.number();
  const agent = query.agent();
  switch (path) {
    case '/getCaseCount':
      return { ask: 'count' };
    case '/getCaseInfo':
      return typeof number === 'string' ? refused('404 Not Found', number) : { ask: 'info', number };
    case '/getCaseStatus':
    case '/runCase':
      if (typeof number === 'string') return refused('404 Not Found', number);
      if (agent === undefined) return refused('400 Bad Request', `${path} needs a name: &agent=NAME`);
      return { ask: path === '/runCase' ? 'run' : 'status', number, agent };
    case '/updateReports':
      if (agent === undefined) return refused('400 Bad Request', `${path} needs a name: ?agent=NAME`);
      return { ask: 'reports', agent };
    default:
      return refused('404 Not Found', `There is nothing at ${path}.`);
  }
}

class Query {
  readonly #parameters: URLSearchParams;
  readonly #count: number;

  constructor(parameters: URLSearchParams, count: number) {
    this.#parameters = parameters;
    this.#count = count;
  }

  agent(): string | undefined {
    return this.#parameters.get('agent') || undefined;
  }

  /** Of the case; or what is wrong with it. */
  number(): number | string {
    const text = this.#parameters.get('case');
    if (text === null) return 'Which case? Add ?case=1.';
    const number = Number(text);
    if (/^[0-9]{1,9}$/.test(text) && number >= 1 && number <= this.#count) return number;
    return `There is no case ${JSON.stringify(text)}: they are numbered from 1 to ${this.#count}.`;
  }
}
