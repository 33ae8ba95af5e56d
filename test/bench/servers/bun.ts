import { announcement, compression, MAX_MESSAGE, mode, ready } from './lines.ts';

/** What is used here of Bun's own API, whose types would be a package of their own. */
interface Socket {
  send(message: string | Uint8Array, compress: boolean): number;
  subscribe(topic: string): void;
}
declare const Bun: {
  serve(options: object): { readonly port: number; publish(topic: string, message: string): number };
};
interface Upgrader {
  upgrade(request: Request): boolean;
}

const compressed = compression !== 'off';
// `dedicated` is a history per connection.
const compressor = compression === 'takeover' ? 'dedicated' : 'shared';
const echo = (socket: Socket, message: string | Uint8Array) => void socket.send(message, compressed);
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request: Request, upgrader: Upgrader) =>
    upgrader.upgrade(request) ? undefined : new Response('', { status: 426 }),
  websocket: {
    // The generator's idle connections answer no pings.
    idleTimeout: 0,
    sendPings: false,
    maxPayloadLength: MAX_MESSAGE,
    backpressureLimit: MAX_MESSAGE,
    perMessageDeflate: compressed ? { compress: compressor, decompress: compressor } : false,
    open: (socket: Socket) => {
      if (mode === 'broadcast') socket.subscribe('all');
    },
    message: mode === 'echo' ? echo : () => void server.publish('all', announcement),
  },
});
ready(server.port);
