import { createRequire } from 'node:module';
import { MAX_MESSAGE } from '../servers/lines.ts';
import { echoOf, type WebSocketPackage } from '../servers/websocket-package.ts';
import { onConnect } from './on-connect.ts';

const { client: WebSocketClient } = createRequire(import.meta.url)('websocket') as WebSocketPackage;

onConnect((url) => {
  const client = new WebSocketClient({ maxReceivedFrameSize: MAX_MESSAGE, maxReceivedMessageSize: MAX_MESSAGE });
  client.on('connect', (connection) => {
    connection.on('error', () => {});
    connection.on('message', echoOf(connection));
  });
  client.connect(url);
});
