/** The client of Bun and of Deno: the WebSocket of the WHATWG's standard, as they bring it. */
import { onConnect } from './on-connect.ts';

onConnect((url) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => socket.send(data);
});
