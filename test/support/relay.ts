/** A relay between a client and a server, that can speak for the client. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Sends bytes to the server as if the last client that connected had. */
  inject(bytes: Uint8Array): void;
}

export async function relayTo(port: number): Promise<Relay> {
  let upstream: net.Socket | undefined;
  const server = net.createServer((client) => {
    const toServer = net.connect(port, '127.0.0.1');
    upstream = toServer;
    client.pipe(toServer).pipe(client);
    client.on('error', () => toServer.destroy());
    toServer.on('error', () => client.destroy());
    // A pipe into a closed socket stands still, and would not see the end of what it reads.
    client.on('close', () => toServer.resume());
    toServer.on('close', () => client.resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    inject: (bytes) => void upstream?.write(bytes),
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
