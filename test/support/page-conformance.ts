/** In the browser: Autobahn's loop with its own WebSocket client. */

export async function drive(base: string): Promise<void> {
  let count = 0;
  await talk(`${base}/getCaseCount`, (message) => {
    count = Number(message);
  });
  for (let number = 1; number <= count; number++) {
    await talk(`${base}/runCase?case=${number}&agent=Chromium`, (message, socket) => socket.send(message));
  }
  await talk(`${base}/updateReports?agent=Chromium`, () => {});
}

/** Settles when the connection is over, however that came about. */
function talk(url: string, onMessage: (message: string | ArrayBuffer, socket: WebSocket) => void): Promise<unknown> {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => onMessage(data, socket);
  return new Promise((resolve) => {
    socket.onclose = resolve;
  });
}
