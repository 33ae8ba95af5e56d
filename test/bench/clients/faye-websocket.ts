import { type FayePackage, peersRequire } from '../servers/faye.ts';
import { MAX_MESSAGE } from '../servers/lines.ts';
import { onConnect } from './on-connect.ts';

const { Client } = peersRequire('faye-websocket') as FayePackage;

onConnect((url) => {
  const socket = new Client(url, [], { maxLength: MAX_MESSAGE });
  socket.on('error', () => {});
  socket.on('message', ({ data }) => socket.send(data));
});
