/**
 * A message there and back; prints how many of the two sockets were carried past their streams, and what arrived, as JSON:
 * `node sockets-talk.ts`.
 */
import { connect, serve } from '../../src/api/index.ts';
import { BareSocket } from '../../src/node/bare-socket.ts';

const carriers = new Set<BareSocket>();
const { give } = BareSocket.prototype;
BareSocket.prototype.give = function (this: BareSocket, chunks) {
  carriers.add(this);
  give.call(this, chunks);
};

const server = await serve({ port: 0, message: (connection, message) => void connection.send(message) });
const client = await connect(server.url);
void client.send('there and back');
for await (const echoed of client) {
  console.log(JSON.stringify({ bare: carriers.size, echoed }));
  break;
}
await server.close();
