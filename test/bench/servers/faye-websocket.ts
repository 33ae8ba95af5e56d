import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type FayePackage, type FayeSocket, fayeExtensions, peersRequire } from './faye.ts';
import { announcement, compression, MAX_MESSAGE, mode, ready } from './lines.ts';

const WebSocket = peersRequire('faye-websocket') as FayePackage;
const options = { maxLength: MAX_MESSAGE, extensions: fayeExtensions(compression) };
const everybody = new Set<FayeSocket>();

const server = createServer();
server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
  const socket = new WebSocket(request, stream, head, [], options);
  socket.on('error', () => {});
  if (mode === 'echo') socket.on('message', ({ data }) => socket.send(data));
  else {
    everybody.add(socket);
    socket.on('close', () => everybody.delete(socket));
    socket.on('message', () => {
      for (const other of everybody) other.send(announcement);
    });
  }
});
// A server on a port has an address of this form.
server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port));
