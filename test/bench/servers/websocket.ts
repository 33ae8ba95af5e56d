import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { announcement, MAX_MESSAGE, mode, ready } from './lines.ts';
import { echoOf, type WebSocketPackage } from './websocket-package.ts';

const { server: WebSocketServer } = createRequire(import.meta.url)('websocket') as WebSocketPackage;
const httpServer = createServer();
const server = new WebSocketServer({
  httpServer,
  autoAcceptConnections: true,
  maxReceivedFrameSize: MAX_MESSAGE,
  maxReceivedMessageSize: MAX_MESSAGE,
  // The generator's idle connections answer no pings.
  keepalive: false,
});

function announce(): void {
  for (const connection of server.connections) connection.sendUTF(announcement);
}

server.on('connect', (connection) => {
  connection.on('error', () => {});
  connection.on('message', mode === 'echo' ? echoOf(connection) : announce);
});
// A server on a port has an address of this form.
httpServer.listen(0, '127.0.0.1', () => ready((httpServer.address() as AddressInfo).port));
