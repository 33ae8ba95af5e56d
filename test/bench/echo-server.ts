/**
 * The child of `echo`, `deflate` and `memory`: one implementation's server, which sends every message back. Its first answer is
 * the port; afterwards it tells what it has used so far.
 */
import { serve } from '../../src/api/index.ts';
import { answer, cpuSeconds } from './peers.ts';

export interface Usage {
  readonly cpuSeconds: number;
  /** Resident memory in bytes, after a garbage collection if `--expose-gc` allows one. */
  readonly resident: number;
}

/** How a server compresses: not at all, with a history per connection, or without. */
export type Compression = 'off' | 'takeover' | 'no takeover';

async function ours(compression: Compression): Promise<number> {
  const takeover = compression === 'takeover';
  const server = await serve({
    port: 0,
    // The generator of idle connections answers no pings.
    idleTimeout: Number.POSITIVE_INFINITY,
    compression: compression === 'off' ? false : { takeover, peerTakeover: takeover },
    message: (connection, message) => {
      connection.send(message);
    },
  });
  return server.port;
}

async function ws(compression: Compression): Promise<number> {
  const { WebSocketServer } = await import('ws');
  const none = compression === 'no takeover';
  const perMessageDeflate =
    compression === 'off' ? false : { serverNoContextTakeover: none, clientNoContextTakeover: none };
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => {});
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as { port: number }).port;
}

const [, , implementation, compression = 'off'] = process.argv as string[] & { 3?: Compression };
const port = await (implementation === 'ours' ? ours : ws)(compression);
answer((): Usage => {
  globalThis.gc?.();
  return { cpuSeconds: cpuSeconds(), resident: process.memoryUsage.rss() };
});
process.send?.(port);
