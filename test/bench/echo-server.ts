/**
 * The child of `echo` and `memory`: one implementation's server, which sends every message back, uncompressed. Its first
 * answer is the port; afterwards it tells what it has used so far.
 */
import { serve } from '../../src/api/index.ts';
import { answer, cpuSeconds } from './peers.ts';

export interface Usage {
  readonly cpuSeconds: number;
  /** Resident memory in bytes, after a garbage collection if `--expose-gc` allows one. */
  readonly resident: number;
}

async function ours(): Promise<number> {
  const server = await serve({
    port: 0,
    // The generator of idle connections answers no pings.
    idleTimeout: Number.POSITIVE_INFINITY,
    message: (connection, message) => {
      connection.send(message);
    },
  });
  return server.port;
}

async function ws(): Promise<number> {
  const { WebSocketServer } = await import('ws');
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => {});
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as { port: number }).port;
}

const port = process.argv[2] === 'ours' ? await ours() : await ws();
answer((): Usage => {
  globalThis.gc?.();
  return { cpuSeconds: cpuSeconds(), resident: process.memoryUsage.rss() };
});
process.send?.(port);
