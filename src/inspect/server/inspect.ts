/** The one line: `inspect(server)`. */
import { Connection } from '../../api/connection.ts';
import { Server } from '../../api/serve.ts';
import type { FeedMessage } from '../feed.ts';
import { defaultMemory, defaultPayload } from '../recorder.ts';
import type { AskedFor } from './access.ts';
import { FeedServer } from './feed-server.ts';
import { type PageOptions, PageServer } from './page-server.ts';
import { defaultTotalMemory, Subjects, type SubjectsOptions } from './subjects.ts';
import { type XStateViewer, xstateViewer } from './xstate-viewer.ts';

export interface InspectOptions extends SubjectsOptions, Omit<PageOptions, 'trace'> {
  /** Let the page send, ping, close, pause and terminate; otherwise it only looks. */
  readonly allowInject?: boolean | undefined;
  /** Serve viewers of `@xstate/inspect`, too: while one of them looks, connections run on XState's actors. */
  readonly xstate?: boolean | undefined;
  /** Is told the page's address; `false`: nobody is. */
  readonly log?: ((line: string) => void) | false | undefined;
}

/** As the README tells them. */
export const inspectDefaults: Readonly<Record<keyof InspectOptions, string>> = {
  record: 'false',
  payload: String(defaultPayload),
  memory: defaultMemory.toLocaleString('en-US'),
  totalMemory: defaultTotalMemory.toLocaleString('en-US'),
  allowInject: 'false',
  port: '0',
  host: '127.0.0.1',
  token: 'random',
  xstate: 'false',
  log: 'standard error',
};

export interface Inspector {
  /** The page, with its token. */
  readonly url: string;
  /** Ends the inspecting. Connections go on as if nobody had looked. */
  close(): Promise<void>;
}

/**
 * Shows connections on a page: their frames, their machines, and why they ended. Nothing is recorded, and nothing is paid,
 * until the page looks at a connection, unless `record` says so.
 * @param subject a server, with all its connections; one connection; or nothing, for all connections made from now on
 * @returns once the page can be opened
 * @throws {TypeError | RangeError} naming the argument that is wrong
 */
export async function inspect(subject?: Server | Connection, options: InspectOptions = {}): Promise<Inspector> {
  checkOptions(subject, options);
  const subjects = new Subjects(subject, options);
  try {
    return await serveAll(subjects, options);
  } catch (error) {
    subjects.close();
    throw error;
  }
}

/** The page for connections that are kept track of already. Closing it lets go of them. */
export async function serveAll(subjects: Subjects, options: InspectOptions): Promise<Inspector> {
  const page = new PageServer(options);
  const allowInject = options.allowInject === true;
  const decide = (request: AskedFor) => page.access(request);
  const viewer = options.xstate === true ? xstateViewer({ http: page.http, decide, allowInject }) : undefined;
  const feed = new FeedServer({ http: page.http, subjects, decide, allowInject, hello: helloOf(allowInject) });
  subjects.tell({ made: (connection) => viewer?.show(connection), gone: (ids) => feed.forget(ids) });
  await page.start();
  await feed.start();
  page.unref();
  say(page.url, options.log);
  return { url: page.url, close: () => closeAll(subjects, feed, viewer, page) };
}

async function closeAll(
  subjects: Subjects,
  feed: FeedServer,
  viewer: XStateViewer | undefined,
  page: PageServer,
): Promise<void> {
  // Its viewers let go of what they watch first.
  await feed.close();
  subjects.close();
  await viewer?.close();
  await page.close();
}

function helloOf(allowInject: boolean): FeedMessage {
  const program = { pid: process.pid, title: process.title, version: process.version };
  return { type: 'hello', program, epoch: Date.now() - performance.now(), allowInject };
}

function say(url: string, log: InspectOptions['log']): void {
  if (log === false) return;
  const line = `wirechart inspector: ${url}`;
  if (log === undefined) process.stderr.write(`${line}\n`);
  else log(line);
}

function checkOptions(subject: unknown, { payload, memory, totalMemory, port }: InspectOptions): void {
  if (subject !== undefined && !(subject instanceof Server) && !(subject instanceof Connection)) {
    throw new TypeError('inspect takes a server, a connection, or nothing for all connections');
  }
  for (const [name, value] of Object.entries({ payload, memory, totalMemory, port })) {
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new RangeError(`${name} must be a number, 0 or more, not ${String(value)}`);
    }
  }
}
