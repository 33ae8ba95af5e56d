/** Encoding once what goes to many connections. */
import { PreparedMessage } from '../endpoint/prepared.ts';
import { nodePlatform } from '../node/platform.ts';
import { checkSendable, type Sendable } from './arguments.ts';
import type { SendOptions } from './connection.ts';

/**
 * Encodes a message once, to be sent on many connections, or many times: `connection.send(prepared)`. `server.broadcast` does
 * this by itself. Bytes are copied: yours may change afterwards.
 *
 * Servers send the same frame to all; clients, which mask every frame anew, save encoding text. Where compression without
 * context takeover was agreed on, the message is compressed once, too.
 * @param options `compress`: as for `send`, which may say otherwise
 * @throws {TypeError} if `message` is neither text nor bytes
 */
export function prepareMessage(message: Sendable, options?: SendOptions): PreparedMessage {
  return new PreparedMessage(checkSendable(message, 'message'), options?.compress, nodePlatform);
}
