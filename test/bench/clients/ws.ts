import { WebSocket } from 'ws';
import { MAX_MESSAGE } from '../servers/lines.ts';
import { onConnect } from './on-connect.ts';

onConnect((url) => {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: MAX_MESSAGE });
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
