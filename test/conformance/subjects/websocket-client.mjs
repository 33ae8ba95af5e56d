/** The client of `websocket` (WebSocket-Node). */
import websocket from 'websocket';
import { drive } from './drive.mjs';

const size = 64 * 1024 * 1024;

await drive('websocket', (url, onMessage) => {
  const client = new websocket.client({ maxReceivedFrameSize: size, maxReceivedMessageSize: size });
  return new Promise((resolve) => {
    client.on('connectFailed', resolve);
    client.on('connect', (connection) => {
      connection.on('close', resolve);
      connection.on('error', () => {});
      connection.on('message', ({ type, utf8Data, binaryData }) => {
        if (type === 'utf8') onMessage(utf8Data, (text) => connection.sendUTF(text));
        else onMessage(binaryData, (bytes) => connection.sendBytes(bytes));
      });
    });
    client.connect(url);
  });
});
