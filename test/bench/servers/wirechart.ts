import type { Connection } from '../../../src/api/connection.ts';
import { type Message, serve } from '../../../src/api/index.ts';
import { announcement, compression, MAX_MESSAGE, mode, ready } from './lines.ts';

const takeover = compression === 'takeover';
const server = await serve({
  port: 0,
  // The generator's idle connections answer no pings.
  idleTimeout: Number.POSITIVE_INFINITY,
  maxMessageSize: MAX_MESSAGE,
  maxFrameSize: MAX_MESSAGE,
  compression: compression === 'off' ? false : { takeover, peerTakeover: takeover },
  message: mode === 'echo' ? echo : () => void server.broadcast(announcement),
});

function echo(connection: Connection, message: Message): void {
  connection.send(message);
}

ready(server.port);
