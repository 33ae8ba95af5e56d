/** An echo server by `websocket-driver`. Prints its URL. */
import http from 'node:http';
import driver from 'websocket-driver';

// Some requests make the package throw where nobody can catch it: a program would end.
process.on('uncaughtException', (error) => console.error(error));

const server = http.createServer();
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => socket.destroy());
  if (!driver.isWebSocket(request)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const peer = driver.http(request, { maxLength: 64 * 1024 * 1024 });
  peer.on('message', ({ data }) => (typeof data === 'string' ? peer.text(data) : peer.binary(data)));
  peer.on('close', () => socket.end());
  peer.on('error', () => {});
  // An HTTP server's sockets stay half open.
  socket.on('end', () => socket.end());
  peer.io.write(head);
  socket.pipe(peer.io).pipe(socket);
  peer.start();
});
server.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${server.address().port}`));
