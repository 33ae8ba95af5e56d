/** Two connections of ours, joined over loopback, and what each of them received. */
import { type Connection, type ConnectionOptions, connect, type Message, serve } from '../../src/api/index.ts';
import { deferred } from './deferred.ts';

export interface OwnPair extends AsyncDisposable {
  readonly client: Connection;
  readonly server: Connection;
}

export interface OwnPairOptions {
  readonly client?: ConnectionOptions;
  readonly server?: ConnectionOptions;
}

/** By default the server takes what the client offers, and both keep their history. */
export async function ownPair({ client, server }: OwnPairOptions = {}): Promise<OwnPair> {
  const opened = deferred<Connection>();
  const listening = await serve({
    port: 0,
    compression: { takeover: true, peerTakeover: true },
    ...server,
    open: opened.resolve,
  });
  const ours = await connect(listening.url, { ...client });
  return {
    client: ours,
    server: await opened.promise,
    async [Symbol.asyncDispose]() {
      await listening.close({ deadline: 0 });
    },
  };
}

/** The next `count` messages of a connection that has no handler for them. */
export async function received(connection: Connection, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  const iterator = connection[Symbol.asyncIterator]();
  while (messages.length < count) {
    const { value, done } = await iterator.next();
    if (done) break;
    messages.push(value);
  }
  return messages;
}
