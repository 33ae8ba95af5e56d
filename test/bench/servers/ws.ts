import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { announcement, compression, MAX_MESSAGE, mode, ready } from './lines.ts';

const none = compression === 'no takeover';
const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  maxPayload: MAX_MESSAGE,
  perMessageDeflate: compression === 'off' ? false : { serverNoContextTakeover: none, clientNoContextTakeover: none },
});

server.on('connection', (socket) => {
  socket.on('error', () => {});
  if (mode === 'echo') socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  else {
    socket.on('message', () => {
      for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(announcement);
    });
  }
});
// A server on a port has an address of this form.
server.on('listening', () => ready((server.address() as AddressInfo).port));
