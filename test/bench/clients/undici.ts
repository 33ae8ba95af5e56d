/** The WebSocket of `undici`, which is also Node's own. */
import { WebSocket } from 'undici';
import { onConnect } from './on-connect.ts';

onConnect((url) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => socket.send(data));
});
