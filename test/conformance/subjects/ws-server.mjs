/** An echo server by `ws`. Prints its URL. */
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  perMessageDeflate: true,
  maxPayload: 64 * 1024 * 1024,
  maxFragments: 131_072,
});
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('error', () => {});
});
server.on('listening', () => console.log(`ws://127.0.0.1:${server.address().port}`));
