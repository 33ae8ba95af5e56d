/** The client of `ws`. */
import { WebSocket } from 'ws';
import { drive } from './drive.mjs';

const options = { perMessageDeflate: true, maxPayload: 64 * 1024 * 1024, maxFragments: 131_072 };

await drive('ws', (url, onMessage) => {
  const socket = new WebSocket(url, options);
  socket.on('message', (data, isBinary) => {
    onMessage(isBinary ? data : String(data), (message) => socket.send(message));
  });
  socket.on('error', () => {});
  return new Promise((resolve) => socket.on('close', resolve));
});
