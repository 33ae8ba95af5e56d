import { announcement, MAX_MESSAGE, mode, ready } from './lines.ts';

/** What is used here of Deno's own API, whose types come with its program. */
declare const Deno: {
  serve(
    options: { port: number; hostname: string; onListen(address: { readonly port: number }): void },
    handler: (request: Request) => Response,
  ): void;
  upgradeWebSocket(request: Request, options: object): { readonly socket: WebSocket; readonly response: Response };
};

const everybody = new Set<WebSocket>();

function handle(request: Request): Response {
  // The generator's idle connections answer no pings.
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0, maxMessageSize: MAX_MESSAGE });
  socket.binaryType = 'arraybuffer';
  socket.onerror = () => {};
  if (mode === 'echo') socket.onmessage = ({ data }) => socket.send(data);
  else {
    everybody.add(socket);
    socket.onclose = () => everybody.delete(socket);
    socket.onmessage = () => {
      for (const other of everybody) if (other.readyState === WebSocket.OPEN) other.send(announcement);
    };
  }
  return response;
}

Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => ready(port) }, handle);
