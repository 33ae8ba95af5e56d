/** An echo server by `websocket` (WebSocket-Node). Prints its URL. */
import http from 'node:http';
import websocket from 'websocket';

// Some requests make the package throw where nobody can catch it: a program would end.
process.on('uncaughtException', (error) => console.error(error));

const size = 64 * 1024 * 1024;
const httpServer = http.createServer();
const server = new websocket.server({
  httpServer,
  autoAcceptConnections: true,
  maxReceivedFrameSize: size,
  maxReceivedMessageSize: size,
});
server.on('connect', (connection) => {
  connection.on('message', (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data);
    else connection.sendBytes(message.binaryData);
  });
  connection.on('error', () => {});
});
httpServer.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${httpServer.address().port}`));
