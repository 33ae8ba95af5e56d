/** The client of `websocket-driver`. */
import net from 'node:net';
import driver from 'websocket-driver';
import { drive } from './drive.mjs';

await drive('websocket-driver', (url, onMessage) => {
  const { port } = new URL(url);
  const peer = driver.client(url, { maxLength: 64 * 1024 * 1024 });
  const socket = net.connect(Number(port), '127.0.0.1');
  peer.on('message', ({ data }) => {
    onMessage(data, (message) => (typeof message === 'string' ? peer.text(message) : peer.binary(message)));
  });
  peer.on('close', () => socket.end());
  peer.on('error', () => {});
  socket.on('connect', () => {
    socket.pipe(peer.io).pipe(socket);
    peer.start();
  });
  return new Promise((resolve) => {
    socket.on('close', resolve);
    socket.on('error', resolve);
  });
});
