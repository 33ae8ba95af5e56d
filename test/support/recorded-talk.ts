/** Conversations over real sockets, recorded whole. */
import net from 'node:net';
import type { Connection } from '../../src/api/connection.ts';
import { type ConnectOptions, connect, type ServeOptions, serve } from '../../src/api/index.ts';
import type { Journal } from '../../src/inspect/journal.ts';
import type { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import { Budget } from '../../src/inspect/ring.ts';
import { record } from '../../src/inspect/server/recorders.ts';
import { Subjects } from '../../src/inspect/server/subjects.ts';
import { journalOf } from './journals.ts';
import { RawPeer, upgradeRequest } from './node-raw.ts';

export interface Talk {
  readonly client: Connection;
  readonly server: Connection;
}

export interface TalkOptions {
  readonly client?: ConnectOptions;
  readonly server?: ServeOptions;
  /** Record from after the opening handshake on. */
  readonly late?: boolean;
  readonly payload?: number;
}

export interface RecordedTalk {
  readonly client: Journal;
  readonly server: Journal;
}

/** Runs `talk`, closes the connection if that has not, and returns what was recorded. */
export async function recordedTalk(
  talk: (ends: Talk) => Promise<unknown>,
  { client = {}, server = {}, late = false, payload = Number.POSITIVE_INFINITY }: TalkOptions = {},
): Promise<RecordedTalk> {
  const limits = { payload, memory: 64 * 1024 * 1024 };
  const recorders: ConnectionRecorder[] = [];
  const subjects = late ? undefined : new Subjects(undefined, { record: true, ...limits });
  subjects?.tell({ recorded: (recorder) => void recorders.push(recorder) });
  let opened: (peer: Connection) => void = () => {};
  const peer = new Promise<Connection>((resolve) => {
    opened = resolve;
  });
  const running = await serve({ port: 0, message: () => {}, ...server, open: (connection) => opened(connection) });
  const ends: Talk = { client: await connect(running.url, { message: () => {}, ...client }), server: await peer };
  if (late) {
    for (const end of [ends.client, ends.server]) recorders.push(record(end, end.role, limits, new Budget(2 ** 30)));
  }
  await talk(ends);
  await ends.client.close();
  await ends.server.closed;
  await running.close({ deadline: 1000 });
  const journals = recorders.map(journalOf);
  subjects?.close();
  const of = (role: string) => {
    const found = journals.find(({ head }) => head?.role === role);
    if (found === undefined) throw new Error(`nothing was recorded of the ${role}`);
    return found;
  };
  return { client: of('client'), server: of('server') };
}

/** What a server records of a client that sends these bytes once the connection is open, and then waits for the end. */
export async function recordedBytes(bytes: Uint8Array): Promise<Journal> {
  const recorders: ConnectionRecorder[] = [];
  const subjects = new Subjects(undefined, { record: true, payload: Number.POSITIVE_INFINITY });
  subjects.tell({ recorded: (recorder) => void recorders.push(recorder) });
  const server = await serve({ port: 0, message: () => {} });
  const client = new RawPeer(net.connect(Number(new URL(server.url).port), '127.0.0.1'));
  client.write(upgradeRequest());
  await client.head();
  client.write(bytes);
  await client.end();
  await server.close({ deadline: 1000 });
  const [journal] = recorders.map(journalOf);
  subjects.close();
  if (journal === undefined) throw new Error('nothing was recorded');
  return journal;
}
