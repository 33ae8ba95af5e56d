/** The WebSocket of `undici`, which is also Node's own. */
import { WebSocket } from 'undici';
import { drive } from './drive.mjs';

await drive('undici', (url, onMessage) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => onMessage(data, (message) => socket.send(message)));
  return new Promise((resolve) => socket.addEventListener('close', resolve));
});
