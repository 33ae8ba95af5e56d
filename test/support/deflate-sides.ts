/** Two endpoints in memory that have agreed on permessage-deflate. */
import zlib from 'node:zlib';
import type { Role } from '../../machines/index.ts';
import { type CompressionOptions, resolveCompression } from '../../src/endpoint/compression-options.ts';
import type { DeflateEngine } from '../../src/endpoint/deflate-engine.ts';
import type { EndpointOptions } from '../../src/endpoint/endpoint.ts';
import type { Extension } from '../../src/endpoint/extension.ts';
import { PermessageDeflate } from '../../src/endpoint/permessage-deflate.ts';
import { portable } from '../../src/endpoint/platform.ts';
import { nativeZlib } from '../../src/node/zlib-native.ts';
import { connected, exchange, openServer, requestHeaders, type Side } from './wire.ts';

/** An engine whose background is not far away: what is compressed there is there at the next `await`. */
export function prompt(engine: DeflateEngine): DeflateEngine {
  return {
    createDeflater: engine.createDeflater,
    createInflater: engine.createInflater,
    deflateApart: async (bytes, settings) =>
      zlib.deflateRawSync(bytes, { ...settings, finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  };
}

export function extensionOf(
  role: Role,
  options: CompressionOptions | true = true,
  engine: DeflateEngine = prompt(nativeZlib),
): Extension {
  const settings = resolveCompression(options, role);
  if (settings === undefined) throw new Error('no compression');
  return new PermessageDeflate(settings, engine, portable);
}

export interface DeflateSides {
  readonly client: Side;
  readonly server: Side;
}

export interface SideOptions {
  readonly compression?: CompressionOptions | true;
  readonly extension?: Extension;
  readonly options?: Partial<EndpointOptions<Side>>;
}

/** By default the client's wishes are what holds. */
export function deflateSides(client: SideOptions = {}, server: SideOptions = {}): DeflateSides {
  const both = { takeover: true, peerTakeover: true };
  const sides = connected(
    { extension: client.extension ?? extensionOf('client', client.compression), ...client.options },
    { extension: server.extension ?? extensionOf('server', server.compression ?? both), ...server.options },
  );
  if (sides.client.endpoint.agreement === undefined) throw new Error('nothing was agreed on');
  return sides;
}

/** Passes bytes until nobody has anything to say and nothing is compressed in the background. */
export async function exchangeAll({ client, server }: DeflateSides): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    exchange(client, server);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    if (client.endpoint.outgoing.busy || server.endpoint.outgoing.busy) quiet = 0;
  }
}

/** A server that is open and has agreed to `offer`; it is given frames by hand. */
export function deflateServer(
  offer = 'permessage-deflate',
  { compression = { takeover: true, peerTakeover: true }, extension, options }: SideOptions = {},
): Side {
  return openServer({ extension: extension ?? extensionOf('server', compression), ...options }, [
    ...requestHeaders,
    ['Sec-WebSocket-Extensions', offer],
  ]);
}
