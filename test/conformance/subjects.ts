/** Servers that are wrong in their own way, on sockets: what a run has to survive. */
import { once } from 'node:events';
import net from 'node:net';
import { acceptKey } from '../../src/codec/index.ts';

export interface Subject {
  readonly url: string;
  readonly port: number;
  /** Stops listening, and drops whoever is connected. */
  stop(): void;
}

export async function listen(serve: (socket: net.Socket, number: number) => void): Promise<Subject> {
  const sockets = new Set<net.Socket>();
  let number = 0;
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serve(socket, number++);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on TCP: the address is an object.
  const { port } = server.address() as net.AddressInfo;
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `ws://127.0.0.1:${port}`, port, stop };
}

/** Upgrades whoever asks, and goes on with what comes after the head. */
export function upgrading(open: (socket: net.Socket) => void, more = ''): (socket: net.Socket) => void {
  return (socket) => {
    let head = '';
    const read = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1] ?? '';
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Accept: ${acceptKey(key)}\r\n${more}\r\n`,
      );
      socket.resume();
      open(socket);
    };
    socket.on('data', read);
  };
}
